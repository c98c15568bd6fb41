package dev.stashline.jobs;

import dev.stashline.jobs.Attempt.Stop;
import dev.stashline.jobs.JobEngine.Ground;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The attempts of one runner that are in flight, each on a virtual thread of its own from claim to
 * settlement: <em>perform, judge, settle, tell</em>.
 */
final class Attempts {
  /** Hears of every attempt when it has left, on the attempt's thread. */
  interface Ended {
    /**
     * @param verdict what was made of it; null if it was lost, or nobody could be told
     */
    void ended(ClaimedJob job, @Nullable Verdict verdict);
  }

  /** Long enough not to storm a store that restarts, short enough not to be noticed. */
  private static final Duration BETWEEN_SETTLES = Duration.ofMillis(250);

  private final PostgresJobStore store;
  private final Catalogue catalogue;
  private final InstantSource clock;
  private final InstantSource leaseClock;
  private final RandomGenerator chance;
  private final JobsConfig config;
  private final Telemetry telemetry;
  private final Ended listener;
  private final Map<UUID, Attempt<?>> running = new ConcurrentHashMap<>();
  private final AtomicInteger settling = new AtomicInteger();

  Attempts(
      Ground ground,
      JobsConfig config,
      Catalogue catalogue,
      PostgresJobStore store,
      Telemetry telemetry,
      Ended listener) {
    this.store = store;
    this.catalogue = catalogue;
    this.clock = ground.clock();
    this.leaseClock = ground.leaseClock();
    this.chance = ground.chance();
    this.config = config;
    this.telemetry = telemetry;
    this.listener = listener;
  }

  Collection<Attempt<?>> running() {
    return running.values();
  }

  /** How many have performed and are being settled this moment, so that they will soon leave. */
  int settling() {
    return settling.get();
  }

  void stopAll(Stop why) {
    running.values().forEach(attempt -> attempt.stop(why));
  }

  /**
   * Starts a job that this node has claimed.
   *
   * @param nodeStops whether it is to be handed back unperformed
   */
  void start(ClaimedJob job, boolean nodeStops) {
    Work<?> known = catalogue.find(job.kind());
    Work<?> work = known == null ? leftToOthers(job) : known;
    Attempt<?> attempt = new Attempt<>(job, work, System.nanoTime());
    if (nodeStops) {
      attempt.stop(Stop.NODE_STOPS);
    } else if (job.cancelRequested() && known != null) {
      attempt.stop(Stop.CANCELLED);
    }
    Attempt<?> earlier = running.put(job.id(), attempt);
    if (earlier != null) {
      earlier.stop(Stop.LEASE_LOST); // Or it has settled and is about to leave.
    }
    Thread.ofVirtual().name("job-" + job.id()).start(() -> run(attempt));
  }

  /**
   * While versions change, a queue may hold kinds that this process does not know yet: such a job
   * is put off, its attempt refunded, so that a process that knows it finds it.
   */
  private Work<?> leftToOthers(ClaimedJob job) {
    return Work.of(
        Kind.of(job.kind(), job.queue(), Object.class),
        unknown -> {
          telemetry.unknown(job);
          return new Outcome.Snoozed(clock.instant().plus(config.lease()));
        });
  }

  /** One attempt of one job, from claim to settlement, as its own virtual-thread task. */
  private void run(Attempt<?> attempt) {
    ClaimedJob job = attempt.claimed();
    Verdict told = null;
    try {
      Instant started = clock.instant();
      Outcome outcome = attempt.perform(store.steps(), telemetry);
      if (outcome == null) {
        telemetry.lost(job);
        return;
      }
      Verdict verdict =
          Verdict.judge(job, attempt.kind(), outcome, clock.instant(), chance.nextDouble());
      boolean held = settle(Settlement.of(job, attempt.kind(), outcome, verdict));
      telemetry.tell(attempt, verdict, started, held);
      told = verdict;
    } finally {
      running.remove(job.id(), attempt);
      listener.ended(job, told);
    }
  }

  /**
   * Settles, again and again while the store cannot be reached and the lease may still hold; then
   * the lease lapses.
   */
  private boolean settle(Settlement settlement) {
    Instant giveUp = leaseClock.instant().plus(config.lease());
    settling.incrementAndGet();
    try {
      while (true) {
        try {
          return store.settle(settlement).toCompletionStage().toCompletableFuture().get();
        } catch (ExecutionException e) {
          if (leaseClock.instant().isAfter(giveUp)) {
            telemetry.unsettled(settlement.job(), e.getCause());
            return false;
          }
          LockSupport.parkNanos(BETWEEN_SETTLES.toNanos());
        } catch (InterruptedException e) {
          throw new AssertionError("nobody interrupts a settle", e);
        }
      }
    } finally {
      settling.decrementAndGet();
    }
  }
}
