package dev.stashline.qstash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CronTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "* * * * *                        | 2026-01-01T00:00:30Z | 2026-01-01T00:01:00Z",
        "*/15 9-17 * * MON-FRI            | 2026-11-27T17:45:00Z | 2026-11-30T09:00:00Z",
        "0 0 29 2 *                       | 2026-01-01T00:00:00Z | 2028-02-29T00:00:00Z",
        "0 12 1 * SUN                     | 2026-11-25T00:00:00Z | 2026-11-29T12:00:00Z",
        "0 12 1 * SUN                     | 2026-11-29T12:00:00Z | 2026-12-01T12:00:00Z",
        "0 0 * * 7                        | 2026-11-25T00:00:00Z | 2026-11-29T00:00:00Z",
        "5,10 0 1 jan *                   | 2026-01-01T00:05:00Z | 2026-01-01T00:10:00Z",
        "@hourly                          | 2026-01-01T00:00:00Z | 2026-01-01T01:00:00Z",
        "@weekly                          | 2026-11-25T00:00:00Z | 2026-11-29T00:00:00Z",
        "CRON_TZ=Asia/Kolkata 0 9 * * *   | 2026-01-01T00:00:00Z | 2026-01-01T03:30:00Z",
        "TZ=America/New_York 30 9 * * *   | 2026-07-01T00:00:00Z | 2026-07-01T13:30:00Z",
        // The hour from 2 to 3 is skipped on 29 March 2026: at the first moment after it.
        "CRON_TZ=Europe/Berlin 30 2 * * * | 2026-03-28T12:00:00Z | 2026-03-29T01:00:00Z",
        "CRON_TZ=Europe/Berlin 30 2 * * * | 2026-03-29T01:00:00Z | 2026-03-30T00:30:00Z",
        "CRON_TZ=Europe/Berlin 0,30 2,3 * * * | 2026-03-29T01:00:00Z | 2026-03-29T01:30:00Z",
        // The hour from 2 to 3 comes twice on 25 October 2026: once, the first time.
        "CRON_TZ=Europe/Berlin 30 2 * * * | 2026-10-24T12:00:00Z | 2026-10-25T00:30:00Z",
        "CRON_TZ=Europe/Berlin 30 2 * * * | 2026-10-25T00:30:00Z | 2026-10-26T01:30:00Z",
        // Every hour goes by real time.
        "CRON_TZ=Europe/Berlin 30 * * * * | 2026-10-25T00:30:00Z | 2026-10-25T01:30:00Z",
        "CRON_TZ=Europe/Berlin 30 * * * * | 2026-03-29T00:30:00Z | 2026-03-29T01:30:00Z",
        "CRON_TZ=Europe/Berlin 0 * * * *  | 2026-03-29T00:00:00Z | 2026-03-29T01:00:00Z",
        // Half an hour is skipped on 4 October 2026, and comes twice on 5 April.
        "CRON_TZ=Australia/Lord_Howe 15 2 * * * | 2026-10-03T12:00:00Z | 2026-10-03T15:30:00Z",
        "CRON_TZ=Australia/Lord_Howe 45 1 * * * | 2026-04-04T12:00:00Z | 2026-04-04T14:45:00Z",
        "CRON_TZ=Australia/Lord_Howe 45 1 * * * | 2026-04-04T14:45:00Z | 2026-04-05T15:15:00Z",
        "CRON_TZ=America/New_York 30 2 * * * | 2026-03-07T12:00:00Z | 2026-03-08T07:00:00Z",
        // 30 December 2011 did not exist on Samoa: both of its times fire as the day after begins.
        "CRON_TZ=Pacific/Apia 0 12 30 12 * | 2011-12-01T00:00:00Z | 2011-12-30T10:00:00Z"
      })
  void the_next_occurrence(String cron, String after, String next) {
    assertThat(Cron.parse(cron.strip()).next(Instant.parse(after.strip())))
        .contains(Instant.parse(next.strip()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "*",
        "* * * *",
        "* * * * * *",
        "60 * * * *",
        "* 24 * * *",
        "* * 0 * *",
        "* * * 13 *",
        "* * * * 8",
        "a * * * *",
        "*/0 * * * *",
        "5-1 * * * x",
        "CRON_TZ=Nowhere/Land * * * * *",
        "CRON_TZ=UTC",
        "@never",
        "1,,2 * * * *"
      })
  void what_is_no_expression_is_refused(String text) {
    assertThatThrownBy(() -> Cron.parse(text)).isInstanceOf(InvalidValueException.class);
  }

  @Test
  void the_thirtieth_of_february_never_comes() {
    assertThat(Cron.parse("0 0 30 2 *").next(Instant.parse("2026-01-01T00:00:00Z"))).isEmpty();
  }

  /** Against a scan of every minute, for random expressions. */
  @Test
  void the_next_occurrence_is_the_first_minute_that_matches() {
    var chance = new Random(20261125);
    for (int i = 0; i < 300; i++) {
      var minute = Field.random(chance, 0, 59);
      var hour = Field.random(chance, 0, 23);
      var day = Field.random(chance, 1, 31);
      var month = Field.random(chance, 1, 12);
      var weekday = Field.random(chance, 0, 6);
      String text = String.join(" ", minute.text, hour.text, day.text, month.text, weekday.text);
      var after =
          LocalDateTime.of(2026, 1, 1, 0, 0)
              .plusMinutes(chance.nextInt(2 * 365 * 24 * 60))
              .toInstant(ZoneOffset.UTC);
      Instant expected = null;
      var at = LocalDateTime.ofInstant(after, ZoneOffset.UTC);
      var end = at.plusYears(1);
      while (expected == null && at.isBefore(end)) {
        at = at.plusMinutes(1);
        boolean days =
            day.isAny() || weekday.isAny()
                ? day.has(at.getDayOfMonth()) && weekday.has(at.getDayOfWeek().getValue() % 7)
                : day.has(at.getDayOfMonth()) || weekday.has(at.getDayOfWeek().getValue() % 7);
        if (!month.has(at.getMonthValue()) || !days) {
          at = at.truncatedTo(ChronoUnit.DAYS).plusDays(1).minusMinutes(1);
        } else if (hour.has(at.getHour()) && minute.has(at.getMinute())) {
          expected = at.toInstant(ZoneOffset.UTC);
        }
      }
      if (expected != null) {
        assertThat(Cron.parse(text).next(after)).as(text + " after " + after).contains(expected);
      }
    }
  }

  private record Field(String text, Set<Integer> values) {
    static Field random(Random chance, int least, int most) {
      int a = chance.nextInt(least, most + 1);
      int b = chance.nextInt(a, most + 1);
      int step = chance.nextInt(1, Math.min(10, most - least + 1));
      return switch (chance.nextInt(6)) {
        case 0, 1 -> new Field("*", range(least, most, 1));
        case 2 -> new Field("" + a, Set.of(a));
        case 3 -> new Field(a + "-" + b, range(a, b, 1));
        case 4 -> new Field("*/" + step, range(least, most, step));
        default -> {
          List<Integer> both = new ArrayList<>(new TreeSet<>(List.of(a, b, most)));
          yield new Field(
              String.join(",", both.stream().map(String::valueOf).toList()), Set.copyOf(both));
        }
      };
    }

    private static Set<Integer> range(int from, int to, int step) {
      var all = new TreeSet<Integer>();
      for (int i = from; i <= to; i += step) {
        all.add(i);
      }
      return all;
    }

    /**
     * A field that is a star leaves the choice of the day to the other one; one with a step does
     * not, as in robfig's cron.
     */
    boolean isAny() {
      return text.equals("*") || text.equals("*/1");
    }

    boolean has(int value) {
      return values.contains(value);
    }
  }

  @Test
  void times_rise_strictly_in_every_zone() {
    var chance = new Random(7);
    var zones = java.time.ZoneId.getAvailableZoneIds().stream().sorted().toList();
    for (int i = 0; i < 300; i++) {
      String zone = zones.get(chance.nextInt(zones.size()));
      var cron =
          Cron.parse("CRON_TZ=" + zone + (chance.nextBoolean() ? " 30 2 * * *" : " */20 * * * *"));
      var at = Instant.parse("2026-03-01T00:00:00Z").plusSeconds(chance.nextLong(365 * 86_400L));
      for (int n = 0; n < 30; n++) {
        var next = cron.next(at).orElseThrow();
        assertThat(next).as(zone).isAfter(at);
        at = next;
      }
    }
  }
}
