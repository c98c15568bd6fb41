package dev.stashline.messages.schedule;

import dev.stashline.qstash.Cron;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The written contract of a schedule: at which instants a message is due.
 *
 * <pre>
 *   once                       at the start
 *   daily                      each day at the start's time, from the start's day on
 *   weekly, 2x_week, 3x_week   on each of the days; Monday, Monday and Thursday, Monday, Wednesday and Friday if none are given
 *   monthly                    on the day of the month; in a month that is shorter, on its last day (so 31 is the last day)
 *   cron                       as the expression says, from the start's day on
 *
 *   the end's day              still counts
 *   an hour that clocks skip   at the first moment after it
 *   an hour that comes twice   once, the first time
 * </pre>
 *
 * <p>All of it on the wall clock of the zone: nine o'clock stays nine o'clock when clocks change. A
 * cron expression whose hour is a star goes by real time, as {@link Cron} says.
 */
public final class Recurrence {

  private final Timing timing;
  private final int weekdays;
  private final @Nullable Cron parsed;

  private Recurrence(Timing timing, @Nullable Cron parsed) {
    this.timing = timing;
    this.parsed = parsed;
    int bits = 0;
    for (DayOfWeek day : timing.days().isEmpty() ? timing.type().usualDays() : timing.days()) {
      bits |= 1 << day.getValue();
    }
    weekdays = bits;
  }

  /**
   * @throws dev.stashline.qstash.InvalidValueException if the cron expression is none
   */
  public static Recurrence of(Timing timing) {
    var cron = timing.cron();
    return new Recurrence(
        timing, cron == null ? null : Cron.parse("CRON_TZ=" + timing.zone().getId() + " " + cron));
  }

  public Timing timing() {
    return timing;
  }

  /** The first occurrence after an instant; empty if none comes any more. */
  public Optional<Instant> next(Instant after) {
    return Optional.ofNullable(nextOrNull(after));
  }

  private @Nullable Instant nextOrNull(Instant after) {
    if (timing.type() == ScheduleType.ONCE) {
      var at = instant(timing.start());
      return at.isAfter(after) ? at : null;
    }
    return parsed == null ? nextDay(after) : nextOfCron(parsed, after);
  }

  private @Nullable Instant nextDay(Instant after) {
    var from = LocalDateTime.ofInstant(after, offset(after)).toLocalDate();
    // An hour that is skipped may be made up for on the other side of midnight.
    var day = from.minusDays(1);
    day = day.isBefore(timing.startDate()) ? timing.startDate() : day;
    while (true) {
      day = matching(day);
      if (timing.endDate() != null && day.isAfter(timing.endDate())) {
        return null;
      }
      var at = instant(LocalDateTime.of(day, timing.startTime()));
      if (at.isAfter(after)) {
        return at;
      }
      day = day.plusDays(1);
    }
  }

  /** The first day from {@code day} on that is one of the schedule's. */
  private LocalDate matching(LocalDate day) {
    return switch (timing.type()) {
      case WEEKLY, TWICE_A_WEEK, THREE_TIMES_A_WEEK -> {
        var found = day;
        while ((weekdays >> found.getDayOfWeek().getValue() & 1) == 0) {
          found = found.plusDays(1);
        }
        yield found;
      }
      case MONTHLY -> {
        var inMonth = day.withDayOfMonth(Math.min(timing.dayOfMonth(), day.lengthOfMonth()));
        if (inMonth.isBefore(day)) {
          var month = day.withDayOfMonth(1).plusMonths(1);
          inMonth = month.withDayOfMonth(Math.min(timing.dayOfMonth(), month.lengthOfMonth()));
        }
        yield inMonth;
      }
      case ONCE, DAILY, CRON -> day;
    };
  }

  private @Nullable Instant nextOfCron(Cron cron, Instant after) {
    var begin = instant(timing.startDate().atStartOfDay()).minusMillis(1);
    var at = cron.next(after.isBefore(begin) ? begin : after).orElse(null);
    var end = timing.endDate();
    return at == null || (end != null && LocalDate.ofInstant(at, timing.zone()).isAfter(end))
        ? null
        : at;
  }

  /** The first time of an hour that comes twice; the moment after an hour that is skipped. */
  private Instant instant(LocalDateTime local) {
    var rules = timing.zone().getRules();
    var offsets = rules.getValidOffsets(local);
    return offsets.isEmpty()
        ? rules.getTransition(local).getInstant()
        : local.toInstant(offsets.getFirst());
  }

