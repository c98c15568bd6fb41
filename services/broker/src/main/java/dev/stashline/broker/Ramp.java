package dev.stashline.broker;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/**
 * How fast the backlog of an endpoint that recovers is let out, over all nodes together.
 *
 * <pre>
 *   after        0 s   15 s   30 s   60 s   90 s   120 s
 *   a second     2     4      8      32     128    no limit
 *   so far       0     43     130    649    2,727  11,038
 * </pre>
 */
final class Ramp {
  static final Duration WHOLE = Duration.ofMinutes(2);

  private static final double AT_FIRST = 2;
  private static final double DOUBLES_EVERY = 15;

  private Ramp() {}

  private static Instant begin(EndpointHealth health) {
    return Objects.requireNonNull(health.changedAt(), "who recovers began to");
  }

  /** Microseconds between two starts at this time. */
  static long gapMicros(EndpointHealth health, Instant now) {
    double seconds = Math.max(0, Duration.between(begin(health), now).toMillis() / 1e3);
    return (long) (1e6 / (AT_FIRST * Math.pow(2, Math.min(seconds, 600) / DOUBLES_EVERY)));
  }

  /** When a message may expect to start that so many stand before. */
  static Instant turn(EndpointHealth health, int before) {
    double seconds =
        DOUBLES_EVERY
            * Math.log(1 + before * Math.log(2) / (AT_FIRST * DOUBLES_EVERY))
            / Math.log(2);
    long millis = Math.min((long) (seconds * 1e3), WHOLE.toMillis());
    return begin(health).plusMillis(millis);
  }
}
