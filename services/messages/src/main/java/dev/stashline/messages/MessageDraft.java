package dev.stashline.messages;

import dev.stashline.messages.schedule.Recurrence;
import org.jspecify.annotations.Nullable;

/**
 * What a coach wants a message to be.
 *
 * @param templateId where the content was copied from; null for nowhere
 * @param lateMinutes how late an occurrence may be fired after an outage
 */
record MessageDraft(
    String title,
    String content,
    @Nullable String templateId,
    Recurrence recurrence,
    Audience audience,
    int lateMinutes) {

  /** What a message says now. */
  static MessageDraft of(ScheduledMessage message) {
    return new MessageDraft(
        message.title(),
        message.content(),
        message.templateId(),
        message.recurrence(),
        message.audience(),
        message.lateMinutes());
  }

  /** The same at other times. */
  MessageDraft at(Recurrence other) {
    return new MessageDraft(title, content, templateId, other, audience, lateMinutes);
  }
}
