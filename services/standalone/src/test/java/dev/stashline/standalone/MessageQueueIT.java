package dev.stashline.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stashline.runtime.Json;
import dev.stashline.testkit.Await;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages and QStash, which is our own broker here. */
class MessageQueueIT {
  private static final String QUEUE_DOOR = "/api/process-scheduled-messages";
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

  private static void yearly(String path, String id) {
    atTheBroker(
        "POST",
        "/v2/schedules/" + system.url(path),
        "Upstash-Cron",
        "@yearly",
        "Upstash-Schedule-Id",
        id);
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

  @ParameterizedTest
  @ValueSource(ints = {30, 400})
  void B01_B02_the_queue_fires_it_and_takes_it_only_when_it_is_near_enough(int days) {
    var at = system.clock.instant().plus(Duration.ofDays(days));
    String content = "in " + days + " days";
    String id = coach.create(coach.once(at, content));
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
    assertThat(coach.inbox("client-01")).doesNotContain(content);

    coach.pass(at.plusSeconds(1));
    coach.await(id, "completed");
    assertThat(coach.occurrences(id).get(0).path("firedBy").asText()).isEqualTo("queue");
    assertThat(coach.inbox("client-01")).contains(content);
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
    String rewritten = daily("with another body and key");
    agreed(rewritten);
    atTheBroker("DELETE", "/v2/schedules/scheduled-message-" + deleted);
    atTheBroker("PATCH", "/v2/schedules/scheduled-message-" + paused + "/pause");
    yearly(QUEUE_DOOR, "scheduled-message-of-nobody");
    yearly("/nowhere", "scheduled-message-of-another-installation");
    yearly(QUEUE_DOOR, "somebody-elses");
    var before = schedule(rewritten);
    atTheBroker(
        "POST",
        "/v2/schedules/" + system.url(QUEUE_DOOR),
        "Upstash-Cron",
        before.path("cron").asText(),
        "Upstash-Schedule-Id",
        "scheduled-message-" + rewritten);
    assertThat(schedule(rewritten).path("header")).isNotEqualTo(before.path("header"));

    Await.until(
        "it is mended",
        TestSystem.SOON,
        () ->
            !schedule(deleted).isNull()
                && !schedule(paused).path("isPaused").asBoolean()
                && schedule(rewritten).path("body").equals(before.path("body"))
                && schedule(rewritten).path("header").equals(before.path("header"))
                && schedule("of-nobody").isNull());
    assertThat(schedule("of-another-installation").isNull()).isFalse();
    assertThat(atTheBroker("/v2/schedules/somebody-elses").isNull()).isFalse();
  }

  @Test
  void a_row_spoilt_by_hand_holds_up_no_other() {
    var at = system.clock.instant().plusSeconds(5);
    String spoilt = coach.create(coach.once(at, "spoilt"));
    String sound = coach.create(coach.once(at, "sound"));
    system.rows.change(
        "update public.scheduled_messages set timezone = 'Nowhere/Land' where id = '"
            + spoilt
            + "'");
    coach.pass(at);
    coach.await(sound, "completed");
    assertThat(coach.inbox("client-01")).contains("sound").doesNotContain("spoilt");
  }

  @Test
  void sent_now_it_comes_once_and_not_again_at_its_time() {
    var at = system.clock.instant().plus(Duration.ofDays(3));
    String id = coach.create(coach.once(at, "now instead"));
    String first = agreed(id).path("qstashId").asText();
    coach.act(id, "send-now");
    coach.await(id, "completed");
    assertThat(agreed(id).path("qstashId").asText()).isNotEqualTo(first);
    assertThat(atTheBroker("/v2/messages/" + first).path("state").asText()).isNotEqualTo("CREATED");
    assertThat(coach.occurrences(id)).hasSize(1);
    assertThat(coach.inbox("client-02")).containsOnlyOnce("now instead");

    String again = daily("and again");
    String next = coach.show(again).path("nextSendAt").asText();
    coach.act(again, "send-now");
    coach.await(again, "it is sent", m -> coach.inbox("client-02").contains("and again"));
    assertThat(coach.show(again).path("nextSendAt").asText()).isEqualTo(next);
    coach.act(again, "cancel");
  }
}
