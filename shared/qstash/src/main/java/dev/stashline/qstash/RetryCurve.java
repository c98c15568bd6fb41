package dev.stashline.qstash;

import java.time.Duration;

/**
 * The default back-off: {@code min(86400, e^(2.5·n))} seconds before retry n, whole seconds, no
 * jitter.
 *
 * <table>
 * <caption>Waits</caption>
 * <tr><th>retry</th><th>wait</th><th>since the first attempt</th></tr>
 * <tr><td>1</td><td>12 s</td><td>12 s</td></tr>
 * <tr><td>2</td><td>2 min 28 s</td><td>2 min 40 s</td></tr>
 * <tr><td>3 (default last)</td><td>30 min 8 s</td><td>32 min 48 s</td></tr>
 * <tr><td>4</td><td>6 h 7 min 6 s</td><td>6 h 39 min 54 s</td></tr>
 * <tr><td>5 and on</td><td>24 h</td><td>1 day 6 h 39 min 54 s, then a day more each</td></tr>
 * </table>
 */
public final class RetryCurve {

  private static final double DAY_SECONDS = 86_400;

  private RetryCurve() {}

  /**
   * The wait before a retry.
   *
   * @param retry 1 for the first
   */
  public static Duration waitBefore(int retry) {
    return Duration.ofSeconds((long) Math.min(DAY_SECONDS, Math.exp(2.5 * retry)));
  }
}
