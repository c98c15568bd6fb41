package dev.stashline.messages;

import dev.stashline.messages.ScheduledMessage.QueueEntry;
import dev.stashline.messages.schedule.Recurrence;
import dev.stashline.messages.schedule.TimingReader;
import dev.stashline.runtime.Json;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A message in few words: from nine o'clock UTC of a day on, active, waiting for its first
 * occurrence, sent at most an hour late, and unknown to QStash.
 */
record Sample(
    Recurrence recurrence,
    MessageStatus status,
    @Nullable Instant next,
    int lateMinutes,
    QueueEntry entry) {
  private static final QueueEntry UNTOLD = new QueueEntry(null, null, null, 0);

  static Sample of(String type, String startDate) {
    return read(
        """
        {"scheduleType": "%s", "startDate": "%s"}"""
            .formatted(type, startDate));
  }

  static Sample cron(String expression, String startDate) {
    return read(
        """
        {"scheduleType": "cron", "startDate": "%s", "frequencyConfig": {"cron": "%s"}}"""
            .formatted(startDate, expression));
  }

  static Sample cron(String expression, String startDate, String endDate) {
    return read(
        """
        {"scheduleType": "cron", "startDate": "%s", "endDate": "%s", "frequencyConfig": {"cron": "%s"}}"""
            .formatted(startDate, endDate, expression));
  }

  private static Sample read(String json) {
    var recurrence = Objects.requireNonNull(TimingReader.read(Json.tree(json)).recurrence());
    var first = recurrence.next(Instant.EPOCH).orElseThrow();
    return new Sample(recurrence, MessageStatus.ACTIVE, first, 60, UNTOLD);
  }

  Sample in(MessageStatus other) {
    return new Sample(recurrence, other, next, lateMinutes, entry);
  }

  Sample over() {
    return new Sample(recurrence, status, null, lateMinutes, entry);
  }

  Sample lateBy(int minutes) {
    return new Sample(recurrence, status, next, minutes, entry);
  }

  Sample told(QueueEntry other) {
    return new Sample(recurrence, status, next, lateMinutes, other);
  }

  ScheduledMessage message() {
    return new ScheduledMessage(
        "message-1",
        "tenant",
        "coach",
        1,
        "Title",
        "Content",
        null,
        recurrence,
        Audience.ALL,
        lateMinutes,
        status,
        next,
        null,
        0,
        entry,
        Instant.EPOCH,
        Instant.EPOCH);
  }
}
