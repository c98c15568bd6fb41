package dev.stashline.messages.schedule;

import static java.time.DayOfWeek.MONDAY;
import static java.time.DayOfWeek.SATURDAY;
import static java.time.DayOfWeek.SUNDAY;
import static java.time.DayOfWeek.TUESDAY;
import static java.time.DayOfWeek.WEDNESDAY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** 1 January 2026 was a Thursday. */
class DaysTest {

  @Test
  void B04_sunday_is_a_day_like_any_other() {
    assertThat(Given.weekly(SUNDAY).dates(3))
        .containsExactly("2026-01-04", "2026-01-11", "2026-01-18");
  }

  @ParameterizedTest
  @EnumSource(DayOfWeek.class)
  void B04_weekly_comes_on_the_day_that_was_chosen(DayOfWeek day) {
    assertThat(Given.weekly(day).dates(60))
        .hasSize(60)
        .allMatch(date -> LocalDate.parse(date).getDayOfWeek() == day);
  }

  @Test
  void B04_weekly_comes_on_all_days_that_were_chosen() {
    assertThat(Given.weekly(SATURDAY, SUNDAY, TUESDAY).dates(6))
        .containsExactly(
            "2026-01-03", "2026-01-04", "2026-01-06", "2026-01-10", "2026-01-11", "2026-01-13");
  }

  @Test
  void B04_two_or_three_a_week_come_on_days_that_were_chosen() {
    assertThat(Given.of(ScheduleType.TWICE_A_WEEK).on(SUNDAY, WEDNESDAY).dates(3))
        .containsExactly("2026-01-04", "2026-01-07", "2026-01-11");
    assertThat(Given.of(ScheduleType.THREE_TIMES_A_WEEK).on(SUNDAY, MONDAY, TUESDAY).dates(4))
        .containsExactly("2026-01-04", "2026-01-05", "2026-01-06", "2026-01-11");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          WEEKLY             | 2026-01-05 2026-01-12 2026-01-19 2026-01-26
          TWICE_A_WEEK       | 2026-01-01 2026-01-05 2026-01-08 2026-01-12
          THREE_TIMES_A_WEEK | 2026-01-02 2026-01-05 2026-01-07 2026-01-09
          """)
  void B04_if_none_were_chosen_the_usual_days_hold(ScheduleType type, String dates) {
    assertThat(Given.of(type).dates(4)).containsExactly(dates.split(" "));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          15 | 2027-12-01 | 2027-12-15 2028-01-15 2028-02-15 2028-03-15 2028-04-15
          28 | 2027-01-30 | 2027-02-28 2027-03-28 2027-04-28 2027-05-28 2027-06-28
          29 | 2027-01-30 | 2027-02-28 2027-03-29 2027-04-29 2027-05-29 2027-06-29
          29 | 2028-01-30 | 2028-02-29 2028-03-29 2028-04-29 2028-05-29 2028-06-29
          30 | 2027-01-30 | 2027-01-30 2027-02-28 2027-03-30 2027-04-30 2027-05-30
          30 | 2028-01-31 | 2028-02-29 2028-03-30 2028-04-30 2028-05-30 2028-06-30
          31 | 2027-01-31 | 2027-01-31 2027-02-28 2027-03-31 2027-04-30 2027-05-31
          31 | 2028-02-29 | 2028-02-29 2028-03-31 2028-04-30 2028-05-31 2028-06-30
          31 | 2027-11-30 | 2027-11-30 2027-12-31 2028-01-31 2028-02-29 2028-03-31
          """)
  void B04_in_a_shorter_month_it_comes_on_the_last_day(int day, String start, String dates) {
    assertThat(Given.monthly(day).from(start + "T09:00").dates(5))
        .containsExactly(dates.split(" "));
  }

  @Test
  void B04_the_days_are_those_of_the_zone_not_of_utc() {
    // Five in the morning there is the evening before in UTC; half past eleven at night, the
    // morning after.
    assertThat(Given.weekly(SUNDAY).in("Asia/Kolkata").from("2026-01-01T05:00").dates(2))
        .containsExactly("2026-01-04", "2026-01-11");
    assertThat(Given.weekly(SUNDAY).in("America/New_York").from("2026-01-01T23:30").dates(2))
        .containsExactly("2026-01-04", "2026-01-11");
    assertThat(Given.monthly(31).in("America/New_York").from("2026-01-01T23:30").dates(2))
        .containsExactly("2026-01-31", "2026-02-28");
  }

  @Test
  void B04_a_cron_expression_comes_as_it_says() {
    assertThat(Given.cron("0 9 * * 0,3").dates(3))
        .containsExactly("2026-01-04", "2026-01-07", "2026-01-11");
    assertThat(Given.cron("0 9 31 * *").dates(3))
        .containsExactly("2026-01-31", "2026-03-31", "2026-05-31");
  }

  @ParameterizedTest
  @CsvSource({"0", "32", "-1"})
  void B04_a_day_that_no_month_has_is_refused(int day) {
    assertThatThrownBy(() -> Given.monthly(day).recurrence())
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_cron_expression_and_its_type_go_together() {
    var cron = Given.cron("0 9 * * *");
    var daily = Given.daily();

    assertThatThrownBy(() -> timing(cron.type(), null))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> timing(daily.type(), cron.cron()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Timing timing(ScheduleType type, @Nullable String cron) {
    var given = Given.of(type);
    return new Timing(
        type,
        given.start().toLocalDate(),
        given.start().toLocalTime(),
        null,
        ZoneOffset.UTC,
        given.days(),
        1,
        cron);
  }
}
