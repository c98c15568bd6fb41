package dev.stashline.messages;

import dev.stashline.messages.ScheduledMessage.QueueEntry;
import dev.stashline.messages.schedule.ScheduleType;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What QStash should have of a message. Pure: a function of the row and the time.
 *
 * <pre>
 *   comes again, active or paused   a schedule by a fixed id, paused with the message
 *   comes once, active, near        a message for its time
 *   came once, its time has come    what it had: it has been delivered
 *   comes once, active, far off     nothing yet: our clock makes the message when QStash takes it
 *   anything else                   nothing
 * </pre>
 */
sealed interface QueueWish {
  record Schedule(String id, String cron, boolean paused) implements QueueWish {}

  record Message(Instant at) implements QueueWish {}

  record Nothing() implements QueueWish {}

  record AsItIs() implements QueueWish {}

  /** Our own schedules, among others of the account. */
  String SCHEDULE_PREFIX = "scheduled-message-";

  static QueueWish of(ScheduledMessage message, Instant now, Duration longestDelay) {
    var next = message.nextSendAt();
    boolean comes =
        next != null
            && (message.status() == MessageStatus.ACTIVE
                || message.status() == MessageStatus.PAUSED);
    if (!comes || next == null) {
      var told = message.queue().time();
      boolean delivered =
          message.status() != MessageStatus.CANCELLED && told != null && !told.isAfter(now);
      return delivered ? new AsItIs() : new Nothing();
    }
    boolean paused = message.status() == MessageStatus.PAUSED;
    if (message.recurrence().timing().type() != ScheduleType.ONCE) {
      return new Schedule(
          SCHEDULE_PREFIX + message.id(), message.recurrence().queueCron().orElseThrow(), paused);
    }
    return paused || next.isAfter(now.plus(longestDelay)) ? new Nothing() : new Message(next);
  }

  /** Whether what QStash was told last is this already. Of a schedule only QStash knows. */
  default boolean isTold(QueueEntry entry) {
    return switch (this) {
      case Schedule schedule -> false;
      case Message message ->
          entry.kind() == QueueEntry.Kind.MESSAGE && message.at().equals(entry.time());
      case Nothing nothing -> entry.id() == null;
      case AsItIs asItIs -> true;
    };
  }

  static @Nullable String messageOf(String scheduleId) {
    return scheduleId.startsWith(SCHEDULE_PREFIX)
        ? scheduleId.substring(SCHEDULE_PREFIX.length())
        : null;
  }
}
