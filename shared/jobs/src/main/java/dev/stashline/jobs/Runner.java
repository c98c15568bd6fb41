package dev.stashline.jobs;

import dev.stashline.jobs.Attempt.Stop;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Works off one queue with a bounded number of slots. Claims run one at a time on this runner's own
 * event loop; each attempt has a virtual thread. A slot is taken when a job is asked for and free
 * again when the job is settled.
 *
 * <pre>
 *   nudge, timer, freed slot ─▶ claim as many as slots are free ─▶ an attempt each ─▶ settle ─▶ slot free
 *        ▲                            │ fewer came than asked for
 *        └──── at the next run time ◀─┘
 * </pre>
 */
final class Runner {
  private static final Logger log = LoggerFactory.getLogger(Runner.class);

  /**
   * After a failed claim: long enough not to storm a store that restarts, short enough not to be
   * noticed.
   */
  private static final Duration AFTER_FAILED_CLAIM = Duration.ofMillis(250);

  private final String queue;
  private final int slots;
  private final PostgresJobStore store;
  private final Catalogue catalogue;
  private final InstantSource clock;
  private final InstantSource leaseClock;
  private final RandomGenerator chance;
  private final JobsConfig config;
  private final Telemetry telemetry;
  private final Vertx vertx;
  private final Context context;
  private final AtomicInteger free;
  private final Map<UUID, Attempt<?>> running = new ConcurrentHashMap<>();
  private final Promise<Void> drained = Promise.promise();

  /**
   * Whether the last claim left nothing due behind, so that a new job may start here without
   * waiting in line.
   */
  private volatile boolean caughtUp;

  private volatile boolean stopping;

  // Touched on the context alone.
  private boolean claiming;
  private boolean again;
  private long timer = -1;
  private Instant timerAt = Instant.MAX;

  Runner(
      String queue,
      int slots,
      PostgresJobStore store,
      Catalogue catalogue,
      InstantSource clock,
      InstantSource leaseClock,
      RandomGenerator chance,
      JobsConfig config,
      Telemetry telemetry,
      Vertx vertx) {
    this.queue = queue;
    this.slots = slots;
    this.store = store;
    this.catalogue = catalogue;
    this.clock = clock;
    this.leaseClock = leaseClock;
    this.chance = chance;
    this.config = config;
    this.telemetry = telemetry;
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.free = new AtomicInteger(slots);
  }

  String queue() {
    return queue;
  }

  int slots() {
    return slots;
  }

  Collection<Attempt<?>> running() {
    return running.values();
  }

  void start() {
    wake();
  }

  /** Somebody enqueued; claims now, or when that job wants to run. */
  void nudge(Instant runAt) {
    if (runAt.isAfter(clock.instant())) {
      context.runOnContext(v -> armFor(runAt));
    } else {
      caughtUp = false;
      wake();
    }
  }

  private void wake() {
    context.runOnContext(v -> claim());
  }

  // -- claim
  // -------------------------------------------------------------------------------------------------------------

  private void claim() {
    if (claiming || stopping) {
      again = true;
      return;
    }
    int wanted = free.getAndSet(0);
    if (wanted == 0) {
      caughtUp = false; // The next slot that is freed looks again.
      return;
    }
    claiming = true;
    again = false;
    disarm();
    store
        .claim(
            queue,
            config.node(),
            wanted,
            Priority.order(chance.nextDouble()),
            leaseClock.instant().plus(config.lease()))
        .onComplete(
            claimed ->
                context.runOnContext(
                    v -> {
                      claiming = false;
                      if (claimed.failed()) {
                        free.addAndGet(wanted);
                        log.warn(
                            "claim failed, trying again queue={} cause={}",
                            queue,
                            claimed.cause().toString());
                        armIn(AFTER_FAILED_CLAIM);
                        return;
                      }
                      var jobs = claimed.result();
                      free.addAndGet(wanted - jobs.size());
                      caughtUp = jobs.size() < wanted && !again;
                      jobs.forEach(this::start);
                      if (!caughtUp) {
                        claim();
                      } else {
                        sleepUntilNext();
                      }
                    }));
  }

  private void sleepUntilNext() {
    armIn(config.poll());
    store
        .nextRunAt(queue)
        .onSuccess(next -> next.ifPresent(at -> context.runOnContext(v -> armFor(at))));
  }

