package dev.stashline.broker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stashline.qstash.SignatureVerdict;
import dev.stashline.qstash.SignatureVerifier;
import dev.stashline.runtime.Json;
import dev.stashline.testkit.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the API answers, and what follows from it. */
class ApiIT {
  private static final byte[] NOTHING = new byte[0];

  private BrokerFixture broker;

  @BeforeEach
  void start() {
    broker = new BrokerFixture();
  }

  @AfterEach
  void stop() {
    broker.close();
  }

  private static String unbase64(JsonNode text) {
    return new String(Base64.getDecoder().decode(text.asText()), UTF_8);
  }

  @Test
  void a_callback_tells_of_each_attempt_and_the_failure_callback_of_the_end() {
    var callbacks = new Receiver(broker.vertx);
    broker.receiver.reply(Receiver.Reply.of(500, "broken"));
    String id =
        broker.publish(
            "/cb",
            "source",
            "Upstash-Retries",
            "1",
            "Upstash-Forward-X-A",
            "b",
            "Upstash-Callback",
            callbacks.url("/each"),
            "Upstash-Callback-Forward-X-Mine",
            "cb",
            "Upstash-Failure-Callback",
            callbacks.url("/end"));
    var first = callbacks.next();
    assertThat(first.uri()).isEqualTo("/each");
    assertThat(first.method()).isEqualTo("POST");
    assertThat(first.header("X-Mine")).isEqualTo("cb");
    assertThat(first.header("Content-Type")).isEqualTo("application/json");
    assertThat(
            new SignatureVerifier(BrokerFixture.USER.keys(), broker.clock)
                .verify(first.header("Upstash-Signature"), callbacks.url("/each"), first.body()))
        .isInstanceOf(SignatureVerdict.Genuine.class);
    var told = Json.tree(new String(first.body(), UTF_8));
    assertThat(told.path("status").asInt()).isEqualTo(500);
    assertThat(unbase64(told.path("body"))).isEqualTo("broken");
    assertThat(told.path("retried").asInt()).isZero();
    assertThat(told.path("maxRetries").asInt()).isEqualTo(1);
    assertThat(told.path("sourceMessageId").asText()).isEqualTo(id);
    assertThat(unbase64(told.path("sourceBody"))).isEqualTo("source");
    assertThat(told.path("sourceHeader").path("X-A").path(0).asText()).isEqualTo("b");
    assertThat(told.path("url").asText()).isEqualTo(broker.receiver.url("/cb"));
    assertThat(told.has("dlqId")).isFalse();

    broker.states(id, "RETRY");
    broker.clock.moveAhead(Duration.ofSeconds(15));
    var last = List.of(callbacks.next(), callbacks.next());
    assertThat(last).extracting(Receiver.Received::uri).containsExactlyInAnyOrder("/each", "/end");
    var end = last.stream().filter(r -> r.uri().equals("/end")).findFirst().orElseThrow();
    var told2 = Json.tree(new String(end.body(), UTF_8));
    assertThat(told2.path("retried").asInt()).isEqualTo(1);
    assertThat(told2.path("dlqId").asText())
        .isEqualTo(broker.deadLetters(1).get(0).path("dlqId").asText());
  }

  @Test
  void a_duplicate_is_answered_202_with_the_first_id_for_ten_minutes() {
    String id = broker.publish("/d", "x", "Upstash-Deduplication-Id", "once");
    var again =
        broker.call(
            "POST",
            "/v2/publish/" + broker.receiver.url("/d"),
            NOTHING,
            "Upstash-Deduplication-Id",
            "once");
    assertThat(again.status()).isEqualTo(202);
    assertThat(again.messageId()).isEqualTo(id);
    assertThat(again.json().path("deduplicated").asBoolean()).isTrue();
    var other =
        broker.call(
            BrokerFixture.OTHER.token(),
            "POST",
            "/v2/publish/" + broker.receiver.url("/d"),
            NOTHING,
            "Upstash-Deduplication-Id",
            "once");
    assertThat(other.status()).isEqualTo(200);
    broker.clock.moveAhead(Duration.ofMinutes(11));
    assertThat(broker.publish("/d", "x", "Upstash-Deduplication-Id", "once")).isNotEqualTo(id);
  }

