package dev.stashline.messages.schedule;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a coach chose. Read by {@link TimingReader}; what it means says {@link Recurrence}.
 *
 * @param endDate the last day, still counted; null for no end
 * @param days of the week; empty for the usual ones of the type
 * @param dayOfMonth 1 to 31, of a monthly one
 * @param cron five fields, without a zone; null unless the type is cron
 */
public record Timing(
    ScheduleType type,
    LocalDate startDate,
    LocalTime startTime,
    @Nullable LocalDate endDate,
    ZoneId zone,
    Set<DayOfWeek> days,
    int dayOfMonth,
    @Nullable String cron) {
  public Timing {
    days = Set.copyOf(days);
    if ((type == ScheduleType.CRON) != (cron != null)) {
      throw new IllegalArgumentException("a cron expression and the type cron go together");
    }
    if (dayOfMonth < 1 || dayOfMonth > 31) {
      throw new IllegalArgumentException("no month has a day " + dayOfMonth);
    }
  }

  LocalDateTime start() {
    return LocalDateTime.of(startDate, startTime);
  }
}
