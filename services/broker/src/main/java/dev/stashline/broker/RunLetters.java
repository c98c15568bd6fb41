package dev.stashline.broker;

import dev.stashline.jobs.JobTransaction;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.List;

/** The dead letters of failed runs, the oldest first unless something else is asked for. */
final class RunLetters {
  private static final String SELECT = "select " + RunLetter.COLUMNS + RunLetter.FROM;
  private static final String OLDEST_FIRST = " order by d.millis, d.counter";
  private static final String LATEST_FIRST = " order by d.millis desc, d.counter desc";

  private final Pool pool;

  RunLetters(Pool pool) {
    this.pool = pool;
  }

  /** Rows for {@link RunLetter#of}. */
  Future<RowSet<Row>> list(Where where, boolean latestFirst, int most) {
    String order = latestFirst ? LATEST_FIRST : OLDEST_FIRST;
    return pool.preparedQuery(SELECT + where.sql() + order + " limit " + most)
        .execute(where.values());
  }

  /**
   * @return fails with {@link ApiError} 404 if there is none
   */
  Future<RunLetter> find(Where where) {
    return pool.preparedQuery(SELECT + where.sql())
        .execute(where.values())
        .map(rows -> RunLetter.of(DeadLetters.one(rows)));
  }

  /** The letters, which nobody else changes before the transaction ends. */
  Future<List<RunLetter>> lock(JobTransaction tx, Where where, int most) {
    return tx.sql()
        .preparedQuery(SELECT + where.sql() + OLDEST_FIRST + " limit " + most + " for update of d")
        .execute(where.values())
        .map(rows -> rows.stream().map(RunLetter::of).toList());
  }

  Future<?> remove(JobTransaction tx, RunLetter letter) {
    return tx.sql()
        .preparedQuery("delete from broker.dead_letter where millis = $1 and counter = $2")
        .execute(Tuple.of(letter.id().millis(), letter.id().counter()));
  }

  /** Deletes at most so many; answers how many. */
  Future<Integer> delete(Where where, int most) {
    return pool.preparedQuery(
            "delete from broker.dead_letter where (millis, counter) in (select d.millis, d.counter"
                + RunLetter.FROM
                + where.sql()
                + OLDEST_FIRST
                + " limit "
                + most
                + " for update of d)")
        .execute(where.values())
        .map(rows -> rows.rowCount());
  }
}
