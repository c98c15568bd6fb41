package dev.stashline.messages.schedule;

import static java.time.DayOfWeek.FRIDAY;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class StartAndEndTest {
  private static final Instant LONG_BEFORE = Instant.parse("2001-01-01T00:00:00Z");

  @Test
  void B05_what_comes_once_comes_at_its_start_and_never_again() {
    var once = Given.of(ScheduleType.ONCE).in("America/New_York").from("2026-07-04T09:00:30");
    var at = Instant.parse("2026-07-04T13:00:30Z");

    assertThat(once.after(LONG_BEFORE, 9)).containsExactly(at);
    assertThat(once.after(at.minusMillis(1), 9)).containsExactly(at);
    assertThat(once.after(at, 9)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          DAILY              | 2026-01-01T09:00
          WEEKLY             | 2026-01-05T09:00
          TWICE_A_WEEK       | 2026-01-01T09:00
          THREE_TIMES_A_WEEK | 2026-01-02T09:00
          MONTHLY            | 2026-01-01T09:00
          CRON               | 2026-01-01T09:00
          """)
  void B05_the_first_one_is_on_or_after_the_day_of_the_start(ScheduleType type, String first) {
    var given = Given.of(type).in("Asia/Kolkata");

    assertThat(given.after(LONG_BEFORE, 1))
        .containsExactly(LocalDateTime.parse(first).atZone(ZoneId.of("Asia/Kolkata")).toInstant());
  }

  @Test
  void B05_the_days_own_time_counts_on_the_day_of_the_start() {
    var daily = Given.daily();

    assertThat(daily.after(Instant.parse("2026-01-01T08:59:59.999Z"), 1))
        .containsExactly(Instant.parse("2026-01-01T09:00:00Z"));
    assertThat(daily.after(Instant.parse("2026-01-01T09:00:00Z"), 1))
        .containsExactly(Instant.parse("2026-01-02T09:00:00Z"));
  }

  @Test
  void B05_a_cron_expression_counts_from_the_first_moment_of_the_start() {
    var cron = Given.cron("0 */6 * * *").in("America/New_York").from("2026-07-04T09:00");

    assertThat(cron.shown(cron.after(LONG_BEFORE, 3)))
        .containsExactly(
            "2026-07-04T00:00-04:00", "2026-07-04T06:00-04:00", "2026-07-04T12:00-04:00");
  }

  @ParameterizedTest
  @EnumSource(value = ScheduleType.class, mode = EnumSource.Mode.EXCLUDE, names = "ONCE")
  void B05_the_day_of_the_end_still_counts_and_nothing_after_it(ScheduleType type) {
    var endless = Given.of(type).in("America/New_York").from("2026-01-01T23:30");
    var ninth = endless.first(10).get(8);
    var day = LocalDate.ofInstant(ninth, ZoneId.of("America/New_York"));

    assertThat(endless.until(day).first(99)).hasSize(9).endsWith(ninth);
    assertThat(endless.until(day.minusDays(1)).first(99)).hasSize(8);
    assertThat(endless.until(day).recurrence().next(ninth)).isEmpty();
    assertThat(endless.until(day).recurrence().next(ninth.plusSeconds(1L << 40))).isEmpty();
  }

  @Test
  void B05_start_and_end_may_be_the_same_day() {
    assertThat(Given.daily().until("2026-01-01").first(9)).hasSize(1);
    assertThat(Given.weekly(FRIDAY).until("2026-01-01").first(9)).isEmpty();
  }

  @Test
  void B05_an_end_with_the_last_hour_of_a_day_that_is_skipped_still_counts() {
    var daily =
        Given.daily().in("America/Scoresbysund").from("2026-03-27T23:30").until("2026-03-28");

    assertThat(daily.shown(daily.first(9)))
        .containsExactly("2026-03-27T23:30-02:00", "2026-03-29T00:00-01:00");
  }

  @Test
  void B05_a_start_centuries_ahead_is_as_near_as_tomorrow() {
    var monthly = Given.monthly(31).from("9990-02-10T09:00");

    assertThat(monthly.after(LONG_BEFORE, 1))
        .containsExactly(Instant.parse("9990-02-28T09:00:00Z"));
  }
}
