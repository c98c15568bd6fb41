package dev.stashline.messages;

import dev.stashline.messages.schedule.Recurrence;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A row of {@code scheduled_messages}.
 *
 * @param number rises with each new message; lists go by it
 * @param templateId where the content was copied from; null for nowhere, or if that is gone
 * @param lateMinutes an occurrence that could not be fired for longer is skipped
 * @param nextSendAt null once the last occurrence has been fired
 * @param revision rises with each change that the queue has to know of
 * @param queue what QStash has of it
 */
record ScheduledMessage(
    String id,
    String tenant,
    String coach,
    long number,
    String title,
    String content,
    @Nullable String templateId,
    Recurrence recurrence,
    Audience audience,
    int lateMinutes,
    MessageStatus status,
    @Nullable Instant nextSendAt,
    @Nullable Instant lastSentAt,
    int revision,
    QueueEntry queue,
    Instant createdAt,
    Instant updatedAt) {

  /**
   * What QStash has of a message.
   *
   * @param id of a schedule or of a message there; null for neither
   * @param kind null together with the id
   * @param time for when a message was made; null for a schedule
   * @param revision the revision that QStash has been told of
   */
  record QueueEntry(
      @Nullable String id, @Nullable Kind kind, @Nullable Instant time, int revision) {
    enum Kind {
      SCHEDULE,
      MESSAGE
    }
  }
}
