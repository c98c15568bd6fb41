package dev.stashline.jobs;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * One timer that rings once, for the soonest of the times it was set to. Touched on the caller's
 * event loop alone, where it rings, too.
 */
final class Alarm {
  private static final long OFF = -1;

  private final Vertx vertx;
  private final InstantSource clock;
  private final Runnable ring;
  private long timer = OFF;
  private Instant at = Instant.MAX;

  Alarm(Vertx vertx, InstantSource clock, Runnable ring) {
    this.vertx = vertx;
    this.clock = clock;
    this.ring = ring;
  }

  /** Rings at an instant, unless it is set to an earlier one. */
  void noLaterThan(Instant instant) {
    if (instant.isBefore(at)) {
      set(instant, Duration.between(clock.instant(), instant));
    }
  }

  /** Rings after a wait, whatever it was set to before. */
  void in(Duration wait) {
    set(clock.instant().plus(wait), wait);
  }

  void off() {
    if (timer != OFF) {
      vertx.cancelTimer(timer);
    }
    forget();
  }

  private void set(Instant instant, Duration wait) {
    off();
    at = instant;
    timer =
        vertx.setTimer(
            wholeMillis(wait),
            id -> {
              forget();
              ring.run();
            });
  }

  private void forget() {
    timer = OFF;
    at = Instant.MAX;
  }

  /** Timers count whole milliseconds, from one; rounding up means never too early. */
  private static long wholeMillis(Duration wait) {
    boolean whole = wait.toNanosPart() % 1_000_000 == 0;
    return Math.max(1, whole ? wait.toMillis() : wait.toMillis() + 1);
  }
}
