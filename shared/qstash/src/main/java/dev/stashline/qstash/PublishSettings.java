package dev.stashline.qstash;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything a publisher can say about a message by headers. Header maps go from canonical name to
 * values, in order of appearance.
 *
 * @param method how it is delivered, POST unless said otherwise
 * @param contentType the publish request's {@code Content-Type}, null when there was none
 * @param headers headers to send on delivery, without prefix; never framing headers nor the
 *     broker's own
 * @param delay not before this long after publishing; null when not given
 * @param notBefore not before this time; wins over the delay; null when not given
 * @param retries after the first attempt; null when not given, see {@link #maxRetries}
 * @param retryDelay the wait before each; null for the {@link RetryCurve}
 * @param timeout of one attempt; null when not given, see {@link #timeout(Limits)}
 * @param callback told of each attempt; null for none
 * @param failureCallback told of the final failure; null for none
 * @param cron schedules only: the expression, blanks round it dropped, not otherwise checked here;
 *     null when not given
 * @param scheduleId schedules only: the schedule to create or overwrite; null when not given
 * @param queueName schedules only: where its messages are enqueued; null when not given
 * @param workflow {@code Upstash-Workflow-*} and {@code Upstash-Feature-Set} as they came, names
 *     canonical
 */
public record PublishSettings(
    DeliveryMethod method,
    @Nullable String contentType,
    Map<String, List<String>> headers,
    @Nullable Duration delay,
    @Nullable Instant notBefore,
    @Nullable Integer retries,
    @Nullable RetryDelay retryDelay,
    @Nullable Duration timeout,
    @Nullable Callback callback,
    @Nullable Callback failureCallback,
    Deduplication deduplication,
    @Nullable FlowControl flowControl,
    List<String> labels,
    Redaction redaction,
    @Nullable String cron,
    @Nullable String scheduleId,
    @Nullable String queueName,
    Map<String, List<String>> workflow) {

  /** Retries of a message that does not say (documented default). */
  public static final int DEFAULT_RETRIES = 3;

  /**
   * Reads the settings out of headers and parameters given as layers, the weightiest first: a
   * setting in an earlier layer hides the same one in a later. Usual orders: request headers,
   * {@link PublishTarget#settings}, the group's defaults; for a retry out of the dead-letter queue:
   * that request's headers, the stored {@link PublishHeaders}. Within a layer the first value
   * counts.
   *
   * @param layers each the entries of a multimap, names in any case; Vert.x's {@code MultiMap} is
   *     one
   * @param now the time from which delays are measured
   * @throws BadRequestException with all faults found, each under its header's documented name
   */
  public static PublishSettings read(
      List<? extends Iterable<? extends Map.Entry<String, String>>> layers,
      Limits limits,
      Instant now) {
    return new SettingsReader(limits, now).read(layers);
  }

  /** Retries after the first attempt. */
  public int maxRetries() {
    return retries == null ? DEFAULT_RETRIES : retries;
  }

  /**
   * When it may first be delivered: {@code now} for a message without delay, and for one whose time
   * has passed.
   */
  public Instant dueAt(Instant now) {
    if (notBefore != null) {
      return notBefore.isBefore(now) ? now : notBefore;
    }
    return delay == null ? now : now.plus(delay);
  }

  /** The longest one attempt may take: what was asked for, within the plan. */
  public Duration timeout(Limits limits) {
    return timeout == null || timeout.compareTo(limits.maxResponseTime()) > 0
        ? limits.maxResponseTime()
        : timeout;
  }

  /** What decides about retries. */
  public RetryPolicy retryPolicy() {
    return new RetryPolicy(maxRetries(), retryDelay);
  }
}
