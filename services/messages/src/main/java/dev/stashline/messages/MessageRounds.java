package dev.stashline.messages;

import dev.stashline.jobs.JobQueue;
import dev.stashline.runtime.Rounds;
import io.vertx.core.CompositeFuture;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * What has to be looked after, on every node that sends. Safe on all of them at once.
 *
 * <pre>
 *   every second       fires what QStash has not asked for within its grace; what comes before the next look, at its time
 *   every ten seconds  hands to QStash what has come near enough, and what it was not told of
 *   as set             compares QStash's schedules with the rows
 * </pre>
 */
final class MessageRounds {
  private static final Duration FIRE_EVERY = Duration.ofSeconds(1);
  private static final Duration ARM_EVERY = Duration.ofSeconds(10);

  /** A change that was not told after so long has lost its job, or that has given up. */
  private static final Duration TOLD_WITHIN = Duration.ofMinutes(2);

  private static final int AT_ONCE = 500;

  /** What is due a few milliseconds apart is fired together. */
  private static final Duration GATHER = Duration.ofMillis(20);

  private final AtomicBoolean waits = new AtomicBoolean();
  private final Rounds rounds;
  private final MessageStore store;
  private final Firing firing;
  private final JobQueue queue;
  private final @Nullable QueueDrift drift;
  private final MessagesConfig config;
  private final InstantSource clock;

  /**
   * @param drift null while there is no QStash
   */
  MessageRounds(
      Rounds rounds,
      MessageStore store,
      Firing firing,
      JobQueue queue,
      @Nullable QueueDrift drift,
      MessagesConfig config,
      InstantSource clock) {
    this.rounds = rounds;
    this.store = store;
    this.firing = firing;
    this.queue = queue;
    this.drift = drift;
    this.config = config;
    this.clock = clock;
  }

  void start() {
    rounds.repeat("fire messages", FIRE_EVERY, this::fire);
    var reconciler = drift;
    if (reconciler != null) {
      rounds.repeat("arm messages", ARM_EVERY, this::arm);
      rounds.repeat("reconcile messages", config.reconcileEvery(), () -> reconciler.mend(queue));
    }
  }

  void stop() {
    rounds.stop();
  }

  private Future<?> fire() {
    return fireDue()
        .compose(v -> store.nextDue(clock.instant().minus(grace())))
        .onSuccess(next -> next.ifPresent(this::fireAt));
  }

  /** One at a time; if it fails, or the clock is moved, the next look makes up for it. */
  private void fireAt(Instant due) {
    var wait = Duration.between(clock.instant(), due.plus(grace())).plusMillis(1);
    if (wait.compareTo(FIRE_EVERY.multipliedBy(2)) > 0 || !waits.compareAndSet(false, true)) {
      return;
    }
    rounds.once(
        "fire messages",
        wait.compareTo(GATHER) < 0 ? GATHER : wait,
        () -> {
          waits.set(false);
          return fire();
        });
  }

  /** Without QStash nobody else fires: there is nothing to wait for. */
  private Duration grace() {
    return drift == null ? Duration.ZERO : config.clockGrace();
  }

  private Future<?> fireDue() {
    return store
        .due(clock.instant().minus(grace()), AT_ONCE)
        .compose(
            ids ->
                Future.all(ids.stream().map(id -> firing.fire(id, FiredBy.CLOCK)).toList())
                    .map(CompositeFuture::<Boolean>list)
                    .compose(
                        fired ->
                            ids.size() == AT_ONCE && fired.contains(true)
                                ? fireDue()
                                : Future.succeededFuture()));
  }

  private Future<?> arm() {
    var now = clock.instant();
    return store
        .toArm(now.plus(config.longestDelay()), AT_ONCE)
        .compose(this::tell)
        .compose(v -> store.untold(now.minus(TOLD_WITHIN)))
        .compose(this::tell);
  }

  private Future<?> tell(List<MessageStore.Revised> messages) {
    return queue.enqueueAll(messages.stream().map(MessageJobs::tell).toList());
  }
}
