package dev.stashline.messages;

import dev.stashline.messages.ScheduledMessage.QueueEntry;
import dev.stashline.messages.schedule.Recurrence;
import dev.stashline.messages.schedule.Timing;
import dev.stashline.messages.schedule.TimingReader;
import dev.stashline.runtime.Json;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Between a {@link ScheduledMessage} and its row. */
final class MessageRow {
  private MessageRow() {}

  static ScheduledMessage read(Row row) {
    return new ScheduledMessage(
        row.getString(0),
        row.getString(1),
        row.getString(2),
        row.getLong(3),
        row.getString(4),
        row.getString(5),
        row.getString(6),
        recurrence(row),
        new Audience(List.of(row.getArrayOfStrings(13))),
        row.getInteger(14),
        MessageStatus.of(row.getString(15)),
        instant(row.getOffsetDateTime(16)),
        instant(row.getOffsetDateTime(17)),
        row.getInteger(18),
        new QueueEntry(
            row.getString(19),
            row.getString(20) == null
                ? null
                : QueueEntry.Kind.valueOf(row.getString(20).toUpperCase(Locale.ROOT)),
            instant(row.getOffsetDateTime(21)),
            row.getInteger(22)),
        row.getOffsetDateTime(23).toInstant(),
        row.getOffsetDateTime(24).toInstant());
  }

  /** A row was checked when it was written; one that cannot be read was changed by hand. */
  private static Recurrence recurrence(Row row) {
    LocalDate end = row.getLocalDate(10);
    LocalTime time = row.getLocalTime(9);
    var body =
        Json.mapper()
            .createObjectNode()
            .put("scheduleType", row.getString(7))
            .put("startDate", row.getLocalDate(8).toString())
            .put("startTime", time.toString())
            .put("timezone", row.getString(11));
    if (end != null) {
      body.put("endDate", end.toString());
    }
    body.set("frequencyConfig", Json.tree(row.getString(12)));
    var read = TimingReader.read(body);
    if (read.recurrence() == null) {
      throw new IllegalStateException(
          "the schedule of message " + row.getString(0) + " cannot be read: " + read.faults());
    }
    return read.recurrence();
  }

  /** The columns of a draft from the title on, in the order of the statements. */
  static Tuple draft(Tuple before, MessageDraft draft) {
    Timing timing = draft.recurrence().timing();
    return before
        .addString(draft.title())
        .addString(draft.content())
        .addString(draft.templateId())
        .addString(timing.type().word())
        .addLocalDate(timing.startDate())
        .addLocalTime(timing.startTime())
        .addLocalDate(timing.endDate())
        .addString(timing.zone().getId())
        .addString(TimingReader.frequencyConfig(timing))
        .addString(draft.audience().word())
        .addArrayOfString(draft.audience().clients().toArray(String[]::new))
        .addInteger(draft.lateMinutes());
  }

  static @Nullable Instant instant(@Nullable OffsetDateTime at) {
    return at == null ? null : at.toInstant();
  }

  static @Nullable OffsetDateTime utc(@Nullable Instant at) {
    return at == null ? null : at.atOffset(ZoneOffset.UTC);
  }
}
