package dev.stashline.messages;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class DueNowTest {

  @Test
  void what_is_on_time_is_sent() {
    var due = due(Sample.of("daily", "2026-03-01"), "2026-03-01T09:00:00Z");

    assertThat(due.newest()).isEqualTo("2026-03-01T09:00:00Z");
    assertThat(due.late()).isFalse();
    assertThat(due.missed()).isEmpty();
    assertThat(due.next()).isEqualTo("2026-03-02T09:00:00Z");
  }

  @Test
  void what_comes_once_has_nothing_afterwards() {
    var due = due(Sample.of("once", "2026-03-01"), "2026-03-01T09:00:05Z");

    assertThat(due.newest()).isEqualTo("2026-03-01T09:00:00Z");
    assertThat(due.late()).isFalse();
    assertThat(due.next()).isNull();
  }

  @Test
  void after_five_hours_the_newest_is_sent_and_the_others_are_recorded() {
    var due = due(Sample.cron("0 * * * *", "2026-03-01"), "2026-03-01T05:00:02Z");

    assertThat(due.newest()).isEqualTo("2026-03-01T05:00:00Z");
    assertThat(due.late()).isFalse();
    assertThat(due.missed())
        .containsExactly(
            Instant.parse("2026-03-01T00:00:00Z"),
            Instant.parse("2026-03-01T01:00:00Z"),
            Instant.parse("2026-03-01T02:00:00Z"),
            Instant.parse("2026-03-01T03:00:00Z"),
            Instant.parse("2026-03-01T04:00:00Z"));
    assertThat(due.next()).isEqualTo("2026-03-01T06:00:00Z");
  }

  @Test
  void an_occurrence_that_comes_this_very_moment_has_come() {
    var due = due(Sample.cron("0 * * * *", "2026-03-01"), "2026-03-01T01:00:00Z");

    assertThat(due.newest()).isEqualTo("2026-03-01T01:00:00Z");
    assertThat(due.next()).isEqualTo("2026-03-01T02:00:00Z");
  }

  @Test
  void the_limit_itself_is_not_too_late() {
    var daily = Sample.of("daily", "2026-03-01").lateBy(60);

    assertThat(due(daily, "2026-03-01T10:00:00Z").late()).isFalse();
    var late = due(daily, "2026-03-01T10:00:00.001Z");
    assertThat(late.late()).isTrue();
    assertThat(late.newest()).isEqualTo("2026-03-01T09:00:00Z");
    assertThat(late.missed()).isEmpty();
    assertThat(late.next()).isEqualTo("2026-03-02T09:00:00Z");
  }

  @Test
  void after_a_month_a_daily_one_is_late_and_each_is_recorded() {
    var due = due(Sample.of("daily", "2026-03-01"), "2026-03-31T12:00:00Z");

    assertThat(due.newest()).isEqualTo("2026-03-31T09:00:00Z");
    assertThat(due.late()).isTrue();
    assertThat(due.missed())
        .hasSize(30)
        .startsWith(Instant.parse("2026-03-01T09:00:00Z"))
        .endsWith(Instant.parse("2026-03-30T09:00:00Z"));
    assertThat(due.next()).isEqualTo("2026-04-01T09:00:00Z");
  }

  @Test
  void after_a_month_one_of_every_minute_is_on_time_again_and_the_first_hundred_are_recorded() {
    var due = due(Sample.cron("* * * * *", "2026-03-01"), "2026-03-31T12:00:30Z");

    assertThat(due.newest()).isEqualTo("2026-03-31T12:00:00Z");
    assertThat(due.late()).isFalse();
    assertThat(due.missed())
        .hasSize(100)
        .startsWith(Instant.parse("2026-03-01T00:00:00Z"))
        .endsWith(Instant.parse("2026-03-01T01:39:00Z"));
    assertThat(due.next()).isEqualTo("2026-03-31T12:01:00Z");
  }

  @Test
  void the_cap_on_what_is_recorded_keeps_the_newest() {
    var hundredAndFirst = due(Sample.cron("* * * * *", "2026-03-01"), "2026-03-01T01:40:00Z");
    assertThat(hundredAndFirst.missed()).hasSize(100);
    assertThat(hundredAndFirst.newest()).isEqualTo("2026-03-01T01:40:00Z");

    var officeHours = Sample.cron("*/5 9-16 * * *", "2026-03-01").lateBy(600);
    var evening = due(officeHours, "2026-03-31T20:00:00Z");
    assertThat(evening.missed()).hasSize(100);
    assertThat(evening.newest()).isEqualTo("2026-03-31T16:55:00Z");
    assertThat(evening.late()).isFalse();
    assertThat(evening.next()).isEqualTo("2026-04-01T09:00:00Z");
  }

  @Test
  void what_has_ended_long_ago_is_late_and_over() {
    var due = due(Sample.cron("*/10 * * * *", "2026-03-01", "2026-03-07"), "2026-03-31T12:00:00Z");

    assertThat(due.newest()).isEqualTo("2026-03-07T23:50:00Z");
    assertThat(due.late()).isTrue();
    assertThat(due.missed()).hasSize(100);
    assertThat(due.next()).isNull();
  }

  private static DueNow due(Sample sample, String now) {
    var message = sample.message();
    return DueNow.of(message, Objects.requireNonNull(message.nextSendAt()), Instant.parse(now));
  }
}
