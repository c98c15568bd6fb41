package dev.stashline.qstash;

import java.time.Duration;
import java.time.Instant;

/**
 * What follows an attempt.
 *
 * <pre>
 *   2xx ─────────────────────────────────────────────▶ Delivered
 *   489 with Upstash-NonRetryable-Error: true ───────▶ DeadLetter(NOT_RETRYABLE)
 *   anything else, or no response ─┬─ retries left ──▶ Retry(the response's wait, else expression, else curve)
 *                                  └─ none ──────────▶ DeadLetter(RETRIES_SPENT)
 * </pre>
 */
public sealed interface DeliveryVerdict {

  /** The status with which a receiver refuses for good, beside its header. */
  int NON_RETRYABLE_STATUS = 489;

  /** Done. */
  record Delivered() implements DeliveryVerdict {}

  /** Another attempt, no earlier than after this wait. */
  record Retry(Duration after) implements DeliveryVerdict {}

  /** No further attempt: to the dead-letter queue, and tell the failure callback. */
  record DeadLetter(Reason reason) implements DeliveryVerdict {}

  /** Why there is no further attempt. */
  enum Reason {
    NOT_RETRYABLE,
    RETRIES_SPENT
  }

  /**
   * Decides.
   *
   * @param retried attempts before this one: 0 for the first
   * @param now when the attempt ended, for waits given as a date
   */
  static DeliveryVerdict judge(AttemptResult result, RetryPolicy policy, int retried, Instant now) {
    if (result instanceof AttemptResult.Responded response) {
      if (response.status() >= 200 && response.status() < 300) {
        return new Delivered();
      }
      if (response.status() == NON_RETRYABLE_STATUS
          && "true".equalsIgnoreCase(response.headers().apply(HeaderNames.NON_RETRYABLE))) {
        return new DeadLetter(Reason.NOT_RETRYABLE);
      }
    }
    if (retried >= policy.maxRetries()) {
      return new DeadLetter(Reason.RETRIES_SPENT);
    }
    var asked =
        result instanceof AttemptResult.Responded response
            ? ResponseWait.of(response.headers(), now).orElse(null)
            : null;
    return new Retry(asked == null ? policy.usualWait(retried) : asked);
  }
}
