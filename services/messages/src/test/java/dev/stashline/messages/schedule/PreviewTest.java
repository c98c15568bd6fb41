package dev.stashline.messages.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PreviewTest {

  @Test
  void B03_an_occurrence_says_what_the_clock_there_shows() {
    var weekly = Given.weekly(DayOfWeek.SUNDAY).in("Europe/London").from("2026-03-16T09:00");

    assertThat(weekly.recurrence().preview(Instant.parse("2026-03-16T00:00:00Z"), 3))
        .containsExactly(
            new Occurrence(
                Instant.parse("2026-03-22T09:00:00Z"),
                LocalDateTime.parse("2026-03-22T09:00"),
                "Z",
                null),
            new Occurrence(
                Instant.parse("2026-03-29T08:00:00Z"),
                LocalDateTime.parse("2026-03-29T09:00"),
                "+01:00",
                ClockChange.THAT_DAY),
            new Occurrence(
                Instant.parse("2026-04-05T08:00:00Z"),
                LocalDateTime.parse("2026-04-05T09:00"),
                "+01:00",
                null));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          America/New_York     | 2026-03-07T02:30 | - skipped_hour -
          America/New_York     | 2026-03-07T03:00 | - that_day -
          America/New_York     | 2026-03-07T09:00 | - that_day -
          America/New_York     | 2026-10-31T01:30 | - repeated_hour -
          America/New_York     | 2026-10-31T02:00 | - that_day -
          Europe/London        | 2026-03-28T01:30 | - skipped_hour -
          Europe/London        | 2026-10-24T01:59 | - repeated_hour -
          Australia/Lord_Howe  | 2026-10-03T02:15 | - skipped_hour -
          Australia/Lord_Howe  | 2026-04-04T01:45 | - repeated_hour -
          Australia/Lord_Howe  | 2026-04-04T01:15 | - that_day -
          America/Sao_Paulo    | 2018-11-03T00:30 | - skipped_hour -
          America/Sao_Paulo    | 2018-02-16T23:30 | - repeated_hour -
          America/Sao_Paulo    | 2018-02-16T10:00 | - that_day -
          # clocks change at midnight: the night of one day, the morning of the next
          America/Scoresbysund | 2026-03-27T23:30 | - skipped_hour that_day
          Pacific/Apia         | 2011-12-29T12:00 | - skipped_hour that_day
          Asia/Kolkata         | 2026-03-07T02:30 | - - -
          UTC                  | 2026-03-28T01:30 | - - -
          """)
  void B03_days_on_which_clocks_change_are_marked(String zone, String start, String marks) {
    assertThat(marks(Given.daily().in(zone).from(start), 3)).containsExactly(marks.split(" "));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          30 2 * * *  | 2026-03-08 | skipped_hour
          0 3 * * *   | 2026-03-08 | that_day
          30 1 * * *  | 2026-11-01 | repeated_hour
          0 2,3 * * * | 2026-03-08 | that_day
          """)
  void B03_so_they_are_for_a_cron_expression(String cron, String day, String mark) {
    var given = Given.cron(cron).in("America/New_York").from(day + "T09:00").until(day);

    assertThat(marks(given, 10)).containsExactly(mark);
  }

  @Test
  void B03_an_hour_that_comes_twice_is_nothing_special_to_what_comes_every_hour() {
    var hourly =
        Given.cron("30 * * * *")
            .in("America/New_York")
            .from("2026-11-01T00:00")
            .until("2026-11-01");

    assertThat(marks(hourly, 30)).hasSize(25).containsOnly("that_day");
  }

  private static String[] marks(Given given, int count) {
    var before = given.first(1).getFirst().minusMillis(1);
    return given.recurrence().preview(before, count).stream()
        .map(occurrence -> occurrence.clockChange())
        .map(change -> change == null ? "-" : change.word())
        .toArray(String[]::new);
  }

  @Test
  void B05_it_shows_no_more_than_will_come() {
    var daily = Given.daily().from("2026-01-30T09:00").until("2026-02-01");

    assertThat(daily.recurrence().preview(Instant.parse("2026-01-01T00:00:00Z"), 50)).hasSize(3);
    assertThat(daily.recurrence().preview(Instant.parse("2026-01-01T00:00:00Z"), 2))
        .extracting(Occurrence::local)
        .isEqualTo(
            Arrays.asList(
                LocalDateTime.parse("2026-01-30T09:00"), LocalDateTime.parse("2026-01-31T09:00")));
    assertThat(daily.recurrence().preview(Instant.parse("2026-02-01T09:00:00Z"), 5)).isEmpty();
  }
}
