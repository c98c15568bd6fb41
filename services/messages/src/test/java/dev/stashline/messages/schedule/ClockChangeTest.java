package dev.stashline.messages.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class ClockChangeTest {

  static Stream<Arguments> typesAndZones() {
    var zones =
        List.of(
            "America/New_York",
            "Europe/London",
            "Asia/Kolkata",
            "Australia/Lord_Howe",
            "UTC",
            "Africa/Casablanca");
    return Stream.of(ScheduleType.values())
        .filter(type -> type != ScheduleType.ONCE)
        .flatMap(type -> zones.stream().map(zone -> Arguments.of(type, zone)));
  }

  @ParameterizedTest
  @MethodSource("typesAndZones")
  void B03_nine_oclock_stays_nine_oclock(ScheduleType type, String zone) {
    var offsets = new HashSet<String>();

    for (Instant at : Given.of(type).in(zone).until("2028-12-31").first(2_000)) {
      assertThat(LocalTime.ofInstant(at, ZoneId.of(zone))).isEqualTo(LocalTime.of(9, 0));
      offsets.add(ZoneId.of(zone).getRules().getOffset(at).getId());
    }

    boolean clocksChange = !zone.equals("UTC") && !zone.equals("Asia/Kolkata");
    assertThat(offsets).hasSize(clocksChange ? 2 : 1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # an hour that is skipped
          America/New_York     | 2026-03-07T02:30 | 2026-03-07T02:30-05:00 2026-03-08T03:00-04:00 2026-03-09T02:30-04:00
          America/New_York     | 2026-03-07T02:00 | 2026-03-07T02:00-05:00 2026-03-08T03:00-04:00 2026-03-09T02:00-04:00
          America/New_York     | 2026-03-07T03:00 | 2026-03-07T03:00-05:00 2026-03-08T03:00-04:00 2026-03-09T03:00-04:00
          Europe/London        | 2026-03-28T01:30 | 2026-03-28T01:30Z 2026-03-29T02:00+01:00 2026-03-30T01:30+01:00
          Australia/Lord_Howe  | 2026-10-03T02:15 | 2026-10-03T02:15+10:30 2026-10-04T02:30+11:00 2026-10-05T02:15+11:00
          Africa/Casablanca    | 2026-03-21T02:30 | 2026-03-21T02:30Z 2026-03-22T03:00+01:00 2026-03-23T02:30+01:00
          # at midnight
          America/Sao_Paulo    | 2018-11-03T00:30 | 2018-11-03T00:30-03:00 2018-11-04T01:00-02:00 2018-11-05T00:30-02:00
          Africa/Cairo         | 2026-04-23T00:15 | 2026-04-23T00:15+02:00 2026-04-24T01:00+03:00 2026-04-25T00:15+03:00
          # into the next day, and a day that a country left out
          America/Scoresbysund | 2026-03-27T23:30 | 2026-03-27T23:30-02:00 2026-03-29T00:00-01:00 2026-03-29T23:30-01:00
          Pacific/Apia         | 2011-12-29T12:00 | 2011-12-29T12:00-10:00 2011-12-31T00:00+14:00 2011-12-31T12:00+14:00
          # an hour that comes twice
          America/New_York     | 2026-10-31T01:30 | 2026-10-31T01:30-04:00 2026-11-01T01:30-04:00 2026-11-02T01:30-05:00
          America/New_York     | 2026-10-31T02:00 | 2026-10-31T02:00-04:00 2026-11-01T02:00-05:00 2026-11-02T02:00-05:00
          Europe/London        | 2026-10-24T01:30 | 2026-10-24T01:30+01:00 2026-10-25T01:30+01:00 2026-10-26T01:30Z
          Australia/Lord_Howe  | 2026-04-04T01:45 | 2026-04-04T01:45+11:00 2026-04-05T01:45+11:00 2026-04-06T01:45+10:30
          Africa/Casablanca    | 2026-02-14T02:30 | 2026-02-14T02:30+01:00 2026-02-15T02:30+01:00 2026-02-16T02:30Z
          # the last one of a day
          America/Sao_Paulo    | 2018-02-16T23:30 | 2018-02-16T23:30-02:00 2018-02-17T23:30-02:00 2018-02-18T23:30-03:00
          Africa/Cairo         | 2026-10-28T23:30 | 2026-10-28T23:30+03:00 2026-10-29T23:30+03:00 2026-10-30T23:30+02:00
          # clocks that never change
          Asia/Kolkata         | 2026-03-07T02:30 | 2026-03-07T02:30+05:30 2026-03-08T02:30+05:30 2026-03-09T02:30+05:30
          UTC                  | 2026-03-28T01:30 | 2026-03-28T01:30Z 2026-03-29T01:30Z 2026-03-30T01:30Z
          """)
  void B03_the_hours_around_a_change(String zone, String start, String shown) {
    var daily = Given.daily().in(zone).from(start);

    assertThat(daily.shown(daily.first(3))).containsExactly(shown.split(" "));
  }

  @ParameterizedTest
  @EnumSource(ScheduleType.class)
  void B03_the_skipped_hour_of_every_type(ScheduleType type) {
    var given = atHalfPast(type, "30 2 * * 0", "2026-03-08T02:30");

    assertThat(given.shown(given.first(1))).containsExactly("2026-03-08T03:00-04:00");
  }

  @ParameterizedTest
  @EnumSource(ScheduleType.class)
  void B03_the_repeated_hour_of_every_type(ScheduleType type) {
    var given = atHalfPast(type, "30 1 * * 0", "2026-11-01T01:30");

    assertThat(given.shown(given.first(1))).containsExactly("2026-11-01T01:30-04:00");
    var second = Instant.parse("2026-11-01T06:30:00Z");
    assertThat(given.after(second.minusSeconds(60), 1)).doesNotContain(second);
  }

  private static Given atHalfPast(ScheduleType type, String cron, String sunday) {
    var given = type == ScheduleType.CRON ? Given.cron(cron) : Given.of(type);
    int day = Integer.parseInt(sunday.substring(8, 10));
    return given.in("America/New_York").from(sunday).on(DayOfWeek.SUNDAY).on(day);
  }

  @Test
  void B03_a_cron_expression_of_every_hour_goes_by_real_time() {
    var hourly = Given.cron("30 * * * *").in("America/New_York");

    assertThat(hourly.shown(hourly.after(Instant.parse("2026-11-01T05:00:00Z"), 3)))
        .containsExactly(
            "2026-11-01T01:30-04:00", "2026-11-01T01:30-05:00", "2026-11-01T02:30-05:00");
    assertThat(hourly.shown(hourly.after(Instant.parse("2026-03-08T06:00:00Z"), 2)))
        .containsExactly("2026-03-08T01:30-05:00", "2026-03-08T03:30-04:00");
  }

  @Test
  void B03_asked_in_the_second_of_two_hours_it_has_been() {
    var daily = Given.daily().in("Europe/London").from("2026-10-01T01:30");

    assertThat(daily.shown(daily.after(Instant.parse("2026-10-25T01:10:00Z"), 1)))
        .containsExactly("2026-10-26T01:30Z");
  }
}
