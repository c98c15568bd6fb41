package dev.stashline.broker;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What this node saw of an endpoint since it last told the others.
 *
 * @param failures in a row, up to the last attempt
 * @param failingSince the first of them
 * @param aliveAt the last answer that was no failure of the endpoint's, a refusal (4xx) included
 * @param asked the longest wait that a failed response asked for
 */
record Tally(
    int attempts,
    int successes,
    long millis,
    int failures,
    @Nullable Instant failingSince,
    @Nullable Instant failedAt,
    @Nullable Instant aliveAt,
    @Nullable String error,
    Duration asked) {
  private static final Tally NOTHING = new Tally(0, 0, 0, 0, null, null, null, null, Duration.ZERO);

  static Tally first(Attempted attempted) {
    return NOTHING.and(attempted);
  }

  /**
   * One attempt, as far as it tells about the endpoint.
   *
   * @param failed whether it counts against the endpoint: no response, 5xx or 429
   */
  record Attempted(
      boolean succeeded,
      boolean failed,
      long millis,
      Instant at,
      @Nullable String error,
      Duration asked) {}

  Tally and(Attempted attempted) {
    int succeeded = successes + (attempted.succeeded() ? 1 : 0);
    if (!attempted.failed()) {
      return new Tally(
          attempts + 1,
          succeeded,
          millis + attempted.millis(),
          0,
          null,
          failedAt,
          attempted.at(),
          error,
          Duration.ZERO);
    }
    return new Tally(
        attempts + 1,
        succeeded,
        millis + attempted.millis(),
        failures + 1,
        failures == 0 ? attempted.at() : failingSince,
        attempted.at(),
        aliveAt,
        attempted.error(),
        attempted.asked().compareTo(asked) > 0 ? attempted.asked() : asked);
  }
}
