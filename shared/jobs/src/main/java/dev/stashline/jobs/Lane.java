package dev.stashline.jobs;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a job shares with others of its queue: a tenant, a strict queue, a flow-control key. Lanes
 * of one queue take turns, so that no lane can hold up the rest. The limits travel with each job;
 * the newest ones hold for the whole lane.
 *
 * @param maxRunning at most so many at the same time; null for no limit
 * @param maxStarts at most so many starts per {@code period}; null, together with period, for no
 *     limit
 * @param strict first in, first out by enqueueing, also through retries: a job that waits for its
 *     retry keeps its place, and one with a later run time holds up those behind it
 */
public record Lane(
    String name,
    @Nullable Integer maxRunning,
    @Nullable Integer maxStarts,
    @Nullable Duration period,
    boolean strict) {
  /**
   * A period's end has to be a time that every store can hold, or the lane's queue would stand
   * still.
   */
  private static final Duration LONGEST_PERIOD = Duration.ofDays(366);

  public Lane {
    if (name.isBlank()) {
      throw new IllegalArgumentException("a lane needs a name");
    }
    NewJob.requireName("lane", name);
    if ((maxStarts == null) != (period == null)) {
      throw new IllegalArgumentException("a lane's starts and period go together");
    }
    if (isUnderOne(maxRunning)
        || isUnderOne(maxStarts)
        || (period != null && period.toMillis() < 1)) {
      throw new IllegalArgumentException("a lane's limits are at least 1");
    }
    if (period != null && period.compareTo(LONGEST_PERIOD) > 0) {
      throw new IllegalArgumentException(
          "a lane's period is at most " + LONGEST_PERIOD.toDays() + " days");
    }
  }

  /** Takes turns with the other lanes; no limit of its own. */
  public static Lane fair(String name) {
    return new Lane(name, null, null, null, false);
  }

  public static Lane parallel(String name, int maxRunning) {
    return new Lane(name, maxRunning, null, null, false);
  }

  public static Lane inOrder(String name) {
    return new Lane(name, 1, null, null, true);
  }

  /** This lane with at most {@code starts} starts in each window of {@code period}. */
  public Lane rate(int starts, Duration per) {
    return new Lane(name, maxRunning, starts, per, strict);
  }

  private static boolean isUnderOne(@Nullable Integer limit) {
    return limit != null && limit < 1;
  }
}
