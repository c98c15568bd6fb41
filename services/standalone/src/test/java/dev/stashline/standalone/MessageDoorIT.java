package dev.stashline.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stashline.runtime.Json;
import dev.stashline.testkit.Await;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Who may say that a message is due, and who may give it a time. */
class MessageDoorIT {
  private static final String PROCESS = "/api/process-scheduled-messages";
  private static final String[] KEY = {"Authorization", "Bearer " + LocalGround.SCHEDULER_KEY};
  private static TestSystem system;
  private static Coaching coach;

  @BeforeAll
  static void start() {
    system = TestSystem.open();
    // Our own clock is to fire nothing here.
    system.settings.put("MESSAGES_CLOCK_GRACE", "12h");
    system.start(Role.INGRESS, Role.MESSAGES, Role.BROKER);
    coach = new Coaching(system, "queued");
    coach.clients("client", 2);
  }

  @AfterAll
  static void stop() {
    system.close();
  }

  private static HttpResponse<String> process(String body, String... headers) {
    return system.post(PROCESS, body, headers);
  }

  private static String[] signed(String body, String url) {
    var signature = system.signature(url, body);
    return new String[] {KEY[0], KEY[1], "Upstash-Signature", signature};
  }

  /** Due, and left alone by queue and clock: the queue is told of another time. */
  private static String due(String content) {
    String id = coach.create(coach.once(system.clock.instant().plus(Duration.ofDays(30)), content));
    Await.until(
        "QStash knows of it",
        TestSystem.SOON,
        () -> coach.show(id).path("queueAgrees").asBoolean());
    system.rows.change(
        "update scheduled_messages set next_send_at = ? where id = ?",
        java.sql.Timestamp.from(system.clock.instant().minusSeconds(1)),
        id);
    return id;
  }

  private static String body(String id, String coachId) {
    return Json.write(Map.of("messageId", id, "coachId", coachId));
  }

  @Test
  void B09_without_the_key_or_with_a_wrong_signature_nothing_happens() {
    String id = due("nobody may");
    String body = body(id, coach.coach);
    int calls = system.chat.calls();

    assertThat(process(body).statusCode()).isEqualTo(401);
    assertThat(process(body, "Authorization", "Bearer wrong").statusCode()).isEqualTo(401);
    assertThat(process(body, signed(body, system.url("/api/elsewhere"))).statusCode())
        .isEqualTo(401);
    assertThat(process(body, signed(body + " ", system.url(PROCESS))).statusCode()).isEqualTo(401);
    assertThat(process(body(id, "another-coach"), KEY).statusCode()).isEqualTo(404);
    assertThat(process(body("no-such", coach.coach), KEY).statusCode()).isEqualTo(404);

    assertThat(coach.occurrences(id)).isEmpty();
    assertThat(system.chat.calls()).isEqualTo(calls);

    var done = process(body, signed(body, system.url(PROCESS)));
    TestSystem.require(done, 200);
    assertThat(Json.tree(done.body()).path("processed").asInt()).isEqualTo(1);
    coach.await(id, "completed");
  }

  @Test
  void B07_ten_deliveries_at_once_fire_it_once() {
    String id = due("ten at once");
    String body = body(id, coach.coach);
    var answers = new ArrayList<CompletableFuture<HttpResponse<String>>>();
    for (int n = 0; n < 10; n++) {
      answers.add(
          system.sendAsync(
              TestSystem.request(system.url(PROCESS), signed(body, system.url(PROCESS)))
                  .header("Content-Type", "application/json")
                  .POST(BodyPublishers.ofString(body))
                  .build()));
    }
    int fired = 0;
    for (var answer : answers) {
      TestSystem.require(answer.join(), 200);
      fired += Json.tree(answer.join().body()).path("processed").asInt();
    }
    assertThat(fired).isEqualTo(1);
    coach.await(id, "completed");
    assertThat(coach.inbox("client-01")).containsOnlyOnce("ten at once");
    assertThat(coach.occurrences(id)).hasSize(1);
  }

  @Test
  void the_seeds_schedule_call_sends_at_once_what_has_passed() {
    String id =
        coach.create(coach.once(system.clock.instant().plus(Duration.ofDays(2)), "by the seed"));
    var answer =
        coach.post(
            "/api/qstash-schedule",
            Json.write(
                Map.of(
                    "messageId",
                    id,
                    "coachId",
                    coach.coach,
                    "scheduledTime",
                    "2024-01-01T10:00:00Z",
                    "scheduleType",
                    "once")));
    TestSystem.require(answer, 200);
    assertThat(Json.tree(answer.body()).path("success").asBoolean()).isTrue();
    assertThat(Json.tree(answer.body()).path("qstashId").asText()).startsWith("msg_");
    // QStash knows whole seconds.
    coach.pass(Instant.ofEpochSecond(system.clock.instant().getEpochSecond() + 2));
    coach.await(id, "completed");

    var recurring =
        coach.post(
            "/api/qstash-schedule",
            Json.write(
                Map.of(
                    "messageId",
                    id,
                    "coachId",
                    coach.coach,
                    "cronExpression",
                    "0 9 * * 1",
                    "scheduleType",
                    "weekly")));
    TestSystem.require(recurring, 200);
    assertThat(Json.tree(recurring.body()).path("qstashId").asText())
        .isEqualTo("scheduled-message-" + id);
  }
}
