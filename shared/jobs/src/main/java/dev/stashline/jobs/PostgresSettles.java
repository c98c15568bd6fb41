package dev.stashline.jobs;

import dev.stashline.jobs.SettleHook.Settled;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlClient;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/**
 * Verdicts on their way into Postgres, those that arrive together in one commit. Follow-ups and
 * what the kinds' hooks write commit with them, for the jobs whose lease held.
 */
final class PostgresSettles {
  private final Pool pool;
  private final PostgresEnqueues enqueues;
  private final Catalogue catalogue;
  private final InstantSource clock;
  private final GroupCommit<Settlement, Boolean> commits;

  PostgresSettles(Pool pool, PostgresEnqueues enqueues, Catalogue catalogue, InstantSource clock) {
    this.pool = pool;
    this.enqueues = enqueues;
    this.catalogue = catalogue;
    this.clock = clock;
    commits = new GroupCommit<>(1000, 2, this::settleEach, () -> pool.query("select 1").execute());
  }

  /**
   * Settles one job, together with those settled at the same time; answers whether the lease held.
   */
  Future<Boolean> settle(Settlement settlement) {
    return commits.submit(settlement);
  }

  private Future<List<Boolean>> settleEach(List<Settlement> settlements) {
    return settle(settlements)
        .map(held -> settlements.stream().map(s -> held.contains(s.job().id())).toList());
  }

  /** Settles jobs in one commit, all or none; answers those whose lease held. */
  Future<Set<UUID>> settle(List<Settlement> settlements) {
    boolean plain =
        settlements.stream()
            .allMatch(s -> s.followUps().isEmpty() && catalogue.hookOf(s.job().kind()) == null);
    if (plain) {
      return writeVerdicts(pool, settlements);
    }
    return enqueues.transaction(
        tx ->
            writeVerdicts(tx.sql(), settlements)
                .compose(held -> writeAlong(tx, settlements, held)));
  }

  private Future<Set<UUID>> writeVerdicts(SqlClient sql, List<Settlement> settlements) {
    Instant now = clock.instant();
    return sql.preparedQuery(JobSql.SETTLE)
        .execute(SettleRows.of(sorted(settlements, Settlement::job), now))
        .map(JobRows::ids);
  }

  /**
   * Statements that change the same rows at the same time go through them in the same order, or
   * they would wait for each other.
   */
  static <T> List<T> sorted(Collection<T> items, Function<T, ClaimedJob> job) {
    return items.stream().sorted(Comparator.comparing(item -> job.apply(item).id())).toList();
  }

  private Future<Set<UUID>> writeAlong(
      JobTransaction tx, List<Settlement> settlements, Set<UUID> held) {
    var followUps = new ArrayList<NewJob>();
    var byHook = new HashMap<SettleHook, List<Settled>>();
    for (Settlement s : settlements) {
      if (held.contains(s.job().id())) {
        followUps.addAll(s.followUps());
        var hook = catalogue.hookOf(s.job().kind());
        if (hook != null) {
          byHook
              .computeIfAbsent(hook, h -> new ArrayList<>())
              .add(new Settled(s.job(), s.verdict(), s.result()));
        }
      }
    }
    Future<?> written = tx.enqueue(followUps);
    for (var entry : byHook.entrySet()) {
      written = written.compose(before -> entry.getKey().settled(tx, entry.getValue()));
    }
    return written.map(held);
  }
}
