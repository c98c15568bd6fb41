package dev.stashline.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stashline.qstash.DevCredentials;
import dev.stashline.qstash.SignatureSigner;
import dev.stashline.runtime.Json;
import dev.stashline.testkit.Await;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Messages and QStash, which is our own broker here. */
class MessageQueueIT {
  private static final String PROCESS = "/api/process-scheduled-messages";
  private static final String[] KEY = {"Authorization", "Bearer " + LocalGround.SCHEDULER_KEY};
  private static TestSystem system;
  private static Coaching coach;

  @BeforeAll
  static void start() {
    system = TestSystem.open();
    // Our own clock is to fire nothing here.
    system.settings.put("MESSAGES_CLOCK_GRACE", "12h");
    system.settings.put("MESSAGES_RECONCILE_EVERY", "500ms");
    system.start(Role.INGRESS, Role.MESSAGES, Role.BROKER);
    coach = new Coaching(system, "queued");
    coach.clients("client", 2);
  }

  @AfterAll
  static void stop() {
    system.close();
  }

  private static JsonNode atTheBroker(String path) {
    var answer =
        system.send(
            TestSystem.request(
                    system.settings.get("QSTASH_URL") + path,
                    "Authorization",
                    "Bearer " + system.settings.get("QSTASH_TOKEN"))
                .GET()
                .build());
    return answer.statusCode() == 404 ? Json.tree("null") : Json.tree(answer.body());
  }

