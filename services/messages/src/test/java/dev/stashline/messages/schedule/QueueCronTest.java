package dev.stashline.messages.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stashline.qstash.Cron;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueueCronTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          DAILY              | 2026-01-01T09:05    |           | 1  | 5 9 * * *
          WEEKLY             | 2026-01-01T09:05    |           | 1  | 5 9 * * 1
          WEEKLY             | 2026-01-01T09:05    | 7         | 1  | 5 9 * * 0
          WEEKLY             | 2026-01-01T00:00    | 7,3,6     | 1  | 0 0 * * 0,3,6
          TWICE_A_WEEK       | 2026-01-01T09:05    |           | 1  | 5 9 * * 1,4
          THREE_TIMES_A_WEEK | 2026-01-01T09:05    |           | 1  | 5 9 * * 1,3,5
          MONTHLY            | 2026-01-01T23:59    |           | 1  | 59 23 1 * *
          MONTHLY            | 2026-01-01T09:05    |           | 28 | 5 9 28 * *
          MONTHLY            | 2026-01-01T09:05    |           | 29 | 5 9 28-31 * *
          MONTHLY            | 2026-01-01T09:05    |           | 31 | 5 9 28-31 * *
          # a time with seconds: at the minute after it, which may be that of another day
          DAILY              | 2026-01-01T09:59:01 |           | 1  | 0 10 * * *
          WEEKLY             | 2026-01-01T23:58:30 | 7         | 1  | 59 23 * * 0
          WEEKLY             | 2026-01-01T23:59:30 | 7         | 1  | 0 0 * * *
          MONTHLY            | 2026-01-01T23:59:30 |           | 28 | 0 0 * * *
          """)
  void what_the_queue_is_told(
      ScheduleType type, String start, @Nullable String days, int day, String cron) {
    var given = Given.of(type).in("Europe/London").from(start).on(days(days)).on(day);

    assertThat(given.recurrence().queueCron()).contains("CRON_TZ=Europe/London " + cron);
    assertTriggersAtEach(given);
  }

  private static Set<DayOfWeek> days(@Nullable String numbers) {
    var days = EnumSet.noneOf(DayOfWeek.class);
    if (numbers != null) {
      Arrays.stream(numbers.split(","))
          .map(Integer::parseInt)
          .map(DayOfWeek::of)
          .forEach(days::add);
    }
    return days;
  }

  /** Over three years at least, skipped and repeated hours among them. */
  private static void assertTriggersAtEach(Given given) {
    var cron = Cron.parse(given.recurrence().queueCron().orElseThrow());
    for (Instant at : given.first(1_200)) {
      assertThat(cron.next(at.minusMillis(1)))
          .hasValueSatisfying(
              next -> assertThat(Duration.between(at, next)).isBetween(Duration.ZERO, MINUTE));
    }
  }

  private static final Duration MINUTE = Duration.ofMinutes(1);

  @Test
  void a_cron_expression_gets_the_zone_of_the_message() {
    var given = Given.cron("*/10 9-17 * * 1-5").in("Asia/Kolkata");

    assertThat(given.recurrence().queueCron()).contains("CRON_TZ=Asia/Kolkata */10 9-17 * * 1-5");
    assertTriggersAtEach(given);
  }

  @Test
  void what_comes_once_is_no_schedule_of_the_queue() {
    assertThat(Given.of(ScheduleType.ONCE).recurrence().queueCron()).isEmpty();
  }
}
