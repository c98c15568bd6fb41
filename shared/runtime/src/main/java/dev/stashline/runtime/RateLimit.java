package dev.stashline.runtime;

import java.time.Duration;

/**
 * How often a caller may do something: {@code permits} at once, and as many again over each {@code
 * period}, evenly. 0 permits stand for no limit.
 *
 * @param name distinguishes it from the caller's other limits; part of the key in Redis
 */
public record RateLimit(String name, int permits, Duration period) {
  boolean isOff() {
    return permits == 0;
  }

  /** Milliseconds after which one more permit is there. */
  double everyMillis() {
    return period.toMillis() / (double) permits;
  }
}
