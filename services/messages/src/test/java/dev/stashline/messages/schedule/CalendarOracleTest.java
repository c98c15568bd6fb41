package dev.stashline.messages.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stashline.qstash.Cron;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.dmfs.rfc5545.DateTime;
import org.dmfs.rfc5545.recur.InvalidRecurrenceRuleException;
import org.dmfs.rfc5545.recur.RecurrenceRule;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random schedules against another calendar: which days come, says a library of iCalendar rules;
 * which instant a wall clock's time is, a {@link WallClock}. Most lie around a change of clocks.
 */
class CalendarOracleTest {
  private static final int SCHEDULES = 250;
  private static final int OCCURRENCES = 60;

  private static final List<String> NAMED =
      List.of(
          "America/New_York",
          "Europe/London",
          "Asia/Kolkata",
          "Australia/Lord_Howe",
          "UTC",
          "Africa/Casablanca",
          "America/Sao_Paulo");
  private static final List<String> ALL = ZoneId.getAvailableZoneIds().stream().sorted().toList();
  private static final List<ScheduleType> TYPES =
      List.of(
          ScheduleType.DAILY,
          ScheduleType.WEEKLY,
          ScheduleType.TWICE_A_WEEK,
          ScheduleType.THREE_TIMES_A_WEEK,
          ScheduleType.MONTHLY);

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144, 233, 377, 610, 987, 1597})
  void B03_B04_B05_another_calendar_has_the_same_occurrences(long seed) throws Exception {
    var chance = new Random(seed);
    for (int i = 0; i < SCHEDULES; i++) {
      var given = random(chance);
      String name = "seed " + seed + ", schedule " + i + ": " + given;
      var expected = expected(given);

      assertThat(given.first(OCCURRENCES)).as(name).isEqualTo(expected);
      var after = someInstant(chance, given, expected);
      var later = expected.stream().filter(at -> at.isAfter(after)).toList();
      assertThat(given.after(after, later.size())).as(name + " after " + after).isEqualTo(later);
    }
  }

  /** But for times with seconds in an hour that comes twice: the minute after may be the second. */
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {4, 6, 10, 16, 26, 42, 68, 110})
  void B03_B04_the_queue_is_told_to_trigger_at_each_of_them(long seed) {
    var chance = new Random(seed);
    for (int i = 0; i < SCHEDULES; i++) {
      var any = random(chance);
      var given = any.from(any.start().withSecond(0));
      var cron = Cron.parse(given.recurrence().queueCron().orElseThrow());
      for (Instant at : given.first(OCCURRENCES)) {
        assertThat(cron.next(at.minusMillis(1)))
            .as("seed " + seed + ", schedule " + i + ": " + given)
            .contains(at);
      }
    }
  }

  private static Given random(Random chance) {
    var ids = chance.nextBoolean() ? NAMED : ALL;
    String zone = ids.get(chance.nextInt(ids.size()));
    var given =
        Given.of(TYPES.get(chance.nextInt(TYPES.size()))).in(zone).from(start(chance, zone));
    if (given.type() == ScheduleType.MONTHLY) {
      return ended(
          chance, given.on(chance.nextBoolean() ? chance.nextInt(28, 32) : 1 + chance.nextInt(31)));
    }
    var days = EnumSet.noneOf(DayOfWeek.class);
    for (DayOfWeek day : DayOfWeek.values()) {
      if (given.type() != ScheduleType.DAILY && chance.nextInt(3) == 0) {
        days.add(day);
      }
    }
    return ended(chance, given.on(days));
  }

  private static Given ended(Random chance, Given given) {
    return chance.nextInt(3) == 0
        ? given.until(given.start().toLocalDate().plusDays(chance.nextInt(120)))
        : given;
  }

  private static LocalDateTime start(Random chance, String zone) {
    var any = Instant.ofEpochSecond(chance.nextLong(2_200_000_000L));
    var change = ZoneId.of(zone).getRules().nextTransition(any);
    var around =
        change == null
            ? LocalDateTime.ofInstant(any, ZoneId.of(zone))
            : change.getDateTimeBefore().plusMinutes(chance.nextInt(-90, 91));
    var day = around.toLocalDate().minusDays(chance.nextInt(40));
    return switch (chance.nextInt(4)) {
      case 0 -> day.atTime(chance.nextInt(24), chance.nextInt(60));
      case 1 -> day.atTime(chance.nextInt(24), chance.nextInt(60), chance.nextInt(60));
      default -> day.atTime(around.toLocalTime().withSecond(0).withNano(0));
    };
  }

  private static List<Instant> expected(Given given) throws InvalidRecurrenceRuleException {
    var start = given.start();
    var rule =
        new RecurrenceRule(rule(given))
            .iterator(
                new DateTime(
                    start.getYear(),
                    start.getMonthValue() - 1,
                    start.getDayOfMonth(),
                    start.getHour(),
                    start.getMinute(),
                    start.getSecond()));
    var zone = ZoneId.of(given.zone());
    var expected = new ArrayList<Instant>();
    while (rule.hasNext() && expected.size() < OCCURRENCES) {
      var day = rule.nextDateTime();
      var date = LocalDate.of(day.getYear(), day.getMonth() + 1, day.getDayOfMonth());
      var at = WallClock.firstShows(date.atTime(start.toLocalTime()), zone);
      // Where a whole day is skipped, its time and midnight of the day after are the same moment.
      if (expected.isEmpty() || !expected.getLast().equals(at)) {
        expected.add(at);
      }
    }
    return expected;
  }

  private static String rule(Given given) {
    var end = given.end();
    String until =
        end == null
            ? ""
            : String.format(
                Locale.ROOT,
                ";UNTIL=%04d%02d%02dT235959",
                end.getYear(),
                end.getMonthValue(),
                end.getDayOfMonth());
    return switch (given.type()) {
      case WEEKLY -> "FREQ=WEEKLY;BYDAY=" + days(given, "MO") + until;
      case TWICE_A_WEEK -> "FREQ=WEEKLY;BYDAY=" + days(given, "MO,TH") + until;
      case THREE_TIMES_A_WEEK -> "FREQ=WEEKLY;BYDAY=" + days(given, "MO,WE,FR") + until;
      case MONTHLY -> "FREQ=MONTHLY;BYMONTHDAY=" + daysOfMonth(given) + ";BYSETPOS=-1" + until;
      case DAILY -> "FREQ=DAILY" + until;
      case ONCE, CRON -> throw new IllegalArgumentException("has no rule of iCalendar");
    };
  }

  private static String days(Given given, String usual) {
    return given.days().isEmpty()
        ? usual
        : given.days().stream()
            .map(day -> day.name().substring(0, 2))
            .collect(Collectors.joining(","));
  }

  /** The last of those that a month has. */
  private static String daysOfMonth(Given given) {
    return IntStream.rangeClosed(Math.min(28, given.dayOfMonth()), given.dayOfMonth())
        .mapToObj(Integer::toString)
        .collect(Collectors.joining(","));
  }

  private static Instant someInstant(Random chance, Given given, List<Instant> expected) {
    if (expected.isEmpty()) {
      return given.start().atZone(ZoneId.of(given.zone())).toInstant();
    }
    long span = Duration.between(expected.getFirst(), expected.getLast()).toSeconds();
    return switch (chance.nextInt(3)) {
      case 0 -> expected.get(chance.nextInt(expected.size()));
      case 1 -> expected.get(chance.nextInt(expected.size())).minusNanos(1);
      default -> expected.getFirst().plusSeconds(chance.nextLong(span + 1));
    };
  }
}
