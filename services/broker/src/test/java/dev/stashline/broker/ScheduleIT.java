package dev.stashline.broker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stashline.testkit.Await;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Schedules, by a clock that is moved. */
class ScheduleIT {
  private static final byte[] NOTHING = new byte[0];
  private static final Duration SOON = Duration.ofSeconds(10);

  private BrokerFixture broker;

  @BeforeEach
  void start() {
    broker = new BrokerFixture(Map.of("BROKER_MAX_SCHEDULES", "3"));
  }

  @AfterEach
  void stop() {
    broker.close();
  }

  private String schedule(String path, String body, String... headers) {
    var answer =
        broker.call(
            "POST", "/v2/schedules/" + broker.receiver.url(path), body.getBytes(UTF_8), headers);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer.json().path("scheduleId").asText();
  }

  private JsonNode show(String id) {
    return broker.get("/v2/schedules/" + id).json();
  }

  private JsonNode showOnce(String id, String key) {
    return Await.value(id + " shows " + key, SOON, () -> show(id), shown -> shown.has(key));
  }

  @Test
  void each_occurrence_is_delivered_with_the_schedules_settings() {
    String id =
        schedule(
            "/tick?x=1",
            "hello",
            "Upstash-Cron",
            "@hourly",
            "Upstash-Forward-Team",
            "red",
            "Content-Type",
            "text/plain",
            "Upstash-Retries",
            "1");
    assertThat(id).startsWith("scd_");

    broker.clock.moveAhead(Duration.ofHours(1));
    var first = broker.receiver.next();
    assertThat(first.uri()).isEqualTo("/tick?x=1");
    assertThat(new String(first.body(), UTF_8)).isEqualTo("hello");
    assertThat(first.header("Team")).isEqualTo("red");
    assertThat(first.header("Upstash-Schedule-Id")).isEqualTo(id);
    broker.clock.moveAhead(Duration.ofHours(1));
    var second = broker.receiver.next();
    assertThat(second.header("Upstash-Message-Id"))
        .isNotEqualTo(first.header("Upstash-Message-Id"));

    var shown =
        Await.value(
            "the end",
            SOON,
            () -> show(id),
            s -> s.path("lastScheduleStates").toString().contains("SUCCESS"));
    assertThat(shown.path("lastScheduleTime").asLong())
        .isLessThan(shown.path("nextScheduleTime").asLong());
    assertThat(shown.path("lateness").path("maxMillis").asLong()).isNotNegative();
    var message = broker.get("/v2/events?scheduleId=" + id).json().path("events");
    assertThat(message).isNotEmpty();
    assertThat(message.get(0).path("scheduleId").asText()).isEqualTo(id);
  }

  @Test
  void the_object_has_exactly_what_was_set() {
    String id =
        schedule(
            "/x",
            "body",
            "Upstash-Cron",
            "CRON_TZ=Europe/Berlin 0 9 * * 1 ",
            "Upstash-Delay",
            "1h30m",
            "Upstash-Forward-x-a",
            "b",
            "Upstash-Label",
            "one,two");

    var shown = show(id);
    assertThat(shown.path("cron").asText()).isEqualTo("CRON_TZ=Europe/Berlin 0 9 * * 1");
    assertThat(shown.path("destination").asText()).isEqualTo(broker.receiver.url("/x"));
    assertThat(shown.path("method").asText()).isEqualTo("POST");
    assertThat(shown.path("retries").asInt()).isEqualTo(3);
    assertThat(shown.path("delay").asLong()).isEqualTo(5_400);
    assertThat(shown.path("header").toString()).isEqualTo("{\"X-A\":[\"b\"]}");
    assertThat(shown.path("label").asText()).isEqualTo("one");
    assertThat(shown.path("isPaused").asBoolean(true)).isFalse();
    assertThat(shown.has("queueName") || shown.has("callback") || shown.has("lastScheduleTime"))
        .isFalse();
    assertThat(broker.get("/v2/schedules").json()).hasSize(1);
  }