  @Test
  void equal_content_is_a_duplicate_also_within_one_batch() {
    String item =
        "{\"destination\":\"%s\",\"body\":\"%s\",\"queue\":null,\"headers\":{\"upstash-content-based-deduplication\":\"True\"}}";
    String url = broker.receiver.url("/c");
    var answers =
        broker
            .call(
                "POST",
                "/v2/batch",
                ("["
                        + item.formatted(url, "a")
                        + ","
                        + item.formatted(url, "a")
                        + ","
                        + item.formatted(url, "b")
                        + "]")
                    .getBytes(UTF_8))
            .json();
    assertThat(answers.get(1).path("messageId")).isEqualTo(answers.get(0).path("messageId"));
    assertThat(
            answers.get(0).path("deduplicated").asBoolean()
                ^ answers.get(1).path("deduplicated").asBoolean())
        .isTrue();
    assertThat(answers.get(2).has("deduplicated")).isFalse();
  }

  @Test
  void a_batch_takes_nulls_and_has_an_error_in_the_place_of_a_bad_item() {
    var answers =
        broker
            .call(
                "POST",
                "/v2/batch",
                ("[{\"destination\":\""
                        + broker.receiver.url("/1")
                        + "\",\"headers\":null,\"body\":null,\"queue\":null},"
                        + "{\"destination\":\"ftp://x\"},{\"destination\":\"nogroup\"},7,"
                        + "{\"destination\":\""
                        + broker.receiver.url("/2")
                        + "\",\"body\":\"é\"}]")
                    .getBytes(UTF_8))
            .json();
    assertThat(answers).hasSize(5);
    assertThat(answers.get(0).path("messageId").asText()).startsWith("msg_");
    assertThat(answers.get(1).path("error").asText())
        .isEqualTo("invalid destination url: endpoint has invalid scheme, add http:// or https://");
    assertThat(answers.get(2).path("error").asText()).isNotEmpty();
    assertThat(answers.get(3).path("error").asText()).isNotEmpty();
    assertThat(List.of(broker.receiver.next(), broker.receiver.next()))
        .extracting(r -> r.uri() + " " + new String(r.body(), UTF_8))
        .containsExactlyInAnyOrder("/1 ", "/2 é");
    assertThat(broker.call("POST", "/v2/batch", "{}".getBytes(UTF_8)).status()).isEqualTo(400);
  }

  @Test
  void framing_and_own_headers_are_not_taken_over() {
    broker.publish(
        "/h",
        "body",
        "Upstash-Forward-Host",
        "evil.test",
        "Upstash-Forward-Content-Length",
        "3",
        "Upstash-Forward-Connection",
        "close",
        "Upstash-Forward-Upstash-Signature",
        "mine",
        "Upstash-Forward-Transfer-Encoding",
        "chunked",
        "Upstash-Telemetry-Sdk",
        "js");
    var received = broker.receiver.next();
    assertThat(received.body()).hasSize(4);
    assertThat(received.header("Host")).startsWith("127.0.0.1:");
    assertThat(received.headers().getAll("Upstash-Signature")).hasSize(1).doesNotContain("mine");
    assertThat(received.headers().contains("Upstash-Telemetry-Sdk")).isFalse();
  }

