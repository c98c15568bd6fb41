package dev.stashline.broker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stashline.testkit.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Queues: order, places, pauses. */
class QueueIT {
  private static final byte[] NOTHING = new byte[0];
  private static final Duration SOON = Duration.ofSeconds(10);

  private BrokerFixture broker;

  @BeforeEach
  void start() {
    broker =
        new BrokerFixture(Map.of("BROKER_MAX_QUEUES", "2", "BROKER_MAX_QUEUE_PARALLELISM", "5"));
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

  private int put(String body) {
    return broker.call("POST", "/v2/queues", body.getBytes(UTF_8)).status();
  }

  private JsonNode show(String queue) {
    return broker.get("/v2/queues/" + queue).json();
  }

  private int post(String path) {
    return broker.call("POST", path, NOTHING).status();
  }

  @Test
  void messages_are_delivered_in_the_order_of_enqueueing() {
    for (int i = 0; i < 20; i++) {
      enqueue("line", "/" + i);
    }
    for (int i = 0; i < 20; i++) {
      assertThat(broker.next().uri()).isEqualTo("/" + i);
    }
    var queue =
        Await.value(
            "the queue is empty", SOON, () -> show("line"), q -> q.path("lag").asInt() == 0);
    assertThat(queue.path("parallelism").asInt()).isEqualTo(1);
    assertThat(queue.path("paused").asBoolean(true)).isFalse();
    assertThat(queue.path("createdAt").asLong()).isPositive();
    assertThat(queue.path("updatedAt").asLong()).isPositive();
  }

  @Test
  void the_next_one_waits_for_the_retries_of_the_one_before() {
    broker.receiver.reply(Receiver.Reply.of(500, "no"));
    String a = enqueue("line", "/a", "Upstash-Retries", "2", "Upstash-Retry-Delay", "60000");
    enqueue("line", "/b", "Upstash-Retries", "0");
    assertThat(broker.next().uri()).isEqualTo("/a");
    broker.states(a, "RETRY");
    broker.clock.moveAhead(Duration.ofMinutes(2));
    assertThat(broker.next().uri()).isEqualTo("/a");
    Await.until(
        "the second retry",
        SOON,
        () -> broker.states(a).stream().filter("RETRY"::equals).count() == 2);
    assertThat(show("line").path("lag").asInt()).isEqualTo(2);
    broker.clock.moveAhead(Duration.ofMinutes(2));
    assertThat(broker.next().uri()).isEqualTo("/a");
    assertThat(broker.next().uri()).isEqualTo("/b");
    broker.deadLetters(2);
  }

  @Test
  void the_next_one_waits_for_the_failure_callback_too() {
    broker.receiver.reply(Receiver.Reply.of(500, "no"));
    enqueue(
        "line",
        "/a",
        "Upstash-Retries",
        "0",
        "Upstash-Failure-Callback",
        broker.receiver.url("/failed"),
        "Upstash-Failure-Callback-Retries",
        "1",
        "Upstash-Failure-Callback-Retry-Delay",
        "60000");
    enqueue("line", "/b", "Upstash-Retries", "0");
    assertThat(broker.next().uri()).isEqualTo("/a");
    assertThat(broker.next().uri()).isEqualTo("/failed");
    // Its retry is a minute off; /b would have come meanwhile if it could.
    broker.publish("/witness", "", "Upstash-Retries", "0");
    assertThat(broker.next().uri()).isEqualTo("/witness");
    broker.receiver.reply(Receiver.Reply.of(200, "ok"));
    broker.clock.moveAhead(Duration.ofMinutes(2));
    assertThat(broker.next().uri()).isEqualTo("/failed");
    assertThat(broker.next().uri()).isEqualTo("/b");
  }

  @Test
  void parallelism_is_kept_and_a_change_holds_at_once_for_those_who_wait() {
    put("{\"queueName\":\"wide\",\"parallelism\":2,\"paused\":false}");
    broker.receiver.hang();
    for (int i = 0; i < 5; i++) {
      enqueue("wide", "/" + i);
    }
    assertThat(List.of(broker.next().uri(), broker.next().uri()))
        .containsExactlyInAnyOrder("/0", "/1");
    broker.publish("/witness", "");
    assertThat(broker.next().uri()).isEqualTo("/witness");

    assertThat(put("{\"queueName\":\"wide\",\"parallelism\":4}")).isEqualTo(200);
    assertThat(List.of(broker.next().uri(), broker.next().uri()))
        .containsExactlyInAnyOrder("/2", "/3");
    assertThat(show("wide").path("lag").asInt()).isEqualTo(5);
  }

  @Test
  void a_paused_queue_takes_messages_and_delivers_none() {
    assertThat(put("{\"queueName\":\"line\",\"parallelism\":1,\"paused\":true}")).isEqualTo(200);
    enqueue("line", "/a");
    enqueue("line", "/b");
    broker.publish("/witness", "");
    assertThat(broker.next().uri()).isEqualTo("/witness");
    assertThat(show("line").path("paused").asBoolean()).isTrue();
    assertThat(show("line").path("lag").asInt()).isEqualTo(2);

    assertThat(post("/v2/queues/line/resume")).isEqualTo(200);
    assertThat(broker.next().uri()).isEqualTo("/a");
    assertThat(broker.next().uri()).isEqualTo("/b");
    assertThat(post("/v2/queues/line/pause")).isEqualTo(200);
    assertThat(post("/v2/queues/line/pause")).as("twice is no error").isEqualTo(200);
    assertThat(post("/v2/queues/none/pause")).isEqualTo(404);
  }

  @Test
  void a_deleted_queue_takes_its_waiting_messages_with_it() {
    put("{\"queueName\":\"line\",\"paused\":true}");
    String waiting = enqueue("line", "/a");

    assertThat(broker.call("DELETE", "/v2/queues/line", NOTHING).status()).isEqualTo(200);
    assertThat(broker.call("DELETE", "/v2/queues/line", NOTHING).status()).isEqualTo(200);
    assertThat(broker.get("/v2/queues/line").status()).isEqualTo(404);
    assertThat(broker.get("/v2/queues").json()).isEmpty();
    assertThat(broker.states(waiting)).endsWith("CANCEL_REQUESTED", "CANCELED");

    enqueue("line", "/new");
    assertThat(broker.next().uri()).isEqualTo("/new");
  }

  @Test
  void a_cancelled_message_frees_the_way() {
    broker.receiver.hang();
    String first = enqueue("line", "/a");
    enqueue("line", "/b");
    assertThat(broker.next().uri()).isEqualTo("/a");
    broker.call("DELETE", "/v2/messages/" + first, NOTHING);
    assertThat(broker.next().uri()).isEqualTo("/b");
  }

  @Test
  void two_nodes_keep_the_order() {
    try (var second = broker.node()) {
      var expected = new ArrayList<String>();
      for (int i = 0; i < 30; i++) {
        var at = i % 2 == 0 ? broker : second;
        var answer = at.call("POST", "/v2/enqueue/line/" + broker.receiver.url("/" + i), NOTHING);
        assertThat(answer.status()).isEqualTo(200);
        expected.add("/" + i);
      }
      var arrived = new ArrayList<String>();
      for (int i = 0; i < 30; i++) {
        arrived.add(broker.next().uri());
      }
      assertThat(arrived).isEqualTo(expected);
    }
  }

  @Test
  void batches_groups_and_schedules_can_name_a_queue() {
    put("{\"queueName\":\"line\",\"paused\":true}");
    broker.call(
        "POST",
        "/v2/topics/news/endpoints",
        ("{\"endpoints\":[{\"url\":\""
                + broker.receiver.url("/g1")
                + "\"},{\"url\":\""
                + broker.receiver.url("/g2")
                + "\"}]}")
            .getBytes(UTF_8));
    broker.call(
        "POST",
        "/v2/batch",
        ("[{\"destination\":\"" + broker.receiver.url("/b") + "\",\"queue\":\"line\"}]")
            .getBytes(UTF_8));
    broker.call("POST", "/v2/enqueue/line/news", NOTHING);
    broker.call(
        "POST",
        "/v2/schedules/" + broker.receiver.url("/s"),
        NOTHING,
        "Upstash-Cron",
        "@hourly",
        "Upstash-Queue-Name",
        "line");
    broker.clock.moveAhead(Duration.ofHours(1));
    Await.until("all wait in the queue", SOON, () -> show("line").path("lag").asInt() == 4);
    post("/v2/queues/line/resume");
    var order = new ArrayList<String>();
    for (int i = 0; i < 4; i++) {
      order.add(broker.next().uri());
    }
    assertThat(order).containsExactly("/b", "/g1", "/g2", "/s");
  }

  @Test
  void wrong_input_is_refused_and_the_limits_hold() {
    assertThat(put("{\"queueName\":\"no name\"}")).isEqualTo(400);
    assertThat(put("{}")).isEqualTo(400);
    assertThat(put("[]")).isEqualTo(400);
    assertThat(put("{\"queueName\":\"q\",\"parallelism\":0}")).isEqualTo(400);
    assertThat(put("{\"queueName\":\"q\",\"parallelism\":\"two\"}")).isEqualTo(400);
    assertThat(put("{\"queueName\":\"q\",\"parallelism\":6}")).isEqualTo(412);
    assertThat(broker.get("/v2/queues").json()).isEmpty();
    put("{\"queueName\":\"one\"}");
    put("{\"queueName\":\"two\"}");
    assertThat(put("{\"queueName\":\"three\"}")).isEqualTo(412);
    assertThat(
            broker.call("POST", "/v2/enqueue/three/" + broker.receiver.url("/x"), NOTHING).status())
        .isEqualTo(412);
    assertThat(broker.get("/v2/queues").json()).hasSize(2);
    assertThat(broker.call(BrokerFixture.OTHER.token(), "GET", "/v2/queues/one", NOTHING).status())
        .isEqualTo(404);
  }
}
