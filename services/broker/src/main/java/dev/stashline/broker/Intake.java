package dev.stashline.broker;

import dev.stashline.jobs.JobTransaction;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes over what was published by SQL. Every node does, one after the other, in the order of the
 * calls; a message is stored in the transaction that takes its row away, so that none is lost or
 * stored twice.
 *
 * <pre>
 *   bell, or a second ─▶ rows ─▶ drafts ─┬▶ messages and jobs ┐
 *                                        └▶ dead letters      ┴▶ rows gone, one commit
 * </pre>
 *
 * <p>If many cannot be stored together each is taken by itself, so that one that fails holds up no
 * other.
 */
final class Intake {
  private static final int AT_ONCE = 250;
  private static final long BYTES_AT_ONCE = 16L << 20;

  private final Pool pool;
  private final Drafting drafting;
  private final Publishing publishing;
  private final Refusals refusals;
  private final BrokerConfig config;
  private final InstantSource clock;
  private final WakeLoop loop;

  /** What one taken row becomes. */
  private record Outcome(Taken taken, List<Draft> drafts, @Nullable String refusal) {}

  Intake(
      Vertx vertx,
      Pool pool,
      Drafting drafting,
      Publishing publishing,
      Refusals refusals,
      BrokerConfig config,
      InstantSource clock) {
    this.pool = pool;
    this.drafting = drafting;
    this.publishing = publishing;
    this.refusals = refusals;
    this.config = config;
    this.clock = clock;
    loop = new WakeLoop(vertx, "taking over what was published by SQL", this::round);
  }

  /** Tells the SQL function what this broker's settings allow. */
  Future<Void> ready() {
    return pool.preparedQuery(IntakeSql.SAY_LIMIT)
        .execute(Tuple.of(config.limits().maxBodyBytes()))
        .mapEmpty();
  }

  void wake() {
    loop.wake();
  }

  void stop() {
    loop.stop();
  }

  private Future<Duration> round() {
    return pool.query(IntakeSql.ANY)
        .execute()
        .compose(
            any ->
                any.size() == 0
                    ? Future.succeededFuture(WakeLoop.LONGEST_REST)
                    : many().map(more -> more ? Duration.ZERO : WakeLoop.LONGEST_REST));
  }

  /** Answers whether there may be more. */
  private Future<Boolean> many() {
    return take(0, AT_ONCE)
        .map(taken -> !taken.isEmpty())
        .recover(failure -> oneByOne(0, 0, failure));
  }

  /** Those behind a position, up to as many as are taken together, each for itself. */
  private Future<Boolean> oneByOne(long behind, int done, Throwable together) {
    if (done == AT_ONCE) {
      return Future.failedFuture(together);
    }
    var position = new long[] {-1};
    return publishing
        .transaction(
            tx ->
                rows(tx, behind, 1)
                    .compose(
                        rows -> {
                          rows.forEach(taken -> position[0] = taken.position());
                          return store(tx, rows);
                        }))
        .map(List::isEmpty)
        .recover(failure -> refuse(position[0], failure))
        .compose(
            ended ->
                ended ? Future.succeededFuture(false) : oneByOne(position[0], done + 1, together));
  }

  /** Answers false: it was not the last one. What may go well the next time stays where it is. */
  private Future<Boolean> refuse(long position, Throwable failure) {
    if (position < 0) {
      return Future.failedFuture(failure);
    }
    if (!Refusals.is(failure)) {
      return pool.query("select 1").execute().map(false);
    }
    return publishing
        .transaction(
            tx ->
                rows(tx, position - 1, 1)
                    .compose(
                        rows ->
                            refusals.bury(
                                tx,
                                rows.stream()
                                    .map(
                                        taken ->
                                            new Refusals.Refused(taken, Refusals.reason(failure)))
                                    .toList())))
        .map(false);
  }

  private Future<List<Taken>> take(long behind, int most) {
    return publishing.transaction(tx -> rows(tx, behind, most).compose(rows -> store(tx, rows)));
  }

  private static Future<List<Taken>> rows(JobTransaction tx, long behind, int most) {
    return tx.sql()
        .query(IntakeSql.LOCK)
        .execute()
        .compose(
            v ->
                tx.sql()
                    .preparedQuery(IntakeSql.TAKE)
                    .execute(Tuple.of(behind, (long) most, BYTES_AT_ONCE)))
        .map(
            rows -> {
              var taken = new ArrayList<Taken>();
              for (Row row : rows) {
                taken.add(Taken.of(row));
              }
              taken.sort(Comparator.comparingLong(Taken::position));
              return taken;
            });
  }

  private Future<List<Taken>> store(JobTransaction tx, List<Taken> rows) {
    if (rows.isEmpty()) {
      return Future.succeededFuture(rows);
    }
    return Future.all(rows.stream().map(this::draft).toList())
        .compose(
            all -> {
              List<Outcome> outcomes = all.list();
              return publishing
                  .store(tx, outcomes.stream().flatMap(one -> one.drafts().stream()).toList())
                  .compose(v -> refusals.bury(tx, refused(outcomes)));
            })
        .map(rows);
  }

  private static List<Refusals.Refused> refused(List<Outcome> outcomes) {
    var refused = new ArrayList<Refusals.Refused>();
    for (Outcome outcome : outcomes) {
      if (outcome.refusal() != null) {
        refused.add(new Refusals.Refused(outcome.taken(), outcome.refusal()));
      }
    }
    return refused;
  }

  private Future<Outcome> draft(Taken taken) {
    return Future.succeededFuture()
        .compose(v -> drafting.drafts(taken.order()))
        .map(drafts -> new Outcome(taken, taken.named(drafts, clock.instant()), null))
        .recover(
            failure ->
                Refusals.is(failure)
                    ? Future.succeededFuture(
                        new Outcome(taken, List.of(), Refusals.reason(failure)))
                    : Future.failedFuture(failure));
  }
}
