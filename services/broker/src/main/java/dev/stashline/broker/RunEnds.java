package dev.stashline.broker;

import dev.stashline.jobs.JobTransaction;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the end of a run brings with it, in the transaction of who ends it. */
final class RunEnds {
  private final Runs runs;
  private final BrokerConfig config;
  private final InstantSource clock;

  RunEnds(Runs runs, BrokerConfig config, InstantSource clock) {
    this.runs = runs;
    this.config = config;
    this.clock = clock;
  }

  /** The ended runs, and whom the end concerns: jobs to end after the commit, drafts to store. */
  record Ended(List<Run> runs, List<UUID> jobs, List<Draft> drafts) {}

  /**
   * Ends the active runs that a filter on {@code r} names: their waiters go, messages that are not
   * delivered yet are cancelled, and who invoked them is told by a draft.
   *
   * @param failed the message that ended it; null for another end
   */
  Future<Ended> end(
      JobTransaction tx,
      String account,
      Run.State state,
      byte @Nullable [] result,
      @Nullable UUID failed,
      int most,
      String filter,
      Object... values) {
    var now = clock.instant();
    var all = new ArrayList<@Nullable Object>();
    all.add(state.word());
    all.add(result == null ? null : Buffer.buffer(result));
    all.add(Publishing.millis(now));
    all.add(Publishing.utc(now.plus(config.longestRetention())));
    all.add(failed);
    all.add((long) most);
    all.add(account);
    all.addAll(Arrays.asList(values));
    return tx.sql()
        .preparedQuery(RunSql.end(filter))
        .execute(Tuple.tuple(all))
        .compose(
            rows -> {
              var ended = new ArrayList<Run>();
              rows.forEach(row -> ended.add(Run.of(row, 0)));
              return ended.isEmpty()
                  ? Future.succeededFuture(new Ended(List.of(), List.of(), List.of()))
                  : clear(tx, ended, state == Run.State.CANCELLED, now);
            });
  }

  private Future<Ended> clear(JobTransaction tx, List<Run> ended, boolean everything, Instant now) {
    var ids = ended.stream().map(Run::id).toArray(UUID[]::new);
    var jobs = new ArrayList<UUID>();
    return tx.sql()
        .preparedQuery(RunSql.FORGET_WAITERS)
        .execute(Tuple.of((Object) ids))
        .onSuccess(rows -> rows.forEach(row -> jobs.add(row.getUUID(0))))
        .compose(
            v ->
                tx.sql()
                    .preparedQuery(RunSql.CANCEL_MESSAGES)
                    .execute(
                        Tuple.of(
                            ids,
                            Publishing.millis(now),
                            Publishing.utc(now.plus(config.keepFinished())),
                            Publishing.utc(now.plus(config.logRetention())),
                            everything)))
        .onSuccess(rows -> rows.forEach(row -> jobs.add(row.getUUID(0))))
        .compose(
            v ->
                runs.keepActive(
                    tx,
                    ended.stream()
                        .filter(run -> run.invoker() != null)
                        .map(run -> Invocations.result(run, now))
                        .toList()))
        .map(drafts -> new Ended(ended, jobs, drafts));
  }
}
