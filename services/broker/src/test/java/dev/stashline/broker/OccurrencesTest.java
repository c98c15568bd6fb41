package dev.stashline.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stashline.broker.Schedule.MissedRuns;
import dev.stashline.qstash.Cron;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class OccurrencesTest {
  private static final Cron EVERY_MINUTE = Cron.parse("* * * * *");
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
  private static final Instant SIX_LATER = NOON.plusSeconds(5 * 60 + 2);

  @Test
  void on_time_all_policies_fire_the_one_occurrence() {
    for (var policy : MissedRuns.values()) {
      assertThat(Occurrences.of(EVERY_MINUTE, policy, NOON, NOON.plusMillis(5)))
          .as(policy.name())
          .isEqualTo(new Occurrences(java.util.List.of(NOON), 0, NOON.plusSeconds(60)));
    }
  }

  @Test
  void after_an_outage_latest_fires_the_last_one() {
    var found = Occurrences.of(EVERY_MINUTE, MissedRuns.LATEST, NOON, SIX_LATER);
    assertThat(found.firing()).containsExactly(NOON.plusSeconds(300));
    assertThat(found.missed()).isEqualTo(5);
    assertThat(found.next()).isEqualTo(NOON.plusSeconds(360));
  }

  @Test
  void after_an_outage_skip_fires_only_what_is_not_a_minute_late() {
    assertThat(Occurrences.of(EVERY_MINUTE, MissedRuns.SKIP, NOON, SIX_LATER).firing())
        .containsExactly(NOON.plusSeconds(300));
    var hourly = Occurrences.of(Cron.parse("@hourly"), MissedRuns.SKIP, NOON, SIX_LATER);
    assertThat(hourly.firing()).isEmpty();
    assertThat(hourly.missed()).isEqualTo(1);
  }

  @Test
  void after_an_outage_all_fires_a_hundred_at_most() {
    assertThat(Occurrences.of(EVERY_MINUTE, MissedRuns.ALL, NOON, SIX_LATER).firing()).hasSize(6);
    var aDay = Occurrences.of(EVERY_MINUTE, MissedRuns.ALL, NOON, NOON.plusSeconds(86_400));
    assertThat(aDay.firing()).hasSize(100);
    assertThat(aDay.missed()).isEqualTo(1_341);
    assertThat(aDay.next()).isEqualTo(NOON.plusSeconds(86_460));
  }

  @Test
  void an_outage_of_months_is_not_counted_minute_by_minute() {
    var now = NOON.plusSeconds(200L * 86_400);
    var found = Occurrences.of(EVERY_MINUTE, MissedRuns.LATEST, NOON, now);
    assertThat(found.next()).isEqualTo(now.plusSeconds(60));
  }
}
