package dev.stashline.broker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stashline.testkit.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Messages that wait in a queue and at a flow-control key. */
class QueueAndKeyIT {
  private static final byte[] NOTHING = new byte[0];
  private static final Duration SOON = Duration.ofSeconds(20);

  private BrokerFixture broker;

  @BeforeEach
  void start() {
    broker = new BrokerFixture(Map.of());
  }

  @AfterEach
  void stop() {
    broker.close();
  }

  private String enqueue(String queue, String path, String... headers) {
    var answer =
        broker.call(
            "POST", "/v2/enqueue/" + queue + "/" + broker.receiver.url(path), NOTHING, headers);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer.messageId();
  }

  private String enqueueWithKey(String queue, String path, String value, String... more) {
    var headers = new ArrayList<String>();
    headers.addAll(List.of("Upstash-Flow-Control-Key", "k", "Upstash-Flow-Control-Value", value));
    headers.addAll(List.of(more));
    return enqueue(queue, path, headers.toArray(String[]::new));
  }

  private JsonNode key() {
    return broker.get("/v2/flowControl/k").json();
  }

  private void empty(String queue) {
    Await.value(
        "the queue is empty",
        SOON,
        () -> broker.get("/v2/queues/" + queue).json(),
        q -> q.path("lag").asInt() == 0);
  }

  private JsonNode why(String id, String reason) {
    return Await.value(
        reason,
        SOON,
        () -> broker.get("/v2/messages/" + id + "/waiting").json(),
        w -> w.path("reason").asText().equals(reason));
  }

  private void freeKey() {
    assertThat(broker.call("POST", "/v2/flowControl/k/resume", NOTHING).status()).isEqualTo(200);
  }

  private void pauseKey() {
    assertThat(broker.call("POST", "/v2/flowControl/k/pause", NOTHING).status()).isEqualTo(200);
  }

  @Test
  void the_queues_order_holds_whether_or_not_a_message_has_a_key() {
    var wanted = new ArrayList<String>();
    for (int i = 0; i < 30; i++) {
      wanted.add("/" + i);
      if (i % 3 == 0) {
        enqueue("line", "/" + i);
      } else {
        enqueueWithKey("line", "/" + i, "parallelism=5");
      }
    }
    var seen = new ArrayList<String>();
    for (int i = 0; i < 30; i++) {
      seen.add(broker.next().uri());
    }
    assertThat(seen).isEqualTo(wanted);
    empty("line");
  }

  @Test
  void the_next_one_waits_while_the_one_before_waits_at_its_key_and_for_its_retries() {
    broker.receiver.reply(Receiver.Reply.of(500, "no"));
    String first =
        enqueueWithKey(
            "line",
            "/first",
            "parallelism=1",
            "Upstash-Retries",
            "1",
            "Upstash-Retry-Delay",
            "60000");
    String second = enqueue("line", "/second");
    assertThat(broker.next().uri()).isEqualTo("/first");
    assertThat(why(second, "queue").path("queueName").asText()).isEqualTo("line");
    broker.states(first, "RETRY");
    broker.receiver.reply(Receiver.Reply.of(200, "ok"));
    broker.clock.moveAhead(Duration.ofMinutes(2));
    assertThat(broker.next().uri()).isEqualTo("/first");
    assertThat(broker.next().uri()).isEqualTo("/second");
    empty("line");
  }

  @Test
  void the_keys_limits_hold_over_queues_and_plain_messages() {
    broker.receiver.hang();
    enqueueWithKey("one", "/one", "parallelism=2");
    enqueueWithKey("two", "/two", "parallelism=2");
    var seen = new HashSet<String>();
    seen.add(broker.receiver.next().uri());
    seen.add(broker.receiver.next().uri());
    assertThat(seen).containsExactlyInAnyOrder("/one", "/two");
    String third = enqueueWithKey("three", "/three", "parallelism=2");
    String plain =
        broker.publish(
            "/plain",
            "",
            "Upstash-Flow-Control-Key",
            "k",
            "Upstash-Flow-Control-Value",
            "parallelism=2");
    assertThat(why(third, "parallelism").path("flowControlKey").asText()).isEqualTo("k");
    assertThat(why(plain, "parallelism").path("flowControlKey").asText()).isEqualTo("k");
    assertThat(key().path("parallelismCount").asInt()).isEqualTo(2);
  }

