package dev.stashline.messages;

import dev.stashline.messages.schedule.Recurrence;
import dev.stashline.messages.schedule.ScheduleType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a message whose time has come, by the written rule for outages. Pure.
 *
 * <pre>
 *   the newest occurrence that has come   is sent, unless it came longer ago than the message allows
 *   older ones that nobody fired          are recorded as skipped: clients get one message late, not five at once
 * </pre>
 *
 * @param newest the newest occurrence
 * @param late whether that is not sent any more
 * @param missed the older ones, oldest first; after a long outage not all of them
 * @param next what comes afterwards; null for nothing
 */
record DueNow(
    ScheduledMessage message,
    Instant newest,
    boolean late,
    List<Instant> missed,
    @Nullable Instant next) {
  /** A message of every minute must not fill the table after a month without power. */
  private static final int MOST_RECORDED = 100;

  static DueNow of(ScheduledMessage message, Instant due, Instant now) {
    var recurrence = message.recurrence();
    var oldestToSend = now.minus(Duration.ofMinutes(message.lateMinutes()));
    var missed = new ArrayList<Instant>();
    var newest = due;
    // What comes once has come, also when somebody wanted it before its time.
    boolean once = recurrence.timing().type() == ScheduleType.ONCE;
    var next = once ? null : recurrence.next(newest).orElse(null);
    while (next != null && !next.isAfter(now)) {
      if (missed.size() < MOST_RECORDED) {
        missed.add(newest);
        newest = next;
      } else {
        newest = newest(recurrence, next, now);
      }
      next = recurrence.next(newest).orElse(null);
    }
    return new DueNow(message, newest, newest.isBefore(oldestToSend), List.copyOf(missed), next);
  }

  /** Halves the time again and again: a month minute by minute would take a second. */
  private static Instant newest(Recurrence recurrence, Instant come, Instant now) {
    var low = come;
    var high = now;
    while (recurrence.next(low).filter(at -> !at.isAfter(now)).isPresent()) {
      var middle = low.plus(Duration.between(low, high).dividedBy(2));
      var later = recurrence.next(middle).filter(at -> !at.isAfter(now));
      if (later.isPresent()) {
        low = later.get();
      } else {
        high = middle;
      }
    }
    return low;
  }
}
