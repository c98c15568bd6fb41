package dev.stashline.messages;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An occurrence as those who send it see it.
 *
 * @param targets whom it is meant for; null for all clients of the coach
 * @param parts into how many jobs it is parted; 0 as long as its audience is not resolved
 * @param messageStatus of its message, now
 */
record FiredOccurrence(
    UUID id,
    String tenant,
    String coach,
    String message,
    Instant dueAt,
    String content,
    @Nullable List<String> targets,
    int parts,
    MessageStatus messageStatus) {}
