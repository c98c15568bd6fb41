package dev.stashline.messages;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import dev.stashline.messages.schedule.TimingReader;
import dev.stashline.runtime.Json;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A scheduled message as its coach sees it. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record MessageView(
    String id,
    String coachId,
    String title,
    String content,
    @Nullable String templateId,
    String scheduleType,
    String startDate,
    String startTime,
    @Nullable String endDate,
    String timezone,
    JsonNode frequencyConfig,
    String targetType,
    List<String> targetUserIds,
    int lateMinutes,
    MessageStatus status,
    boolean isActive,
    @Nullable Instant nextSendAt,
    @Nullable Instant lastSentAt,
    @Nullable String qstashId,
    @Nullable String qstashKind,
    boolean queueAgrees,
    Instant createdAt,
    Instant updatedAt) {
  static MessageView of(ScheduledMessage message) {
    var timing = message.recurrence().timing();
    var queue = message.queue();
    return new MessageView(
        message.id(),
        message.coach(),
        message.title(),
        message.content(),
        message.templateId(),
        timing.type().word(),
        timing.startDate().toString(),
        timing.startTime().toString(),
        timing.endDate() == null ? null : timing.endDate().toString(),
        timing.zone().getId(),
        Json.tree(TimingReader.frequencyConfig(timing)),
        message.audience().word(),
        message.audience().clients(),
        message.lateMinutes(),
        message.status(),
        message.status() == MessageStatus.ACTIVE,
        message.nextSendAt(),
        message.lastSentAt(),
        queue.id(),
        queue.kind() == null ? null : queue.kind().name().toLowerCase(java.util.Locale.ROOT),
        queue.revision() == message.revision(),
        message.createdAt(),
        message.updatedAt());
  }
}
