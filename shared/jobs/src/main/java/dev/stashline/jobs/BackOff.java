package dev.stashline.jobs;

import java.time.Duration;

/**
 * Exponential back-off with jitter: before retry n (n = 1 for the first) the wait is {@code first ·
 * 2^(n-1)}, at most {@code longest}, of which the last {@code jitter} share is drawn by chance so
 * that what failed together does not return together.
 *
 * <p>With {@code first} 5 s, {@code longest} 10 min and no jitter:
 *
 * <pre>
 *   retry        1     2     3     4      5      6       7       8
 *   wait         5 s   10 s  20 s  40 s   80 s   160 s   320 s   600 s
 *   since start  5 s   15 s  35 s  75 s   155 s  315 s   635 s   1235 s
 * </pre>
 *
 * @param jitter share of the wait in [0, 1] that chance may take away
 */
public record BackOff(Duration first, Duration longest, double jitter) {
  public static final BackOff USUAL =
      new BackOff(Duration.ofSeconds(5), Duration.ofMinutes(10), 0.25);

  public BackOff {
    if (first.isNegative() || longest.compareTo(first) < 0 || jitter < 0 || jitter > 1) {
      throw new IllegalArgumentException(
          "back-off needs 0 <= first <= longest and jitter in [0, 1]");
    }
  }

  /**
   * The wait before the retry that follows a failed attempt.
   *
   * @param attempt the attempt that failed, from 1
   * @param chance drawn evenly from [0, 1)
   */
  public Duration after(int attempt, double chance) {
    double doubled = first.toMillis() * Math.pow(2, Math.max(0, attempt - 1));
    double capped = Math.min(doubled, longest.toMillis());
    return Duration.ofMillis(Math.round(capped * (1 - jitter * chance)));
  }
}
