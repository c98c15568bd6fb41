package dev.stashline.messages;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuietHoursTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # overnight
          22:00 | 07:00 | 2026-01-10T21:59:59.999Z |
          22:00 | 07:00 | 2026-01-10T22:00:00Z     | 2026-01-11T07:00:00Z
          22:00 | 07:00 | 2026-01-10T23:59:59.999Z | 2026-01-11T07:00:00Z
          22:00 | 07:00 | 2026-01-11T00:00:00Z     | 2026-01-11T07:00:00Z
          22:00 | 07:00 | 2026-01-11T06:59:59.999Z | 2026-01-11T07:00:00Z
          22:00 | 07:00 | 2026-01-11T07:00:00Z     |
          22:00 | 07:00 | 2026-12-31T22:30:00Z     | 2027-01-01T07:00:00Z
          # within a day
          12:00 | 14:00 | 2026-01-10T11:59:59.999Z |
          12:00 | 14:00 | 2026-01-10T12:00:00Z     | 2026-01-10T14:00:00Z
          12:00 | 14:00 | 2026-01-10T13:59:59.999Z | 2026-01-10T14:00:00Z
          12:00 | 14:00 | 2026-01-10T14:00:00Z     |
          # from or until midnight
          00:00 | 06:00 | 2026-01-10T23:59:59.999Z |
          00:00 | 06:00 | 2026-01-11T00:00:00Z     | 2026-01-11T06:00:00Z
          20:00 | 00:00 | 2026-01-10T23:59:59.999Z | 2026-01-11T00:00:00Z
          20:00 | 00:00 | 2026-01-11T00:00:00Z     |
          """)
  void B19_they_begin_with_their_first_moment_and_end_before_their_last(
      String from, String until, String now, @Nullable String end) {
    assertThat(end(from, until, now, "UTC"))
        .isEqualTo(Optional.ofNullable(end).map(Instant::parse));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          America/New_York    | 2026-01-10T21:59-05:00 |
          America/New_York    | 2026-01-10T22:00-05:00 | 2026-01-11T07:00-05:00
          Asia/Kolkata        | 2026-01-10T22:00+05:30 | 2026-01-11T07:00+05:30
          # nights that are an hour shorter or longer, or half an hour
          America/New_York    | 2026-03-07T22:30-05:00 | 2026-03-08T07:00-04:00
          America/New_York    | 2026-03-08T03:00-04:00 | 2026-03-08T07:00-04:00
          America/New_York    | 2026-10-31T22:30-04:00 | 2026-11-01T07:00-05:00
          America/New_York    | 2026-11-01T01:30-05:00 | 2026-11-01T07:00-05:00
          Europe/London       | 2026-03-28T22:30Z      | 2026-03-29T07:00+01:00
          Australia/Lord_Howe | 2026-10-03T22:30+10:30 | 2026-10-04T07:00+11:00
          """)
  void B19_they_go_by_the_clock_of_the_client(String zone, String now, @Nullable String end) {
    assertThat(end("22:00", "07:00", now, zone))
        .isEqualTo(Optional.ofNullable(end).map(s -> at(s)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # an end that is skipped is the first moment after it
          22:00 | 02:30 | America/New_York  | 2026-03-08T01:30-05:00 | 2026-03-08T03:00-04:00
          22:00 | 02:30 | America/New_York  | 2026-03-08T03:00-04:00 |
          22:00 | 00:30 | America/Sao_Paulo | 2018-11-03T23:00-03:00 | 2018-11-04T01:00-02:00
          # so is a beginning
          02:30 | 06:00 | America/New_York  | 2026-03-08T01:59-05:00 |
          02:30 | 06:00 | America/New_York  | 2026-03-08T03:00-04:00 | 2026-03-08T06:00-04:00
          # what comes twice counts the first time
          22:00 | 01:30 | America/New_York  | 2026-11-01T01:15-04:00 | 2026-11-01T01:30-04:00
          22:00 | 01:30 | America/New_York  | 2026-11-01T01:45-04:00 |
          22:00 | 01:30 | America/New_York  | 2026-11-01T01:15-05:00 |
          01:30 | 06:00 | America/New_York  | 2026-11-01T01:15-04:00 |
          01:30 | 06:00 | America/New_York  | 2026-11-01T01:15-05:00 | 2026-11-01T06:00-05:00
          """)
  void B19_ends_in_an_hour_that_is_skipped_or_comes_twice(
      String from, String until, String zone, String now, @Nullable String end) {
    assertThat(end(from, until, now, zone)).isEqualTo(Optional.ofNullable(end).map(s -> at(s)));
  }

  private static Optional<Instant> end(String from, String until, String now, String zone) {
    return new QuietHours(LocalTime.parse(from), LocalTime.parse(until))
        .endIfQuiet(at(now), ZoneId.of(zone));
  }

  private static Instant at(String time) {
    return OffsetDateTime.parse(time).toInstant();
  }
}
