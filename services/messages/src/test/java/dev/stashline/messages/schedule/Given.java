package dev.stashline.messages.schedule;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A schedule in few words: from nine o'clock on 1 January 2026 on, in UTC, unless told otherwise.
 */
record Given(
    ScheduleType type,
    LocalDateTime start,
    @Nullable LocalDate end,
    String zone,
    Set<DayOfWeek> days,
    int dayOfMonth,
    @Nullable String cron) {

  static Given of(ScheduleType type) {
    String cron = type == ScheduleType.CRON ? "0 9 * * *" : null;
    return new Given(type, LocalDateTime.of(2026, 1, 1, 9, 0), null, "UTC", Set.of(), 1, cron);
  }

  static Given daily() {
    return of(ScheduleType.DAILY);
  }

  static Given weekly(DayOfWeek... days) {
    return of(ScheduleType.WEEKLY).on(days);
  }

  static Given monthly(int day) {
    return of(ScheduleType.MONTHLY).on(day);
  }

  static Given cron(String cron) {
    var usual = of(ScheduleType.CRON);
    return new Given(usual.type, usual.start, usual.end, usual.zone, usual.days, 1, cron);
  }

  Given from(String local) {
    return from(LocalDateTime.parse(local));
  }

  Given from(LocalDateTime local) {
    return new Given(type, local, end, zone, days, dayOfMonth, cron);
  }

  Given until(String date) {
    return until(LocalDate.parse(date));
  }

  Given until(@Nullable LocalDate date) {
    return new Given(type, start, date, zone, days, dayOfMonth, cron);
  }

  Given in(String name) {
    return new Given(type, start, end, name, days, dayOfMonth, cron);
  }

  Given on(DayOfWeek... chosen) {
    return on(Set.of(chosen));
  }

  Given on(Set<DayOfWeek> chosen) {
    return new Given(type, start, end, zone, chosen, dayOfMonth, cron);
  }

  Given on(int day) {
    return new Given(type, start, end, zone, days, day, cron);
  }

  Recurrence recurrence() {
    return Recurrence.of(
        new Timing(
            type,
            start.toLocalDate(),
            start.toLocalTime(),
            end,
            ZoneId.of(zone),
            days,
            dayOfMonth,
            cron));
  }

  /** All occurrences, or the first ones. */
  List<Instant> first(int count) {
    return after(start.atZone(ZoneId.of(zone)).toInstant().minusSeconds(3 * 86_400), count);
  }

  List<Instant> after(Instant after, int count) {
    var recurrence = recurrence();
    var found = new ArrayList<Instant>();
    var at = recurrence.next(after);
    while (at.isPresent() && found.size() < count) {
      found.add(at.get());
      at = recurrence.next(at.get());
    }
    return found;
  }

  /** As people there read clock and offset, such as {@code 2026-03-08T03:00-04:00}. */
  List<String> shown(List<Instant> instants) {
    return instants.stream()
        .map(at -> at.atZone(ZoneId.of(zone)).toOffsetDateTime().toString())
        .toList();
  }

  /** The days alone. */
  List<String> dates(int count) {
    return first(count).stream()
        .map(at -> LocalDate.ofInstant(at, ZoneId.of(zone)).toString())
        .toList();
  }
}
