package dev.stashline.broker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stashline.testkit.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Limits that the messages of a key share. */
class FlowControlIT {
  private static final byte[] NOTHING = new byte[0];
  private static final Duration SOON = Duration.ofSeconds(10);

  private BrokerFixture broker;

  @BeforeEach
  void start() {
    broker = new BrokerFixture();
  }

  @AfterEach
  void stop() {
    broker.close();
  }

  private String publish(String path, String key, String value) {
    return broker.publish(
        path, "", "Upstash-Flow-Control-Key", key, "Upstash-Flow-Control-Value", value);
  }

  private JsonNode show(String key) {
    return broker.get("/v2/flowControl/" + key).json();
  }

  private int post(String path) {
    return broker.call("POST", "/v2/flowControl/" + path, NOTHING).status();
  }

  private JsonNode shows(String key, String field, int value) {
    return Await.value(
        field + " is " + value, SOON, () -> show(key), k -> k.path(field).asInt(-1) == value);
  }

  @Test
  void no_more_than_the_parallelism_is_in_flight() {
    broker.receiver.hang();
    for (int i = 0; i < 5; i++) {
      publish("/" + i, "k", "parallelism=2");
    }
    assertThat(List.of(broker.receiver.next().uri(), broker.receiver.next().uri()))
        .containsExactlyInAnyOrder("/0", "/1");
    var key = show("k");
    assertThat(key.path("parallelismMax").asInt()).isEqualTo(2);
    assertThat(key.path("parallelismCount").asInt()).isEqualTo(2);
    assertThat(key.path("waitListSize").asInt()).isEqualTo(3);
    assertThat(key.path("rateMax").asInt(-1)).isZero();
    assertThat(key.path("ratePeriod").asInt()).isEqualTo(1);
    broker.publish("/witness", "");
    assertThat(broker.receiver.next().uri()).isEqualTo("/witness");
  }

  @Test
  void no_more_than_the_rate_starts_in_a_period_and_the_rest_waits_for_the_next() {
    for (int i = 0; i < 5; i++) {
      publish("/" + i, "k", "rate=2, period=1h");
    }
    assertThat(List.of(broker.receiver.next().uri(), broker.receiver.next().uri()))
        .containsExactlyInAnyOrder("/0", "/1");
    var key = show("k");
    assertThat(key.path("rateCount").asInt()).isEqualTo(2);
    assertThat(key.path("ratePeriod").asInt()).isEqualTo(3_600);
    assertThat(key.path("ratePeriodStart").asLong()).isPositive();
    broker.publish("/witness", "");
    assertThat(broker.receiver.next().uri()).isEqualTo("/witness");
    broker.clock.moveAhead(Duration.ofHours(1));
    assertThat(List.of(broker.receiver.next().uri(), broker.receiver.next().uri()))
        .containsExactlyInAnyOrder("/2", "/3");
    broker.clock.moveAhead(Duration.ofHours(1));
    assertThat(broker.receiver.next().uri()).isEqualTo("/4");
  }

  @Test
  void the_attempt_is_counted_before_the_publish_is_answered_so_that_a_reset_right_after_holds() {
    // A runner that has just been busy lets a claim go first; an idle one starts it in the publish.
    Await.until(
        "a publish that is counted as it is answered",
        SOON,
        () -> {
          int before = broker.get("/v2/flowControl/k").status() == 404 ? 0 : count();
          publish("/a", "k", "rate=1000, period=1h");
          boolean counted = count() == before + 1;
          broker.next();
          return counted;
        });
    assertThat(post("k/resetRate")).isEqualTo(200);
    assertThat(show("k").path("rateCount").asInt()).isZero();
  }

  private int count() {
    return show("k").path("rateCount").asInt();
  }

  @Test
  void the_newest_limits_win_unless_they_are_pinned() {
    publish("/1", "k", "parallelism=3, rate=10, period=1m");
    assertThat(post("k/pin?parallelism=7&rate=20&period=30")).isEqualTo(200);
    publish("/2", "k", "parallelism=1, rate=1, period=1s");
    var pinned = show("k");
    assertThat(pinned.path("parallelismMax").asInt()).isEqualTo(7);
    assertThat(pinned.path("rateMax").asInt()).isEqualTo(20);
    assertThat(pinned.path("ratePeriod").asInt()).isEqualTo(30);
    assertThat(
            pinned.path("isPinnedParallelism").asBoolean()
                && pinned.path("isPinnedRate").asBoolean())
        .isTrue();

    assertThat(post("k/unpin?parallelism=true")).isEqualTo(200);
    assertThat(show("k").path("isPinnedParallelism").asBoolean(true)).isFalse();
    assertThat(show("k").path("isPinnedRate").asBoolean()).isTrue();
    assertThat(show("k").path("parallelismMax").asInt())
        .as("until a message brings others")
        .isEqualTo(7);
    publish("/3", "k", "parallelism=2");
    assertThat(show("k").path("parallelismMax").asInt()).isEqualTo(2);
    assertThat(show("k").path("rateMax").asInt()).isEqualTo(20);
  }

  @Test
  void a_paused_key_starts_nothing_and_goes_on_when_resumed() {
    publish("/1", "k", "parallelism=3");
    broker.receiver.next();
    assertThat(post("k/pause")).isEqualTo(200);
    publish("/2", "k", "parallelism=3");
    broker.publish("/witness", "");
    assertThat(broker.receiver.next().uri()).isEqualTo("/witness");
    assertThat(show("k").path("isPaused").asBoolean()).isTrue();
    assertThat(show("k").path("waitListSize").asInt()).isEqualTo(1);
    assertThat(post("k/resume")).isEqualTo(200);
    assertThat(broker.receiver.next().uri()).isEqualTo("/2");
    shows("k", "parallelismCount", 0);
  }