  private ZoneOffset offset(Instant at) {
    return timing.zone().getRules().getOffset(at);
  }

  /**
   * The coming occurrences, for people to look at.
   *
   * @param count at most so many
   */
  public List<Occurrence> preview(Instant after, int count) {
    var found = new ArrayList<Occurrence>();
    var at = nextOrNull(after);
    while (at != null && found.size() < count) {
      found.add(occurrence(at));
      at = nextOrNull(at);
    }
    return found;
  }

  private Occurrence occurrence(Instant at) {
    var local = LocalDateTime.ofInstant(at, offset(at));
    return new Occurrence(at, local, offset(at).getId(), clockChange(local, at));
  }

  private @Nullable ClockChange clockChange(LocalDateTime local, Instant at) {
    var day = local.toLocalDate();
    var midnight = day.atStartOfDay(timing.zone()).toInstant();
    ZoneOffsetTransition change = timing.zone().getRules().nextTransition(midnight.minusMillis(1));
    if (change == null || !isOn(day, change)) {
      return null;
    }
    if (change.isGap()) {
      boolean moved = at.equals(change.getInstant()) && !asksFor(change.getDateTimeAfter());
      return moved ? ClockChange.SKIPPED_HOUR : ClockChange.THAT_DAY;
    }
    boolean twice = timing.zone().getRules().getValidOffsets(local).size() > 1;
    return twice && !comesBothTimes(local, change)
        ? ClockChange.REPEATED_HOUR
        : ClockChange.THAT_DAY;
  }

  /** A change at midnight is one of both days. */
  private static boolean isOn(LocalDate day, ZoneOffsetTransition change) {
    return day.equals(change.getDateTimeBefore().toLocalDate())
        || day.equals(change.getDateTimeAfter().toLocalDate());
  }

  /** Whether the schedule, by the wall clock, has this very time. */
  private boolean asksFor(LocalDateTime local) {
    if (timing.cron() == null) {
      return local.toLocalTime().equals(timing.startTime());
    }
    var asInUtc = local.toInstant(ZoneOffset.UTC);
    return Cron.parse(timing.cron())
        .next(asInUtc.minusMillis(1))
        .filter(asInUtc::equals)
        .isPresent();
  }

  /** Only a cron expression that goes by real time. */
  private boolean comesBothTimes(LocalDateTime local, ZoneOffsetTransition overlap) {
    var second = local.toInstant(overlap.getOffsetAfter());
    return second.equals(nextOrNull(second.minusMillis(1)));
  }

  /**
   * A cron expression of QStash that triggers at each occurrence, and perhaps at other times, too:
   * the row decides what is due. For a time with seconds, at the full minute after it. Empty for
   * what comes once.
   */
  public Optional<String> queueCron() {
    String zone = "CRON_TZ=" + timing.zone().getId() + " ";
    return switch (timing.type()) {
      case ONCE -> Optional.empty();
      case CRON -> Optional.of(zone + timing.cron());
      case DAILY, WEEKLY, TWICE_A_WEEK, THREE_TIMES_A_WEEK, MONTHLY -> {
        var minute = timing.startTime().truncatedTo(ChronoUnit.MINUTES);
        var time = minute.equals(timing.startTime()) ? minute : minute.plusMinutes(1);
        boolean dayAfter = time.isBefore(minute);
        String days = dayAfter ? "* * *" : cronDays();
        yield Optional.of(zone + time.getMinute() + " " + time.getHour() + " " + days);
      }
    };
  }

  /** The last three fields. */
  private String cronDays() {
    return switch (timing.type()) {
      case WEEKLY, TWICE_A_WEEK, THREE_TIMES_A_WEEK -> "* * " + cronWeekdays();
      case MONTHLY -> (timing.dayOfMonth() <= 28 ? timing.dayOfMonth() : "28-31") + " * *";
      case ONCE, DAILY, CRON -> "* * *";
    };
  }

  private String cronWeekdays() {
    var numbers = new ArrayList<String>();
    for (int day = 0; day < 7; day++) {
      // Cron counts from Sunday, 0; Java from Monday, 1.
      if ((weekdays >> (day == 0 ? 7 : day) & 1) == 1) {
        numbers.add(Integer.toString(day));
      }
    }
    return String.join(",", numbers);
  }
}
