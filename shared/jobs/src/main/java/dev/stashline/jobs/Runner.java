package dev.stashline.jobs;

import dev.stashline.jobs.Attempt.Stop;
import dev.stashline.jobs.JobEngine.Ground;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Works off one queue with a bounded number of {@link Slots}. Claims run one at a time on this
 * runner's own event loop; what they bring is performed by {@link Attempts}. Between claims an
 * {@link Alarm} waits for the next run time.
 *
 * <pre>
 *   nudge, alarm, freed slot ─▶ claim as many as slots are free ─▶ an attempt each ─▶ settle ─▶ slot free
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
  private final Slots slots;
  private final PostgresJobStore store;
  private final Attempts attempts;
  private final InstantSource clock;
  private final InstantSource leaseClock;
  private final RandomGenerator chance;
  private final JobsConfig config;
  private final Vertx vertx;
  private final Context context;

  /**
   * Whether the last claim left nothing due behind, so that a new job may start here without
   * waiting in line.
   */
  private volatile boolean caughtUp;

  private final AtomicBoolean woken = new AtomicBoolean();

  // Touched on the context alone.
  private final Alarm alarm;
  private boolean claiming;
  private boolean behind;
  private long gathering = -1;
  private boolean again;

  Runner(
      String queue,
      int slots,
      Ground ground,
      JobsConfig config,
      Catalogue catalogue,
      PostgresJobStore store,
      Telemetry telemetry) {
    this.queue = queue;
    this.slots = new Slots(slots);
    this.store = store;
    this.attempts = new Attempts(ground, config, catalogue, store, telemetry, this::ended);
    this.clock = ground.clock();
    this.leaseClock = ground.leaseClock();
    this.chance = ground.chance();
    this.config = config;
    this.vertx = ground.vertx();
    this.context = vertx.getOrCreateContext();
    this.alarm = new Alarm(vertx, clock, this::wake);
  }

  String queue() {
    return queue;
  }

  int slots() {
    return slots.total();
  }

  Collection<Attempt<?>> running() {
    return attempts.running();
  }

  void start() {
    wake();
  }

  /** Somebody enqueued; claims now, or when that job wants to run. */
  void nudge(Instant runAt) {
    if (runAt.isAfter(clock.instant())) {
      context.runOnContext(v -> lookBy(runAt));
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

  private void claim() {
    if (claiming || slots.closed()) {
      again = true;
      return;
    }
    if (gathers()) {
      return;
    }
    int wanted = slots.takeAll();
    if (wanted == 0) {
      caughtUp = false; // The next slot that is freed looks again.
      if (slots.free() > 0) {
        wake(); // It was freed before it could know.
      }
      return;
    }
    claiming = true;
    again = false;
    alarm.off();
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
                        slots.giveBack(wanted);
                        log.warn(
                            "claim failed, trying again queue={} cause={}",
                            queue,
                            claimed.cause().toString());
                        alarm.in(AFTER_FAILED_CLAIM);
                        return;
                      }
                      var jobs = claimed.result();
                      slots.giveBack(wanted - jobs.size());
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
    int now = slots.free();
    if (!behind || now == 0 || now * 2 >= slots.total() || attempts.settling() == 0) {
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
    alarm.in(config.poll());
    store
        .nextRunAt(queue)
        .onSuccess(
            next ->
                next.ifPresent(
                    at -> {
                      // What is due and was not claimed is in somebody else's hands this moment.
                      var soonest = clock.instant().plus(AFTER_MISSED_JOB);
                      context.runOnContext(v -> lookBy(at.isBefore(soonest) ? soonest : at));
                    }));
  }

  private void lookBy(Instant at) {
    if (!claiming) {
      alarm.noLaterThan(at);
    }
  }

  boolean hasRoom() {
    return slots.hasRoom();
  }

  /**
   * Reserves a slot for a job about to be inserted as running here; false if others wait already or
   * no slot is free.
   */
  boolean reserve() {
    return reserve(1) == 1;
  }

  /** Reserves up to so many slots; none while others wait already. */
  int reserve(int most) {
    return caughtUp ? slots.takeUpTo(most) : 0;
  }

  /** Starts jobs that were claimed into slots reserved before, and frees the slots left over. */
  void startClaimed(List<ClaimedJob> jobs, int reserved) {
    jobs.forEach(this::start);
    if (reserved > jobs.size()) {
      release(reserved - jobs.size());
    }
  }

  void startReserved(NewJob job, Instant now) {
    start(ClaimedJob.asStored(job, now));
  }

  void release() {
    release(1);
  }

  private void release(int count) {
    slots.giveBack(count);
    if (!caughtUp) {
      wake();
    }
  }

  private void start(ClaimedJob job) {
    attempts.start(job, slots.closed());
  }

  /** The job is settled, or lost; it may come back, and its slot is free. */
  private void ended(ClaimedJob job, @Nullable Verdict verdict) {
    switch (verdict) {
      case Verdict.RetryAt v -> nudge(v.at());
      case Verdict.SnoozeUntil v -> nudge(v.until());
      case null, default -> {}
    }
    slots.giveBack(1);
    if (!caughtUp || job.lane() != null) {
      wake();
    }
  }

  /** Claims no more; waits for what runs, at most the grace; hands the rest back. */
  Future<Void> stop() {
    var drained = slots.close();
    context.runOnContext(v -> alarm.off());
    long giveUp =
        vertx.setTimer(
            Math.max(1, config.grace().toMillis()), id -> attempts.stopAll(Stop.NODE_STOPS));
    return drained.onComplete(v -> vertx.cancelTimer(giveUp));
  }
}
