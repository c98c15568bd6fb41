package dev.stashline.jobs;

import dev.stashline.jobs.Attempt.Stop;
import dev.stashline.jobs.JobEngine.Ground;
import dev.stashline.runtime.Rounds;
import dev.stashline.runtime.TableStatistics;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The engine's background duties. Each is safe to run on every node at once; nobody is elected.
 *
 * <pre>
 *   renew    a third of the lease   extend leases, notice cancels and lost leases
 *   watch    200 ms                 interrupt attempts past their timeout
 *   rescue   a third of the lease   take over lapsed leases and judge them as failed attempts
 *   prune    1 min                  remove finished jobs past their retention
 *   tidy     30 s                   fold the counts, forget idle lanes and nodes
 *   analyse  2 s                    keep the planner's picture of growing tables true
 * </pre>
 */
final class Housekeeping {
  private static final Duration WATCH = Duration.ofMillis(200);
  private static final Duration PRUNE = Duration.ofMinutes(1);
  private static final Duration TIDY = Duration.ofSeconds(30);
  private static final Duration FORGET_AFTER = Duration.ofDays(1);
  private static final int BATCH = 500;

  private final PostgresJobStore store;
  private final Catalogue catalogue;
  private final Collection<Runner> runners;
  private final InstantSource clock;
  private final InstantSource leaseClock;
  private final RandomGenerator chance;
  private final JobsConfig config;
  private final Telemetry telemetry;
  private final TableStatistics statistics;
  private final Rounds rounds;

  Housekeeping(
      Ground ground,
      JobsConfig config,
      Catalogue catalogue,
      PostgresJobStore store,
      Telemetry telemetry,
      Collection<Runner> runners) {
    this.store = store;
    this.catalogue = catalogue;
    this.runners = runners;
    this.clock = ground.clock();
    this.leaseClock = ground.leaseClock();
    this.chance = ground.chance();
    this.config = config;
    this.telemetry = telemetry;
    this.statistics = new TableStatistics(ground.pool(), "jobs");
    this.rounds = new Rounds(ground.vertx(), chance);
  }

  void start() {
    Duration third = config.lease().dividedBy(3);
    rounds.repeat("renew", third, this::renew);
    rounds.repeat("watch", WATCH, this::watch);
    rounds.repeat("rescue", third, this::rescue);
    rounds.repeat("prune", PRUNE, this::prune);
    rounds.repeat("tidy", TIDY, () -> store.tidy(FORGET_AFTER));
    rounds.repeat("analyse", TableStatistics.EVERY, statistics::refresh);
  }

  Future<Void> stop() {
    rounds.stop();
    return store.absent(config.node()).otherwiseEmpty();
  }

  Future<?> renew() {
    var slots = new HashMap<String, Integer>();
    var attempts = new ArrayList<Attempt<?>>();
    for (Runner runner : runners) {
      slots.put(runner.queue(), runner.slots());
      attempts.addAll(runner.running());
    }
    Future<?> present =
        slots.isEmpty() ? Future.succeededFuture() : store.present(config.node(), slots);
    if (attempts.isEmpty()) {
      return present;
    }
    var leaseUntil = leaseClock.instant().plus(config.lease());
    return present
        .compose(
            v ->
                store.renew(
                    config.node(), attempts.stream().map(Attempt::claimed).toList(), leaseUntil))
        .onSuccess(
            held -> {
              for (Attempt<?> attempt : attempts) {
                Boolean cancelRequested = held.get(attempt.claimed().id());
                if (cancelRequested == null) {
                  attempt.stop(Stop.LEASE_LOST);
                } else if (cancelRequested) {
                  attempt.stop(Stop.CANCELLED);
                }
              }
            });
  }

  private Future<?> watch() {
    long now = System.nanoTime();
    for (Runner runner : runners) {
      for (Attempt<?> attempt : runner.running()) {
        if (attempt.overdue(now)) {
          attempt.stop(Stop.TIMED_OUT);
        }
      }
    }
    return Future.succeededFuture();
  }

  /** Judges what other nodes left behind as a failed attempt, by the same rules as any other. */
  Future<?> rescue() {
    var now = leaseClock.instant();
    return store
        .rescue(config.node(), catalogue.kinds(), now, now.plus(config.lease()), BATCH)
        .compose(
            jobs -> {
              List<Settlement> settlements = jobs.stream().map(this::lapsed).toList();
              jobs.forEach(telemetry::rescued);
              return settlements.isEmpty()
                  ? Future.succeededFuture()
                  : Future.join(settlements.stream().map(store::settle).toList())
                      .onComplete(settled -> wake(jobs));
            });
  }

  private Settlement lapsed(ClaimedJob job) {
    var kind = catalogue.get(job.kind()).kind();
    Outcome outcome =
        job.cancelRequested()
            ? new Outcome.Cancelled(Attempt.ON_REQUEST)
            : new Outcome.Failed(new Failure.RetryNow("the node that ran it went away"));
    return Settlement.of(
        job,
        kind,
        outcome,
        Verdict.judge(job, kind, outcome, clock.instant(), chance.nextDouble()));
  }

  private void wake(List<ClaimedJob> rescued) {
    for (Runner runner : runners) {
      if (rescued.stream().anyMatch(job -> job.queue().equals(runner.queue()))) {
        runner.nudge(clock.instant());
      }
    }
  }

  private Future<?> prune() {
    return store
        .prune(BATCH)
        .compose(removed -> removed == BATCH ? prune() : Future.succeededFuture());
  }
}
