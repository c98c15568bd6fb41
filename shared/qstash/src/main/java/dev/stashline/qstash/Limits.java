package dev.stashline.qstash;

import java.time.Duration;

/**
 * What a publisher may ask for. The three sets hold the figures of the public pricing pages, which
 * change; a broker takes its own from its settings.
 *
 * <table>
 * <caption>Plans</caption>
 * <tr><th></th><th>free</th><th>pay as you go</th><th>fixed</th></tr>
 * <tr><td>delay</td><td>7 days</td><td>1 year</td><td>unlimited</td></tr>
 * <tr><td>response time</td><td>15 min</td><td>2 h</td><td>custom, here 2 h</td></tr>
 * <tr><td>message size</td><td>1 MB</td><td>10 MB</td><td>50 MB</td></tr>
 * <tr><td>retries</td><td colspan="3">999, as the account API's example shows</td></tr>
 * </table>
 *
 * @param maxRetries more are refused
 * @param maxDelay a later delivery is refused
 * @param maxResponseTime the longest time for one attempt; a longer {@code Upstash-Timeout} is
 *     taken for this one
 * @param maxBodyBytes for the broker, which alone sees the body
 * @param maxHeaderBytes names and values kept with a message, taken together. Our choice, no figure
 *     is published
 * @param maxTextLength characters of a deduplication id, flow-control key or label. Our choice, so
 *     that each fits a database index
 */
public record Limits(
    int maxRetries,
    Duration maxDelay,
    Duration maxResponseTime,
    long maxBodyBytes,
    int maxHeaderBytes,
    int maxTextLength) {

  public static final Limits FREE =
      new Limits(999, Duration.ofDays(7), Duration.ofMinutes(15), 1_000_000, 65_536, 512);

  public static final Limits PAY_AS_YOU_GO =
      new Limits(999, Duration.ofDays(365), Duration.ofHours(2), 10_000_000, 65_536, 512);

  public static final Limits FIXED =
      new Limits(999, Durations.LONGEST, Duration.ofHours(2), 50_000_000, 65_536, 512);
}