  @Test
  void a_keys_pause_holds_the_queue_and_its_end_lets_it_go_on() {
    enqueueWithKey("line", "/before", "parallelism=1");
    assertThat(broker.next().uri()).isEqualTo("/before");
    empty("line");
    pauseKey();
    String first = enqueueWithKey("line", "/first", "parallelism=1");
    String second = enqueue("line", "/second");
    why(first, "paused");
    assertThat(why(second, "queue").path("behind").asText()).isEqualTo(first);
    freeKey();
    assertThat(broker.next().uri()).isEqualTo("/first");
    assertThat(broker.next().uri()).isEqualTo("/second");
  }

  @Test
  void cancelled_while_it_waits_at_its_key_it_leaves_the_queue_at_once() {
    enqueueWithKey("line", "/before", "parallelism=1");
    broker.next();
    empty("line");
    pauseKey();
    String first = enqueueWithKey("line", "/first", "parallelism=1");
    why(first, "paused");
    enqueue("line", "/second");
    assertThat(broker.call("DELETE", "/v2/messages/" + first, NOTHING).status()).isEqualTo(200);
    assertThat(broker.next().uri()).isEqualTo("/second");
    freeKey();
    enqueueWithKey("line", "/third", "parallelism=1");
    assertThat(broker.next().uri()).as("the cancelled one is not delivered").isEqualTo("/third");
  }

  @Test
  void a_callback_with_a_key_comes_before_the_next_message() {
    String[] withCallback = {
      "Upstash-Callback", broker.receiver.url("/callback"),
      "Upstash-Callback-Flow-Control-Key", "k",
      "Upstash-Callback-Flow-Control-Value", "parallelism=1"
    };
    enqueue("line", "/plain", withCallback);
    enqueueWithKey("line", "/keyed", "parallelism=1", withCallback);
    enqueue("line", "/last");
    var seen = new ArrayList<String>();
    for (int i = 0; i < 5; i++) {
      seen.add(broker.next().uri());
    }
    assertThat(seen).containsExactly("/plain", "/callback", "/keyed", "/callback", "/last");
    empty("line");
  }

  @Test
  void a_dead_letter_frees_the_queue_and_can_be_retried_through_both_lines() {
    broker.receiver.reply(Receiver.Reply.of(500, "no"));
    enqueueWithKey("line", "/dies", "parallelism=1", "Upstash-Retries", "0");
    assertThat(broker.next().uri()).isEqualTo("/dies");
    var letter = broker.deadLetters(1).path(0);
    broker.receiver.reply(Receiver.Reply.of(200, "ok"));
    enqueue("line", "/next");
    assertThat(broker.next().uri()).isEqualTo("/next");
    assertThat(
            broker
                .call(
                    "POST",
                    "/v2/dlq/retry",
                    ("{\"dlqIds\":[\"" + letter.path("dlqId").asText() + "\"]}").getBytes(UTF_8))
                .status())
        .isEqualTo(201);
    assertThat(broker.next().uri()).isEqualTo("/dies");
    empty("line");
  }

  @Test
  void a_message_that_comes_to_its_key_late_does_not_bring_older_limits_back() {
    assertThat(
            broker.call("POST", "/v2/queues", "{\"queueName\":\"line\"}".getBytes(UTF_8)).status())
        .isEqualTo(200);
    assertThat(broker.call("POST", "/v2/queues/line/pause", NOTHING).status()).isEqualTo(200);
    enqueueWithKey("line", "/late", "parallelism=1");
    broker.receiver.hang();
    for (String path : List.of("/x", "/y")) {
      broker.publish(
          path, "", "Upstash-Flow-Control-Key", "k", "Upstash-Flow-Control-Value", "parallelism=7");
      assertThat(broker.receiver.next().uri()).isEqualTo(path);
    }
    broker.call("POST", "/v2/queues/line/resume", NOTHING);
    assertThat(broker.receiver.next().uri()).isEqualTo("/late");
    assertThat(key().path("parallelismMax").asInt()).isEqualTo(7);
  }

  @Test
  void two_nodes_and_wide_queues_deliver_everything_once() {
    try (var other = broker.node()) {
      broker.call(
          "POST", "/v2/queues", "{\"queueName\":\"wide\",\"parallelism\":4}".getBytes(UTF_8));
      int messages = 120;
      for (int i = 0; i < messages; i++) {
        enqueueWithKey("wide", "/" + i, "parallelism=3");
      }
      var seen = new ArrayList<String>();
      for (int i = 0; i < messages; i++) {
        seen.add(broker.next().uri());
      }
      assertThat(new HashSet<>(seen)).hasSize(messages);
      empty("wide");
    }
  }
}
