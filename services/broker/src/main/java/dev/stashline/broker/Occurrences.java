package dev.stashline.broker;

import dev.stashline.qstash.Cron;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Which occurrences of a schedule are to be fired now.
 *
 * @param firing those to fire, oldest first
 * @param missed those that are left out
 * @param next the first one after now; {@link Instant#MAX} for never
 */
record Occurrences(List<Instant> firing, int missed, Instant next) {
  /** An occurrence within this time is late; after it, it was missed. */
  static final Duration GRACE = Duration.ofMinutes(1);

  private static final int MOST_CAUGHT_UP = 100;

  /** Counting further back than this serves nobody. */
  private static final int MOST_COUNTED = 10_000;

  /** What a policy makes of the occurrences from the first that is due until now. Pure. */
  static Occurrences of(Cron cron, Schedule.MissedRuns policy, Instant firstDue, Instant now) {
    var due = new java.util.ArrayDeque<Instant>();
    int passed = 0;
    var at = firstDue;
    while (!at.isAfter(now) && passed < MOST_COUNTED) {
      due.addLast(at);
      passed++;
      if (due.size() > MOST_CAUGHT_UP) {
        due.removeFirst();
      }
      at = cron.next(at).orElse(Instant.MAX);
    }
    if (!at.isAfter(now)) {
      at = cron.next(now).orElse(Instant.MAX);
    }
    var firing =
        switch (policy) {
          case ALL -> List.copyOf(due);
          case LATEST -> List.of(due.getLast());
          case SKIP -> due.stream().filter(one -> !one.plus(GRACE).isBefore(now)).toList();
        };
    return new Occurrences(firing, passed - firing.size(), at);
  }
}