  private static void atTheBroker(String method, String path, String... headers) {
    var request =
        TestSystem.request(
                system.settings.get("QSTASH_URL") + path,
                "Authorization",
                "Bearer " + system.settings.get("QSTASH_TOKEN"))
            .method(method, BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    assertThat(system.send(request.build()).statusCode()).isLessThan(300);
  }

  private static JsonNode agreed(String id) {
    return Await.value(
        "QStash knows of the change",
        TestSystem.SOON,
        () -> coach.show(id),
        m -> m.path("queueAgrees").asBoolean());
  }

  private static JsonNode schedule(String id) {
    return atTheBroker("/v2/schedules/scheduled-message-" + id);
  }

  private static String daily(String content) {
    return coach.create(
        coach
            .message(content)
            .put("scheduleType", "daily")
            .put(
                "startDate",
                system.clock.instant().atZone(ZoneOffset.UTC).toLocalDate().plusDays(1).toString())
            .put("startTime", "09:00")
            .put("timezone", "Europe/Paris"));
  }

  @Test
  void B01_B02_the_queue_fires_it_and_takes_it_only_when_it_is_near_enough() {
    var at = system.clock.instant().plus(Duration.ofDays(400));
    String id = coach.create(coach.once(at, "in 400 days"));
    var near = coach.create(coach.once(system.clock.instant().plus(Duration.ofDays(5)), "near"));
    assertThat(agreed(near).path("qstashKind").asText()).isEqualTo("message");
    assertThat(agreed(id).has("qstashId")).isFalse();

    coach.pass(at.minus(Duration.ofDays(6)));
    var armed =
        Await.value(
            "it is handed to QStash",
            TestSystem.SOON,
            () -> coach.show(id),
            m -> m.has("qstashId"));
    assertThat(atTheBroker("/v2/messages/" + armed.path("qstashId").asText()).isNull()).isFalse();
    assertThat(coach.inbox("client-01")).doesNotContain("in 400 days");

    coach.pass(at.plusSeconds(1));
    coach.await(id, "completed");
    assertThat(coach.occurrences(id).get(0).path("firedBy").asText()).isEqualTo("queue");
    assertThat(coach.inbox("client-01")).contains("in 400 days");
  }

  @Test
  void B11_the_queue_follows_each_change() {
    String id = daily("follow me");
    agreed(id);
    assertThat(schedule(id).path("cron").asText()).isEqualTo("CRON_TZ=Europe/Paris 0 9 * * *");
    assertThat(schedule(id).path("isPaused").asBoolean()).isFalse();

    coach.act(id, "pause");
    agreed(id);
    assertThat(schedule(id).path("isPaused").asBoolean()).isTrue();
    coach.act(id, "resume");
    coach.edit(id, Map.of("startTime", "10:30"));
    agreed(id);
    assertThat(schedule(id).path("isPaused").asBoolean()).isFalse();
    assertThat(schedule(id).path("cron").asText()).isEqualTo("CRON_TZ=Europe/Paris 30 10 * * *");

    coach.act(id, "cancel");
    agreed(id);
    assertThat(schedule(id).isNull()).isTrue();
  }

  @Test
  void B11_a_message_that_comes_once_is_taken_back_from_the_queue() {
    String id = coach.create(coach.once(system.clock.instant().plus(Duration.ofDays(1)), "x"));
    String first = agreed(id).path("qstashId").asText();
    coach.edit(id, Map.of("startTime", "23:59:59"));
    String second = agreed(id).path("qstashId").asText();
    assertThat(second).isNotEqualTo(first);
    assertThat(atTheBroker("/v2/messages/" + first).path("state").asText()).isNotEqualTo("CREATED");
    coach.act(id, "cancel");
    assertThat(agreed(id).has("qstashId")).isFalse();
  }

  @Test
  void drift_is_found_and_mended() {
    String deleted = daily("deleted by somebody");
    String paused = daily("paused by somebody");
    agreed(deleted);
    agreed(paused);
    atTheBroker("DELETE", "/v2/schedules/scheduled-message-" + deleted);
    atTheBroker("PATCH", "/v2/schedules/scheduled-message-" + paused + "/pause");
    atTheBroker(
        "POST",
        "/v2/schedules/" + system.url("/nowhere"),
        "Upstash-Cron",
        "@yearly",
        "Upstash-Schedule-Id",
        "scheduled-message-of-nobody");
    atTheBroker(
        "POST",
        "/v2/schedules/" + system.url("/nowhere"),
        "Upstash-Cron",
        "@yearly",
        "Upstash-Schedule-Id",
        "somebody-elses");

    Await.until(
        "it is mended",
        TestSystem.SOON,
        () ->
            !schedule(deleted).isNull()
                && !schedule(paused).path("isPaused").asBoolean()
                && schedule("of-nobody").isNull());
    assertThat(atTheBroker("/v2/schedules/somebody-elses").isNull()).isFalse();
  }

  @Test
  void sent_now_it_comes_once_and_not_again_at_its_time() {
    var at = system.clock.instant().plus(Duration.ofDays(3));
    String id = coach.create(coach.once(at, "now instead"));
    agreed(id);
    coach.act(id, "send-now");
    coach.await(id, "completed");
    assertThat(agreed(id).has("qstashId")).isFalse();
    assertThat(coach.occurrences(id)).hasSize(1);
    assertThat(coach.inbox("client-02")).containsOnlyOnce("now instead");

    String again = daily("and again");
    String next = coach.show(again).path("nextSendAt").asText();
    coach.act(again, "send-now");
    coach.await(again, "it is sent", m -> coach.inbox("client-02").contains("and again"));
    assertThat(coach.show(again).path("nextSendAt").asText()).isEqualTo(next);
    coach.act(again, "cancel");
  }

  // -- who may say that a message is due

  private static HttpResponse<String> process(String body, String... headers) {
    return system.post(PROCESS, body, headers);
  }

  private static String[] signed(String body, String url) {
    var signature =
        new SignatureSigner(
                DevCredentials.USERS.getFirst().keys(), system.clock, new SecureRandom())
            .sign(url, body.getBytes(StandardCharsets.UTF_8));
    return new String[] {KEY[0], KEY[1], "Upstash-Signature", signature};
  }

  /** Due, and left alone by queue and clock: the queue is told of another time. */
  private static String due(String content) {
    String id = coach.create(coach.once(system.clock.instant().plus(Duration.ofDays(30)), content));
    agreed(id);
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
    assertThat(schedule(id).path("cron").asText()).isEqualTo("CRON_TZ=UTC 0 9 * * 1");
  }
}
