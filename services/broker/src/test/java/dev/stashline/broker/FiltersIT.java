package dev.stashline.broker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stashline.testkit.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Filters and cursors of the bulk calls. */
class FiltersIT {
  private static final byte[] NOTHING = new byte[0];

  private BrokerFixture broker;

  @BeforeEach
  void start() {
    broker = new BrokerFixture();
    broker.receiver.reply(Receiver.Reply.of(500, "broken"));
  }

  @AfterEach
  void stop() {
    broker.close();
  }

  private void fail(int count) {
    for (int i = 0; i < count; i++) {
      broker.publish("/f", "x", "Upstash-Retries", "0", "Upstash-Label", "f");
    }
  }

  private List<String> letters() {
    return broker.get("/v2/dlq").json().path("messages").findValuesAsText("dlqId");
  }

  private int deleted(String query, String body) {
    return broker
        .call("DELETE", "/v2/dlq" + query, body.getBytes(UTF_8))
        .json()
        .path("deleted")
        .asInt(-1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v2/dlq?order=earliestFirst", "/v2/dlq?order=latestFirst"})
  void pages_of_dead_letters_miss_none_and_repeat_none_while_others_arrive(String path) {
    fail(7);
    broker.deadLetters(7);
    var atTheStart = letters();
    var seen = new ArrayList<String>();
    String cursor = "";
    do {
      var page = broker.get(path + "&count=2" + cursor).json();
      seen.addAll(page.path("messages").findValuesAsText("dlqId"));
      // Those who come meanwhile may be on a page or not.
      if (seen.size() < 8) {
        int known = letters().size();
        fail(1);
        broker.deadLetters(known + 1);
      }
      cursor = page.has("cursor") ? "&cursor=" + page.path("cursor").asText() : "";
    } while (!cursor.isEmpty());
    assertThat(new HashSet<>(seen)).hasSameSizeAs(seen).containsAll(atTheStart);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v2/events?order=earliestFirst", "/v2/events?order=latestFirst"})
  void pages_of_the_log_miss_none_and_repeat_none_while_others_arrive(String path) {
    fail(4);
    broker.deadLetters(4);
    var atTheStart = lines(broker.get("/v2/events").json());
    var seen = new ArrayList<String>();
    String cursor = "";
    do {
      var page = broker.get(path + "&count=3" + cursor).json();
      seen.addAll(lines(page));
      if (seen.size() < 10) {
        int known = letters().size();
        fail(1);
        broker.deadLetters(known + 1);
      }
      cursor = page.has("cursor") ? "&cursor=" + page.path("cursor").asText() : "";
    } while (!cursor.isEmpty());
    assertThat(new HashSet<>(seen)).hasSameSizeAs(seen).containsAll(atTheStart);
  }

  private static List<String> lines(com.fasterxml.jackson.databind.JsonNode page) {
    return page.path("events")
        .valueStream()
        .map(line -> line.path("messageId").asText() + " " + line.path("state").asText())
        .toList();
  }

  @Test
  void deleting_in_pages_goes_on_where_it_stopped_in_either_order() {
    fail(5);
    broker.deadLetters(5);
    var all = letters();
    var first = broker.call("DELETE", "/v2/dlq?order=latestFirst&count=2&label=f", NOTHING).json();
    assertThat(first.path("deleted").asInt()).isEqualTo(2);
    assertThat(letters()).isEqualTo(all.subList(0, 3));
    var second =
        broker
            .call(
                "DELETE",
                "/v2/dlq?order=latestFirst&count=2&cursor=" + first.path("cursor").asText(),
                NOTHING)
            .json();
    assertThat(letters()).isEqualTo(all.subList(0, 1));
    assertThat(second.has("cursor")).isTrue();
    var third = broker.call("POST", "/v2/dlq/retry?count=1&callerIP=127.0.0.1", NOTHING);
    assertThat(third.status()).isEqualTo(201);
    assertThat(third.json().path("responses")).hasSize(1);
    assertThat(third.json().path("cursor").asText()).isEmpty();
  }

  @Test
  void a_filter_without_a_value_matches_nothing() {
    fail(2);
    broker.deadLetters(2);
    String waiting = broker.publish("/w", "x", "Upstash-Delay", "1h", "Upstash-Label", "w");
    assertThat(deleted("?label=", "")).isZero();
    assertThat(deleted("", "{\"dlqIds\":[]}")).isZero();
    assertThat(deleted("?host=x", "")).as("refused").isEqualTo(-1);
    for (String[] call :
        new String[][] {{"?label=", ""}, {"", "{\"messageIds\":[]}"}, {"", "{\"url\":[]}"}}) {
      var answer = broker.call("DELETE", "/v2/messages" + call[0], call[1].getBytes(UTF_8));
      assertThat(answer.json().path("cancelled").asInt(-1)).isZero();
    }
    assertThat(broker.get("/v2/messages/" + waiting).status()).isEqualTo(200);
    assertThat(deleted("", "")).isEqualTo(2);
    Await.until("none", Duration.ofSeconds(10), () -> letters().isEmpty());
  }
}
