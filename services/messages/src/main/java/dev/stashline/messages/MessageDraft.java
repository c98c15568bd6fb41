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
    int lateMinutes) {}