  @Test
  void a_retry_goes_through_the_limits_again_and_a_cancel_frees_a_place() {
    broker.receiver.reply(Receiver.Reply.of(500, "no"));
    broker.publish(
        "/r",
        "",
        "Upstash-Flow-Control-Key",
        "k",
        "Upstash-Flow-Control-Value",
        "rate=1, period=1h",
        "Upstash-Retry-Delay",
        "1000",
        "Upstash-Retries",
        "1");
    assertThat(broker.receiver.next().uri()).isEqualTo("/r");
    broker.clock.moveAhead(Duration.ofMinutes(1));
    broker.publish("/witness", "", "Upstash-Retries", "0");
    assertThat(broker.receiver.next().uri()).isEqualTo("/witness");
    broker.clock.moveAhead(Duration.ofHours(1));
    assertThat(broker.receiver.next().uri()).isEqualTo("/r");

    broker.receiver.hang();
    String first = publish("/c1", "c", "parallelism=1");
    publish("/c2", "c", "parallelism=1");
    assertThat(broker.receiver.next().uri()).isEqualTo("/c1");
    broker.call("DELETE", "/v2/messages/" + first, NOTHING);
    assertThat(broker.receiver.next().uri()).isEqualTo("/c2");
  }

  @Test
  void many_keys_are_served_side_by_side() {
    var expected = new HashSet<String>();
    for (int i = 0; i < 60; i++) {
      publish("/" + i, "key-" + i % 20, "parallelism=1");
      expected.add("/" + i);
    }
    var arrived = new HashSet<String>();
    for (int i = 0; i < 60; i++) {
      arrived.add(broker.receiver.next().uri());
    }
    assertThat(arrived).isEqualTo(expected);
    var keys = new ArrayList<String>();
    broker
        .get("/v2/flowControl?search=ey-1")
        .json()
        .forEach(k -> keys.add(k.path("flowControlKey").asText()));
    assertThat(keys).hasSize(11).contains("key-1", "key-19");
  }

  @Test
  void the_message_shows_the_limits_it_brought_and_no_others() {
    String id = publish("/m", "k", "parallelism=4");
    var message = broker.get("/v2/messages/" + id).json();
    assertThat(message.path("flowControlKey").asText()).isEqualTo("k");
    assertThat(message.path("parallelism").asInt()).isEqualTo(4);
    assertThat(message.has("rate")).isFalse();
    assertThat(message.path("period").asInt()).isEqualTo(1);
  }

  private static String limit(String key, String value) {
    return ",\"Upstash-Flow-Control-Key\":\"%s\",\"Upstash-Flow-Control-Value\":\"%s\""
        .formatted(key, value);
  }

  @Test
  void the_steps_of_a_run_share_the_limits_it_was_triggered_with() {
    var runs = new TestRuns(broker);
    runs.batch(runs.item("wfr_a", "true", "p", limit("k", "parallelism=1")));
    broker.receiver.next();
    broker.receiver.hang();
    runs.batch(
        runs.item("wfr_a", "false", "{\"stepId\":1}", ""),
        runs.item("wfr_a", "false", "{\"stepId\":2}", ""));
    assertThat(TestRuns.json(broker.receiver.next())).hasSize(2);
    assertThat(shows("k", "waitListSize", 1).path("parallelismCount").asInt()).isEqualTo(1);
    broker.publish("/witness", "");
    assertThat(broker.receiver.next().uri()).isEqualTo("/witness");
  }

  @Test
  void a_step_may_bring_limits_of_its_own_and_the_call_of_a_third_party_has_none_of_the_run() {
    var runs = new TestRuns(broker);
    runs.batch(runs.item("wfr_a", "true", "p", limit("k", "parallelism=5")));
    var steps =
        runs.batch(
                runs.item("wfr_a", "false", "{}", ""),
                runs.item("wfr_a", "false", "{}", limit("own", "rate=7")),
                runs.item("wfr_a", "false", "x", ",\"Upstash-Workflow-CallType\":\"toCallback\""))
            .json()
            .valueStream()
            .map(step -> broker.get("/v2/messages/" + step.path("messageId").asText()).json())
            .toList();
    assertThat(steps.getFirst().path("flowControlKey").asText()).isEqualTo("k");
    assertThat(steps.getFirst().path("parallelism").asInt()).isEqualTo(5);
    assertThat(steps.get(1).path("flowControlKey").asText()).isEqualTo("own");
    assertThat(steps.get(1).path("rate").asInt()).isEqualTo(7);
    assertThat(steps.get(1).has("parallelism")).isFalse();
    assertThat(steps.getLast().path("callerIP").asText()).isNotEmpty();
    assertThat(steps.getLast().has("flowControlKey")).isFalse();
  }

  @Test
  void unknown_keys_and_wrong_numbers_are_refused() {
    assertThat(broker.get("/v2/flowControl/none").status()).isEqualTo(404);
    assertThat(post("none/pause")).isEqualTo(404);
    publish("/m", "k", "rate=4");
    for (String wrong :
        List.of(
            "k/pin",
            "k/pin?parallelism=0",
            "k/pin?rate=x",
            "k/pin?period=5",
            "k/pin?rate=1&period=8d")) {
      assertThat(post(wrong)).as(wrong).isEqualTo(400);
    }
    assertThat(
            broker.call(BrokerFixture.OTHER.token(), "GET", "/v2/flowControl/k", NOTHING).status())
        .isEqualTo(404);
    var global = broker.get("/v2/globalParallelism").json();
    assertThat(global.path("parallelismMax").asInt()).isEqualTo(16);
    assertThat(global.path("parallelismCount").asInt(-1)).isNotNegative();
  }
}
