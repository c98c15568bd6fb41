package dev.stashline.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

/** Hours in which nobody sends. */
class MessageOutageIT {
  @Test
  void after_five_hours_the_newest_missed_occurrence_is_sent_late_and_the_others_are_recorded() {
    try (var system = TestSystem.messages()) {
      system.start(Role.INGRESS);
      var coach = new Coaching(system, "outage");
      coach.clients("client", 2);
      var hour = system.clock.instant().atZone(ZoneOffset.UTC).plusHours(1);
      var hourly =
          coach
              .message("on the hour")
              .put("scheduleType", "cron")
              .put("startDate", hour.toLocalDate().toString());
      hourly.putObject("frequencyConfig").put("cron", "0 * * * *");
      String every = coach.create(hourly);
      Instant first = Instant.parse(coach.show(every).path("nextSendAt").asText());
      String once = coach.create(coach.once(first, "once"));
      String strict = coach.create(coach.once(first, "not an hour later").put("lateMinutes", 60));

      system.moveClock(
          Duration.between(
              system.clock.instant(), first.plus(Duration.ofHours(4)).plusSeconds(60)));
      system.start(Role.MESSAGES);

      coach.await(once, "completed");
      coach.await(strict, "partial");
      coach.await(every, "sent", m -> coach.inbox("client-01").contains("on the hour"));
      assertThat(coach.inbox("client-01")).containsExactlyInAnyOrder("once", "on the hour");
      assertThat(coach.inbox("client-02")).containsExactlyInAnyOrder("once", "on the hour");
      var occurrences = coach.occurrences(every);
      assertThat(occurrences).hasSize(5);
      assertThat(occurrences.get(0).path("dueAt").asText())
          .isEqualTo(first.plus(Duration.ofHours(4)).toString());
      for (int missed = 1; missed < 5; missed++) {
        assertThat(occurrences.get(missed).path("status").asText()).isEqualTo("skipped");
        assertThat(occurrences.get(missed).path("reason").asText()).startsWith("missed");
      }
      assertThat(coach.occurrences(strict).get(0).path("reason").asText()).contains("60 minutes");
      assertThat(coach.show(every).path("nextSendAt").asText())
          .isEqualTo(first.plus(Duration.ofHours(5)).toString());
    }
  }
}