  @Test
  void an_overwrite_replaces_everything_and_keeps_the_time_of_creation() {
    schedule(
        "/a",
        "body",
        "Upstash-Cron",
        "@daily",
        "Upstash-Schedule-Id",
        "mine",
        "Upstash-Forward-A",
        "b");
    var before = show("mine");
    broker.clock.moveAhead(Duration.ofSeconds(5));

    String id = schedule("/b", "", "Upstash-Cron", "@hourly", "Upstash-Schedule-Id", "mine");

    assertThat(id).isEqualTo("mine");
    var after = show("mine");
    assertThat(after.path("destination").asText()).endsWith("/b");
    assertThat(after.has("body") || after.has("header")).isFalse();
    assertThat(after.path("createdAt")).isEqualTo(before.path("createdAt"));
    assertThat(broker.get("/v2/schedules").json()).hasSize(1);
  }

  @Test
  void a_paused_schedule_lets_its_occurrences_pass() {
    String id = schedule("/p", "", "Upstash-Cron", "@hourly");
    assertThat(broker.call("PATCH", "/v2/schedules/" + id + "/pause", NOTHING).status())
        .isEqualTo(200);
    assertThat(show(id).path("isPaused").asBoolean()).isTrue();
    broker.clock.moveAhead(Duration.ofHours(5));
    // What a broker that fires would publish stands behind this one.
    schedule("/witness", "", "Upstash-Cron", "* * * * *", "Upstash-Schedule-Id", "witness");
    broker.clock.moveAhead(Duration.ofMinutes(1));
    assertThat(broker.receiver.next().uri()).isEqualTo("/witness");
    broker.call("DELETE", "/v2/schedules/witness", NOTHING);

    assertThat(broker.call("POST", "/v2/schedules/" + id + "/resume", NOTHING).status())
        .isEqualTo(200);
    assertThat(broker.receiver.waiting()).isZero();
    broker.clock.moveAhead(Duration.ofHours(1));
    assertThat(broker.receiver.next().header("Upstash-Schedule-Id")).isEqualTo(id);
    assertThat(show(id).path("missed").asInt()).isZero();
  }

  @Test
  void two_nodes_fire_each_occurrence_once() {
    try (var second = broker.node()) {
      for (int i = 0; i < 3; i++) {
        schedule("/n", "", "Upstash-Cron", "* * * * *", "Upstash-Schedule-Id", "s" + i);
      }
      var ids = new HashSet<String>();
      for (int minute = 0; minute < 5; minute++) {
        broker.clock.moveAhead(Duration.ofMinutes(1));
        for (int i = 0; i < 3; i++) {
          ids.add(broker.receiver.next().header("Upstash-Message-Id"));
        }
      }
      assertThat(ids).hasSize(15);
      assertThat(broker.receiver.waiting()).isZero();
    }
  }

  @Test
  void an_outage_is_caught_up_by_the_schedules_rule() {
    schedule("/latest", "", "Upstash-Cron", "@hourly", "Upstash-Schedule-Id", "latest");
    schedule(
        "/all",
        "",
        "Upstash-Cron",
        "@hourly",
        "Upstash-Schedule-Id",
        "all",
        "Stashline-Missed-Runs",
        "all");
    schedule(
        "/skip",
        "",
        "Upstash-Cron",
        "@hourly",
        "Upstash-Schedule-Id",
        "skip",
        "Stashline-Missed-Runs",
        "skip");
    // As if nobody had been there: between two occurrences, so that none is just late.
    var next = java.time.Instant.ofEpochMilli(show("all").path("nextScheduleTime").asLong());
    broker.clock.moveAhead(
        Duration.between(broker.clock.instant(), next.plus(Duration.ofMinutes(210))));

    var arrived = new java.util.ArrayList<String>();
    for (int i = 0; i < 5; i++) {
      arrived.add(broker.receiver.next().uri());
    }
    assertThat(arrived).containsExactlyInAnyOrder("/latest", "/all", "/all", "/all", "/all");
    Await.until("the skipped one moved on", SOON, () -> show("skip").path("missed").asInt() == 4);
    assertThat(show("latest").path("missed").asInt()).isEqualTo(3);
    assertThat(broker.receiver.waiting()).isZero();
  }

  @Test
  void an_occurrence_is_skipped_while_the_last_one_is_under_way() {
    broker.receiver.hang();
    String id = schedule("/o", "", "Upstash-Cron", "@hourly", "Stashline-Overlap", "skip");
    broker.clock.moveAhead(Duration.ofHours(1));
    broker.receiver.next();
    broker.clock.moveAhead(Duration.ofHours(1));
    Await.until("the second is skipped", SOON, () -> show(id).path("skipped").asInt() == 1);
    assertThat(broker.receiver.waiting()).isZero();
    assertThat(showOnce(id, "lastScheduleStates").path("lastScheduleStates").toString())
        .contains("IN_PROGRESS");
  }