  @Test
  void the_message_shows_what_was_set_and_hides_what_is_redacted() {
    String id =
        broker.publish(
            "/m",
            "secret",
            "Upstash-Delay",
            "1h",
            "Upstash-Label",
            "a,b",
            "Upstash-Retry-Delay",
            "1000 * (1 + retried)",
            "Upstash-Forward-x-token",
            "hush",
            "Upstash-Forward-test-header",
            "seen",
            "Upstash-Redact-Fields",
            "body,header[X-Token]");
    var message = broker.get("/v2/messages/" + id).json();
    assertThat(message.path("body").asText()).startsWith("REDACTED:").doesNotContain("secret");
    assertThat(message.path("header").path("X-Token").path(0).asText()).startsWith("REDACTED:");
    assertThat(message.path("header").path("Test-Header").path(0).asText()).isEqualTo("seen");
    assertThat(message.path("label").asText()).isEqualTo("a");
    assertThat(message.path("labels")).hasSize(2);
    assertThat(message.path("retryDelayExpression").asText()).isEqualTo("1000 * (1 + retried)");
    assertThat(message.path("maxRetries").asInt()).isEqualTo(3);
    assertThat(message.path("notBefore").asLong() - message.path("createdAt").asLong())
        .isEqualTo(3_600_000);
    assertThat(message.path("callerIP").asText()).isEqualTo("127.0.0.1");
    assertThat(message.has("callback")).isFalse();
    assertThat(broker.events(id).toString()).doesNotContain("hush");
    broker.clock.moveAhead(Duration.ofHours(1));
    assertThat(new String(broker.receiver.next().body(), UTF_8)).isEqualTo("secret");
  }

  @Test
  void a_waiting_message_is_cancelled_and_never_delivered() {
    String id = broker.publish("/w", "x", "Upstash-Delay", "1h");
    var answer = broker.call("DELETE", "/v2/messages/" + id, NOTHING);
    assertThat(answer.json().path("cancelled").asInt()).isEqualTo(1);
    assertThat(broker.states(id)).containsExactly("CREATED", "CANCEL_REQUESTED", "CANCELED");
    broker.clock.moveAhead(Duration.ofHours(2));
    assertThat(broker.receiver.next(Duration.ofMillis(500))).isNull();
    assertThat(broker.call("DELETE", "/v2/messages/msg_nothing", NOTHING).status()).isEqualTo(404);
  }

  @Test
  void a_message_in_flight_is_cancelled_quickly_and_not_tried_again() {
    broker.receiver.hang();
    String id = broker.publish("/f", "x");
    broker.receiver.next();
    long start = System.nanoTime();
    assertThat(
            broker.call("DELETE", "/v2/messages/" + id, NOTHING).json().path("cancelled").asInt())
        .isEqualTo(1);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    broker.clock.moveAhead(Duration.ofHours(1));
    assertThat(broker.receiver.next(Duration.ofMillis(500))).isNull();
    assertThat(broker.states(id).getLast()).isEqualTo("CANCELED");
    assertThat(broker.get("/v2/dlq").json().path("messages")).isEmpty();
  }

  @Test
  void bulk_cancels_count_exactly() {
    var ids = new ArrayList<String>();
    for (int i = 0; i < 6; i++) {
      ids.add(
          broker.publish(
              "/p" + i, "x", "Upstash-Delay", "1h", "Upstash-Label", i % 2 == 0 ? "even" : "odd"));
    }
    assertThat(cancel("?messageIds=" + ids.get(0) + "," + ids.get(1), "")).isEqualTo(2);
    assertThat(cancel("", "{\"messageIds\":[\"" + ids.get(0) + "\",\"" + ids.get(2) + "\"]}"))
        .isEqualTo(1);
    assertThat(cancel("?label=even&path=/p4", "")).isEqualTo(1);
    assertThat(broker.call("DELETE", "/v2/messages?labeel=odd", NOTHING).status()).isEqualTo(400);
    assertThat(broker.call("DELETE", "/v2/messages?count=0", NOTHING).status()).isEqualTo(400);
    assertThat(cancel("?label=odd&count=1", "")).as("a count limits nothing").isEqualTo(2);
    assertThat(cancel("", "")).isZero();
  }

  private int cancel(String query, String body) {
    return broker
        .call("DELETE", "/v2/messages" + query, body.getBytes(UTF_8))
        .json()
        .path("cancelled")
        .asInt(-1);
  }

