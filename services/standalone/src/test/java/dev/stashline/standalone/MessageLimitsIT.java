package dev.stashline.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Quiet hours, daily caps, outages, and what people change while a message fires; without QStash.
 */
class MessageLimitsIT {
  private static TestSystem system;
  private static int coaches;

  @BeforeAll
  static void start() {
    system = TestSystem.messages();
    system.start(Role.INGRESS, Role.MESSAGES);
  }

  @AfterAll
  static void stop() {
    system.close();
  }

  private static Coaching newCoach() {
    return new Coaching(system, "limited-" + ++coaches);
  }

  private static LocalDate tomorrow() {
    return system.clock.instant().atZone(ZoneOffset.UTC).toLocalDate().plusDays(1);
  }

  @Test
  void B19_in_quiet_hours_it_waits_for_their_end() {
    var coach = newCoach();
    TestSystem.require(
        coach.client("quiet", Map.of("quietFrom", "22:00", "quietUntil", "07:30")), 200);
    TestSystem.require(coach.client("awake", Map.of()), 200);
    var day = tomorrow();
    var at = Instant.parse(day + "T23:15:00Z");
    String id = coach.create(coach.once(at, "late"));
    coach.pass(at);
    coach.await(id, "one has it", m -> coach.inbox("awake").size() == 1);

    var waiting =
        coach.await(
            id, "the other waits", m -> coach.deliveries(id).toString().contains("\"notBefore\""));
    assertThat(waiting.path("status").asText()).isEqualTo("active");
    assertThat(coach.inbox("quiet")).isEmpty();
    assertThat(coach.deliveries(id).toString())
        .contains("\"notBefore\":\"" + day.plusDays(1) + "T07:30:00Z\"");

    coach.pass(Instant.parse(day.plusDays(1) + "T07:30:00Z"));
    coach.await(id, "completed");
    assertThat(coach.inbox("quiet")).containsExactly("late");
  }

  @Test
  void B19_a_daily_cap_holds_over_several_messages() {
    var coach = newCoach();
    TestSystem.require(coach.client("capped", Map.of("dailyCap", 2)), 200);
    TestSystem.require(coach.client("free", Map.of()), 200);
    var at = Instant.parse(tomorrow() + "T10:00:00Z");
    var ids =
        java.util.stream.IntStream.range(0, 4)
            .mapToObj(n -> coach.create(coach.once(at, "n" + n)))
            .toList();
    coach.pass(at);
    ids.forEach(id -> coach.await(id, "completed"));

    assertThat(coach.inbox("free")).hasSize(4);
    assertThat(coach.inbox("capped")).hasSize(2);
    assertThat(ids.stream().filter(id -> coach.clientsWith(id, "skipped").contains("capped")))
        .hasSize(2);

    var next = at.plus(Duration.ofDays(1));
    String id = coach.create(coach.once(next, "a new day"));
    coach.pass(next);
    coach.await(id, "completed");
    assertThat(coach.inbox("capped")).hasSize(3);
  }

  @Test
  void B11_paused_it_does_not_fire_and_resumed_it_goes_on_with_the_next() {
    var coach = newCoach();
    coach.clients("b11", 1);
    var day = tomorrow();
    String id =
        coach.create(
            coach
                .message("daily")
                .put("scheduleType", "daily")
                .put("startDate", day.toString())
                .put("startTime", "08:00"));
    coach.act(id, "pause");
    coach.pass(Instant.parse(day.plusDays(1) + "T08:00:00Z"));
    var marker = coach.once(system.clock.instant().plusSeconds(60), "marker");
    String other = coach.create(marker);
    system.moveClock(Duration.ofSeconds(61));
    coach.await(other, "completed");
    assertThat(coach.inbox("b11-01")).containsExactly("marker");

    var resumed = coach.act(id, "resume");
    assertThat(resumed.path("nextSendAt").asText()).isEqualTo(day.plusDays(2) + "T08:00:00Z");
    coach.edit(id, Map.of("content", "edited"));
    coach.pass(Instant.parse(day.plusDays(2) + "T08:00:00Z"));
    coach.await(id, "sent", m -> coach.inbox("b11-01").contains("edited"));
    coach.act(id, "cancel");
    assertThat(coach.show(id).path("status").asText()).isEqualTo("cancelled");
    assertThat(coach.post("/api/messages/" + id + "/resume", "").statusCode()).isEqualTo(409);
  }

  @Test
  void B11_cancelled_while_it_is_being_sent_nobody_gets_it_who_has_not_had_a_turn() {
    var coach = newCoach();
    TestSystem.require(
        coach.client("asleep", Map.of("quietFrom", "00:00", "quietUntil", "23:59")), 200);
    TestSystem.require(coach.client("up", Map.of()), 200);
    var day = tomorrow();
    var at = Instant.parse(day + "T12:00:00Z");
    String id = coach.create(coach.once(at, "half way"));
    coach.pass(at);
    coach.await(id, "one has it", m -> coach.inbox("up").size() == 1);
    coach.await(
        id, "the other waits", m -> coach.deliveries(id).toString().contains("\"notBefore\""));

    coach.act(id, "cancel");
    coach.pass(Instant.parse(day + "T23:59:00Z"));
    coach.await(id, "all settled", m -> coach.occurrences(id).get(0).path("pending").asInt() == 0);
    assertThat(coach.inbox("asleep")).isEmpty();
    assertThat(coach.clientsWith(id, "sent")).containsExactly("up");
    assertThat(coach.clientsWith(id, "skipped")).containsExactly("asleep");
  }

  @Test
  void B15_a_message_keeps_its_text_whatever_becomes_of_the_template() {
    var coach = newCoach();
    coach.clients("b15", 1);
    var template =
        coach.post(
            "/api/message-templates",
            "{\"title\":\"t\",\"content\":\"from the template\",\"category\":\"reminder\",\"coachId\":\""
                + coach.coach
                + "\"}");
    TestSystem.require(template, 201);
    String templateId = dev.stashline.runtime.Json.tree(template.body()).path("id").asText();
    var at = Instant.parse(tomorrow() + "T13:00:00Z");
    String id = coach.create(coach.once(at, "from the template").put("templateId", templateId));
    TestSystem.require(
        coach.send(
            "PATCH", "/api/message-templates/" + templateId, "{\"content\":\"another text\"}"),
        200);
    TestSystem.require(coach.send("DELETE", "/api/message-templates/" + templateId, ""), 200);
    coach.pass(at);
    coach.await(id, "completed");
    assertThat(coach.inbox("b15-01")).containsExactly("from the template");
    assertThat(coach.show(id).has("templateId")).isFalse();
  }
}
