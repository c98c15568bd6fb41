package dev.stashline.jobs;

import static dev.stashline.jobs.JobRows.utc;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A transaction in which rows of other owners and jobs commit together: the outbox. */
public final class JobTransaction {
  private final SqlConnection sql;
  private final PostgresEnqueues enqueues;
  private final InstantSource clock;
  private final List<Handover.Offer> offers = new ArrayList<>();
  private final List<UUID> woken = new ArrayList<>();

  JobTransaction(SqlConnection sql, PostgresEnqueues enqueues, InstantSource clock) {
    this.sql = sql;
    this.enqueues = enqueues;
    this.clock = clock;
  }

  public SqlConnection sql() {
    return sql;
  }

  /** Stores jobs in this transaction and answers in their order. */
  public Future<List<Enqueued>> enqueue(List<NewJob> jobs) {
    return jobs.isEmpty() ? Future.succeededFuture(List.of()) : enqueues.insert(sql, jobs, offers);
  }

  public Future<Enqueued> enqueue(NewJob job) {
    return enqueue(List.of(job)).map(List::getFirst);
  }

  /**
   * Sets a lane's limits, also for the jobs that wait in it, and whether it is paused; null leaves
   * that as it is. Whoever waits in it looks again within a poll, or at the next {@link
   * JobQueue#nudge}.
   */
  public Future<Void> setLane(String queue, Lane lane, @Nullable Boolean paused) {
    return sql.preparedQuery(LaneSql.SET_LANE)
        .execute(
            Tuple.tuple(
                Arrays.asList(
                    queue,
                    lane.name(),
                    lane.strict(),
                    lane.maxRunning(),
                    lane.maxStarts(),
                    lane.period() == null ? null : lane.period().toMillis(),
                    paused,
                    utc(clock.instant()))))
        .mapEmpty();
  }

  /**
   * After the commit, lets waiting jobs run at once, whatever they wait for in time: a snooze, a
   * back-off, a delay. A hint: if it is lost they run at their time. Not in the transaction, which
   * holds lanes that others take in another order.
   */
  public void wake(List<UUID> jobs) {
    woken.addAll(jobs);
  }

  void committed() {
    offers.forEach(Handover.Offer::committed);
    if (!woken.isEmpty()) {
      enqueues.runNow(woken);
    }
  }

  void rolledBack() {
    offers.forEach(Handover.Offer::rolledBack);
  }
}