  @Test
  void a_dead_letter_is_retried_with_its_settings_or_deleted() {
    broker.receiver.reply(Receiver.Reply.of(404, "404 Not Found"));
    for (int i = 0; i < 3; i++) {
      broker.publish(
          "/dead" + i,
          "body" + i,
          "Upstash-Retries",
          "0",
          "Upstash-Forward-X-A",
          "kept",
          "Upstash-Label",
          "l");
      broker.receiver.next();
    }
    var letters = broker.deadLetters(3);
    assertThat(letters.get(0).path("responseBody").asText()).isEqualTo("404 Not Found");
    String first = letters.get(0).path("dlqId").asText();
    assertThat(broker.get("/v2/dlq/" + first).json().path("dlqId").asText()).isEqualTo(first);

    broker.receiver.reply(Receiver.Reply.of(200, ""));
    var retried = broker.call("POST", "/v2/dlq/retry?dlqIds=" + first, NOTHING);
    assertThat(retried.status()).isEqualTo(201);
    String fresh = retried.json().path("responses").path(0).path("messageId").asText();
    var received = broker.receiver.next();
    assertThat(received.header("Upstash-Message-Id")).isEqualTo(fresh);
    assertThat(received.header("X-A")).isEqualTo("kept");
    assertThat(broker.get("/v2/dlq/" + first).status()).isEqualTo(404);
    assertThat(broker.call("POST", "/v2/dlq/retry/" + first, NOTHING).status()).isEqualTo(404);
    assertThat(broker.call("POST", "/v2/dlq/retry?dlqIds=" + first, NOTHING).status())
        .isEqualTo(404);
    var none = broker.call("POST", "/v2/dlq/retry?label=other", NOTHING);
    assertThat(none.status()).isEqualTo(201);
    assertThat(none.json().path("responses")).isEmpty();

    var page = broker.get("/v2/dlq?count=1").json();
    assertThat(page.path("messages")).hasSize(1);
    var rest = broker.get("/v2/dlq?count=1&cursor=" + page.path("cursor").asText()).json();
    assertThat(rest.path("messages")).hasSize(1);
    assertThat(rest.has("cursor")).isFalse();
    String second = page.path("messages").path(0).path("dlqId").asText();
    assertThat(broker.call("DELETE", "/v2/dlq/" + second, NOTHING).status()).isEqualTo(200);
    assertThat(broker.call("DELETE", "/v2/dlq/" + second, NOTHING).status()).isEqualTo(404);
    assertThat(
            broker
                .call("DELETE", "/v2/dlq", ("{\"dlqIds\":[\"" + first + "\"]}").getBytes(UTF_8))
                .json()
                .path("deleted")
                .asInt(-1))
        .isZero();
    assertThat(
            broker
                .call("DELETE", "/v2/dlq?responseStatus=404&label=l", NOTHING)
                .json()
                .path("deleted")
                .asInt())
        .isEqualTo(1);
    assertThat(broker.call("DELETE", "/v2/dlq?labeel=l", NOTHING).status()).isEqualTo(400);
  }

  @Test
  void another_user_sees_nothing() {
    broker.receiver.reply(Receiver.Reply.of(500, ""));
    String dead = broker.publish("/t", "x", "Upstash-Retries", "0");
    String letter = broker.deadLetters(1).get(0).path("dlqId").asText();
    String waiting = broker.publish("/t", "x", "Upstash-Delay", "1h");
    String token = BrokerFixture.OTHER.token();
    for (String path :
        List.of("/v2/messages/" + waiting, "/v2/messages/" + dead, "/v2/dlq/" + letter)) {
      assertThat(broker.call(token, "GET", path, NOTHING).status()).isEqualTo(404);
      assertThat(broker.call(token, "DELETE", path, NOTHING).status()).isEqualTo(404);
    }
    assertThat(broker.call(token, "POST", "/v2/dlq/retry/" + letter, NOTHING).status())
        .isEqualTo(404);
    assertThat(broker.call(token, "GET", "/v2/events", NOTHING).json().path("events")).isEmpty();
    assertThat(broker.call(token, "GET", "/v2/dlq", NOTHING).json().path("messages")).isEmpty();
    assertThat(
            broker
                .call(token, "DELETE", "/v2/messages", NOTHING)
                .json()
                .path("cancelled")
                .asInt(-1))
        .isZero();
    assertThat(broker.call(token, "GET", "/v2/keys", NOTHING).json().path("current").asText())
        .isEqualTo(BrokerFixture.OTHER.keys().current());
  }

