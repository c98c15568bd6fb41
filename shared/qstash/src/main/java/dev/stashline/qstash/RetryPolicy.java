package dev.stashline.qstash;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How often, and how long apart, a failed delivery is repeated.
 *
 * @param maxRetries after the first attempt
 * @param delay the publisher's expression; null for the {@link RetryCurve}
 */
public record RetryPolicy(int maxRetries, @Nullable RetryDelay delay) {

  /** The wait when the response asks for none. */
  Duration usualWait(int retried) {
    return delay == null ? RetryCurve.waitBefore(retried + 1) : delay.after(retried);
  }
}
