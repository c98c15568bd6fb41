package dev.stashline.runtime;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Background duties, each done again and again until they are stopped. A pause counts from a
 * round's end, so that the rounds of a duty never overlap; a round that fails is told, and the next
 * one tries again.
 */
public final class Rounds {
  private static final Logger log = LoggerFactory.getLogger(Rounds.class);

  private final Vertx vertx;
  private final RandomGenerator chance;
  private volatile boolean stopped;

  public Rounds(Vertx vertx, RandomGenerator chance) {
    this.vertx = vertx;
    this.chance = chance;
  }

  /**
   * Does a duty now, and again after each pause.
   *
   * @param duty names it in the log
   * @param pause give or take a tenth by chance, so that nodes do not go on doing the same at the
   *     same moment
   */
  public void repeat(String duty, Duration pause, Supplier<? extends Future<?>> round) {
    if (stopped) {
      return;
    }
    done(round)
        .onFailure(
            e ->
                log.warn(
                    "duty failed, trying again in {} duty={} cause={}", pause, duty, e.toString()))
        .onComplete(any -> vertx.setTimer(aboutMillis(pause), timer -> repeat(duty, pause, round)));
  }

  /**
   * Does a duty once, unless stopped by then. If it fails, the log tells it; nobody repeats it.
   *
   * @param wait exactly so long, at least a millisecond
   */
  public void once(String duty, Duration wait, Supplier<? extends Future<?>> round) {
    vertx.setTimer(
        Math.max(1, wait.toMillis()),
        timer -> {
          if (!stopped) {
            done(round)
                .onFailure(e -> log.warn("duty failed duty={} cause={}", duty, e.toString()));
          }
        });
  }

  private static Future<?> done(Supplier<? extends Future<?>> round) {
    try {
      return round.get();
    } catch (RuntimeException e) {
      return Future.failedFuture(e);
    }
  }

  private long aboutMillis(Duration pause) {
    return Math.max(1, Math.round(pause.toMillis() * (0.9 + 0.2 * chance.nextDouble())));
  }

  /** Begins no further round; one that is under way comes to its end. */
  public void stop() {
    stopped = true;
  }
}