  @Test
  void without_a_right_token_nothing_is_answered() {
    for (String token : List.of("", "wrong", BrokerFixture.USER.token() + "x")) {
      var answer = broker.call(token, "GET", "/v2/keys", NOTHING);
      assertThat(answer.status()).isEqualTo(401);
      assertThat(answer.json().path("error").asText())
          .isEqualTo("unable to authenticate: invalid token");
    }
    String token = java.net.URLEncoder.encode(BrokerFixture.USER.token(), UTF_8);
    assertThat(broker.call("", "GET", "/v2/keys?qstash_token=" + token, NOTHING).status())
        .isEqualTo(200);
    var published =
        broker.call(
            "",
            "POST",
            "/v2/publish/" + broker.receiver.url("/q?a=1&qstash_token=" + token),
            NOTHING);
    assertThat(published.status()).isEqualTo(200);
    assertThat(broker.receiver.next().uri()).isEqualTo("/q?a=1");
  }

  @Test
  void bad_settings_are_refused_and_nothing_is_stored() {
    String to = "/v2/publish/" + broker.receiver.url("/x");
    String[][] bad = {
      {"Upstash-Delay", "soon"},
      {"Upstash-Retries", "many"},
      {"Upstash-Retry-Delay", "pow("},
      {"Upstash-Callback", "ftp://x"},
      {"Upstash-Method", "BREW"},
      {"Upstash-Flow-Control-Value", "rate=1"},
      {"Upstash-Timeout", "0s"}
    };
    for (String[] header : bad) {
      var answer = broker.call("POST", to, NOTHING, header);
      assertThat(answer.status()).as(header[0]).isEqualTo(400);
      assertThat(answer.json().path("error").asText()).contains(header[0].substring(0, 12));
    }
    assertThat(broker.call("POST", "/v2/publish/nogroup", NOTHING).status()).isEqualTo(404);
    assertThat(broker.call("POST", "/v2/enqueue/q/nogroup", NOTHING).status()).isEqualTo(404);
    assertThat(broker.get("/v2/events").json().path("events")).isEmpty();
  }

  @Test
  void log_pages_hang_together() {
    for (int i = 0; i < 5; i++) {
      broker.publish("/l", "x", "Upstash-Retry-Delay", "1000", "Upstash-Label", "page");
    }
    Await.until(
        "all lines",
        Duration.ofSeconds(10),
        () -> broker.get("/v2/logs?label=page").json().path("logs").size() == 15);
    var seen = new ArrayList<String>();
    String cursor = "";
    do {
      var page = broker.get("/v2/events?label=page&count=4" + cursor).json();
      page.path("events")
          .forEach(
              e -> {
                seen.add(e.path("messageId").asText() + e.path("state").asText());
                assertThat(e.path("retryDelayExpr").asText()).isEqualTo("1000");
                assertThat(e.path("label").asText()).isEqualTo("page");
              });
      cursor = page.has("cursor") ? "&cursor=" + page.path("cursor").asText() : "";
    } while (!cursor.isEmpty());
    assertThat(seen).hasSize(15).doesNotHaveDuplicates();
    assertThat(broker.get("/v2/events?state=IN_PROGRESS").json().path("events")).hasSize(5);
    assertThat(broker.get("/v2/events?state=CANCELLED").json().path("events")).isEmpty();
    assertThat(broker.get("/v2/events?state=NONSENSE").status()).isEqualTo(400);
  }
}