  private void armFor(Instant at) {
    if (at.isBefore(timerAt) && !claiming) {
      arm(at, Duration.between(clock.instant(), at));
    }
  }

  private void armIn(Duration wait) {
    arm(clock.instant().plus(wait), wait);
  }

  private void arm(Instant at, Duration wait) {
    disarm();
    timerAt = at;
    // Timers count whole milliseconds; rounding up means never too early.
    timer =
        vertx.setTimer(
            Math.max(
                1, wait.toNanosPart() % 1_000_000 == 0 ? wait.toMillis() : wait.toMillis() + 1),
            id -> {
              timer = -1;
              timerAt = Instant.MAX;
              wake();
            });
  }

  private void disarm() {
    if (timer != -1) {
      vertx.cancelTimer(timer);
      timer = -1;
    }
    timerAt = Instant.MAX;
  }

  // -- a slot reserved for a job that is being inserted
  // ------------------------------------------------------------------

  boolean hasRoom() {
    return !stopping && free.get() > 0;
  }

  /**
   * Reserves a slot for a job about to be inserted as running here; false if others wait already or
   * no slot is free.
   */
  boolean reserve() {
    if (!caughtUp || stopping) {
      return false;
    }
    int before = free.getAndUpdate(n -> n > 0 ? n - 1 : n);
    return before > 0;
  }

  void release() {
    free.incrementAndGet();
  }

  void startReserved(NewJob job, Instant now) {
    start(
        new ClaimedJob(
            job.id(),
            queue,
            job.kind().name(),
            job.subject(),
            job.argsJson(),
            1,
            job.maxAttempts(),
            1,
            null,
            false,
            now,
            now));
  }

  // -- perform, judge, settle, tell
  // --------------------------------------------------------------------------------------

  private void start(ClaimedJob job) {
    Attempt<?> attempt = new Attempt<>(job, catalogue.get(job.kind()), System.nanoTime());
    running.put(job.id(), attempt);
    Thread.ofVirtual().name("job-" + job.id()).start(() -> run(attempt));
  }

  /** One attempt of one job, from claim to settlement, as its own virtual-thread task. */
  private void run(Attempt<?> attempt) {
    ClaimedJob job = attempt.claimed();
    Instant started = clock.instant();
    boolean held = false;
    Outcome outcome = attempt.perform(store.steps(), telemetry);
    if (outcome != null) {
      Verdict verdict =
          Verdict.judge(job, attempt.kind(), outcome, clock.instant(), chance.nextDouble());
      held = settle(Settlement.of(job, attempt.kind(), outcome, verdict));
      telemetry.tell(attempt, verdict, started, held);
    } else {
      telemetry.lost(job);
    }
    running.remove(job.id());
    free.incrementAndGet();
    if (!caughtUp || job.lane() != null) {
      wake();
    }
    if (stopping && running.isEmpty()) {
      drained.tryComplete();
    }
  }

  /**
   * Settles, again and again while the store cannot be reached and the lease may still hold; then
   * the lease lapses.
   */
  private boolean settle(Settlement settlement) {
    Instant giveUp = leaseClock.instant().plus(config.lease());
    while (true) {
      try {
        return store.settle(settlement).toCompletionStage().toCompletableFuture().get();
      } catch (ExecutionException e) {
        if (leaseClock.instant().isAfter(giveUp)) {
          telemetry.unsettled(settlement.job(), e.getCause());
          return false;
        }
        LockSupport.parkNanos(AFTER_FAILED_CLAIM.toNanos());
      } catch (InterruptedException e) {
        throw new AssertionError("nobody interrupts a settle", e);
      }
    }
  }

  // -- stop
  // --------------------------------------------------------------------------------------------------------------

  /** Claims no more; waits for what runs, at most the grace; hands the rest back. */
  Future<Void> stop() {
    stopping = true;
    Promise<Void> stopped = Promise.promise();
    context.runOnContext(v -> disarm());
    if (running.isEmpty()) {
      drained.tryComplete();
    }
    long giveUp =
        vertx.setTimer(
            Math.max(1, config.grace().toMillis()),
            id -> running.values().forEach(attempt -> attempt.stop(Stop.NODE_STOPS)));
    drained
        .future()
        .onComplete(
            v -> {
              vertx.cancelTimer(giveUp);
              stopped.tryComplete();
            });
    return stopped.future();
  }
}
