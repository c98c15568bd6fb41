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
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
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

  /** Before looking again at a due job that another transaction held: no poll, and no busy loop. */
  private static final Duration AFTER_MISSED_JOB = Duration.ofMillis(10);

  /** The longest that a free slot waits for others before a claim. */
  private static final Duration GATHER = Duration.ofMillis(10);

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

  private final AtomicBoolean woken = new AtomicBoolean();
  private final AtomicInteger settling = new AtomicInteger();

  // Touched on the context alone.
  private boolean claiming;
  private boolean behind;
  private long gathering = -1;
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

  /** A thousand slots that are freed together ask once. */
  private void wake() {
    if (woken.compareAndSet(false, true)) {
      context.runOnContext(
          v -> {
            woken.set(false);
            claim();
          });
    }
  }

  // -- claim
  // -------------------------------------------------------------------------------------------------------------

  private void claim() {
    if (claiming || stopping) {
      again = true;
      return;
    }
    if (gathers()) {
      return;
    }
    int wanted = free.getAndSet(0);
    if (wanted == 0) {
      caughtUp = false; // The next slot that is freed looks again.
      if (free.get() > 0) {
        wake(); // It was freed before it could know.
      }
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
                        giveBack(wanted);
                        log.warn(
                            "claim failed, trying again queue={} cause={}",
                            queue,
                            claimed.cause().toString());
                        armIn(AFTER_FAILED_CLAIM);
                        return;
                      }
                      var jobs = claimed.result();
                      giveBack(wanted - jobs.size());
                      caughtUp = jobs.size() < wanted && !again;
                      behind = jobs.size() == wanted;
                      jobs.forEach(this::start);
                      if (!caughtUp) {
                        claim();
                      } else {
                        sleepUntilNext();
                      }
                    }));
  }

  /**
   * A claim of one job costs nearly as much as one of a hundred. So where more is known to wait, a
   * claim lets the slots gather whose jobs are being settled this moment, until half of all are
   * free or {@link #GATHER} has passed. Slots whose handlers still work are not waited for.
   */
  private boolean gathers() {
    int now = free.get();
    if (!behind || now == 0 || now * 2 >= slots || settling.get() == 0) {
      return false;
    }
    if (gathering == -1) {
      gathering =
          vertx.setTimer(
              GATHER.toMillis(),
              id -> {
                gathering = -1;
                behind = false;
                wake();
              });
    }
    return true;
  }

  private void sleepUntilNext() {
    armIn(config.poll());
    store
        .nextRunAt(queue)
        .onSuccess(
            next ->
                next.ifPresent(
                    at -> {
                      // What is due and was not claimed is in somebody else's hands this moment.
                      var soonest = clock.instant().plus(AFTER_MISSED_JOB);
                      context.runOnContext(v -> armFor(at.isBefore(soonest) ? soonest : at));
                    }));
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
    boolean reserved = free.getAndUpdate(n -> n > 0 ? n - 1 : n) > 0;
    if (reserved && stopping) {
      release();
      return false;
    }
    return reserved;
  }

  /** Reserves up to so many slots; none while others wait already. */
  int reserve(int most) {
    if (!caughtUp || stopping) {
      return 0;
    }
    int before = free.getAndUpdate(n -> n - Math.min(n, most));
    int reserved = Math.min(before, most);
    if (reserved > 0 && stopping) {
      giveBack(reserved);
      return 0;
    }
    return reserved;
  }

  /** Starts jobs that were claimed into slots reserved before, and frees the slots left over. */
  void startClaimed(List<ClaimedJob> jobs, int reserved) {
    jobs.forEach(this::start);
    if (reserved > jobs.size()) {
      giveBack(reserved - jobs.size());
      if (!caughtUp) {
        wake();
      }
    }
  }

  void release() {
    giveBack(1);
    if (!caughtUp) {
      wake();
    }
  }

  /** Slots that are free again. When all are, a runner that stops has stopped. */
  private void giveBack(int count) {
    if (free.addAndGet(count) == slots && stopping) {
      drained.tryComplete();
    }
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
            now,
            false));
  }

  // -- perform, judge, settle, tell
  // --------------------------------------------------------------------------------------

  private void start(ClaimedJob job) {
    Work<?> known = catalogue.find(job.kind());
    Work<?> work = known == null ? leftToOthers(job) : known;
    Attempt<?> attempt = new Attempt<>(job, work, System.nanoTime());
    if (stopping) {
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
        Kind.of(job.kind(), queue, Object.class),
        unknown -> {
          telemetry.unknown(job);
          return new Outcome.Snoozed(clock.instant().plus(config.lease()));
        });
  }

  /** One attempt of one job, from claim to settlement, as its own virtual-thread task. */
  private void run(Attempt<?> attempt) {
    ClaimedJob job = attempt.claimed();
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
      comesBack(verdict);
    } finally {
      running.remove(job.id(), attempt);
      giveBack(1);
      if (!caughtUp || job.lane() != null) {
        wake();
      }
    }
  }

  private void comesBack(Verdict verdict) {
    switch (verdict) {
      case Verdict.RetryAt v -> nudge(v.at());
      case Verdict.SnoozeUntil v -> nudge(v.until());
      default -> {}
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
          LockSupport.parkNanos(AFTER_FAILED_CLAIM.toNanos());
        } catch (InterruptedException e) {
          throw new AssertionError("nobody interrupts a settle", e);
        }
      }
    } finally {
      settling.decrementAndGet();
    }
  }

  // -- stop
  // --------------------------------------------------------------------------------------------------------------

  /** Claims no more; waits for what runs, at most the grace; hands the rest back. */
  Future<Void> stop() {
    stopping = true;
    Promise<Void> stopped = Promise.promise();
    context.runOnContext(v -> disarm());
    giveBack(0);
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