  @Test
  void a_schedule_of_a_group_tells_when_the_group_is_gone_and_holds_up_no_other() {
    broker.call(
        "POST",
        "/v2/topics/news/endpoints",
        ("{\"endpoints\":[{\"url\":\"" + broker.receiver.url("/g") + "\"}]}").getBytes(UTF_8));
    assertThat(
            broker
                .call(
                    "POST",
                    "/v2/schedules/news",
                    NOTHING,
                    "Upstash-Cron",
                    "@hourly",
                    "Upstash-Schedule-Id",
                    "g")
                .status())
        .isEqualTo(200);
    schedule("/other", "", "Upstash-Cron", "@hourly");
    broker.clock.moveAhead(Duration.ofHours(1));
    broker.receiver.next();
    broker.receiver.next();
    broker.call("DELETE", "/v2/topics/news", NOTHING);
    broker.clock.moveAhead(Duration.ofHours(1));
    assertThat(broker.receiver.next().uri()).isEqualTo("/other");
    assertThat(showOnce("g", "error").path("error").asText()).contains("news");
  }

  @Test
  void a_deleted_schedule_fires_no_more_and_its_messages_go_on() {
    String id = schedule("/d", "", "Upstash-Cron", "@hourly", "Upstash-Delay", "30m");
    broker.clock.moveAhead(Duration.ofHours(1));
    showOnce(id, "lastScheduleTime");
    assertThat(broker.call("DELETE", "/v2/schedules/" + id, NOTHING).status()).isEqualTo(200);
    assertThat(broker.call("DELETE", "/v2/schedules/" + id, NOTHING).status()).isEqualTo(404);
    broker.clock.moveAhead(Duration.ofHours(3));
    assertThat(broker.receiver.next().header("Upstash-Schedule-Id")).isEqualTo(id);
    assertThat(broker.receiver.waiting()).isZero();
  }

  @Test
  void wrong_schedules_are_refused_and_nothing_is_stored() {
    String url = "/v2/schedules/" + broker.receiver.url("/w");
    assertThat(broker.call("POST", url, NOTHING).text()).contains("Upstash-Cron");
    for (String[] headers :
        new String[][] {
          {"Upstash-Cron", "61 * * * *"},
          {"Upstash-Cron", "0 0 30 2 *"},
          {"Upstash-Cron", "CRON_TZ=Mars/Base * * * * *"},
          {"Upstash-Cron", "@daily", "Upstash-Schedule-Id", "not a name"},
          {"Upstash-Cron", "@daily", "Upstash-Callback", "nowhere"},
          {"Upstash-Cron", "@daily", "Stashline-Overlap", "maybe"},
        }) {
      assertThat(broker.call("POST", url, NOTHING, headers).status())
          .as(String.join(" ", headers))
          .isEqualTo(400);
    }
    assertThat(
            broker
                .call("POST", "/v2/schedules/nogroup", NOTHING, "Upstash-Cron", "@daily")
                .status())
        .isEqualTo(404);
    assertThat(broker.get("/v2/schedules").json()).isEmpty();
    for (int i = 0; i < 3; i++) {
      schedule("/w", "", "Upstash-Cron", "@daily");
    }
    assertThat(broker.call("POST", url, NOTHING, "Upstash-Cron", "@daily").status()).isEqualTo(412);
    assertThat(broker.get("/v2/schedules").json()).hasSize(3);
  }

  @Test
  void another_user_sees_and_changes_nothing() {
    String id = schedule("/mine", "", "Upstash-Cron", "@daily");
    String other = BrokerFixture.OTHER.token();
    assertThat(broker.call(other, "GET", "/v2/schedules", NOTHING).json()).isEmpty();
    assertThat(broker.call(other, "GET", "/v2/schedules/" + id, NOTHING).status()).isEqualTo(404);
    assertThat(broker.call(other, "DELETE", "/v2/schedules/" + id, NOTHING).status())
        .isEqualTo(404);
    assertThat(broker.call(other, "PATCH", "/v2/schedules/" + id + "/pause", NOTHING).status())
        .isEqualTo(404);
    assertThat(show(id).path("isPaused").asBoolean(true)).isFalse();
  }
}
