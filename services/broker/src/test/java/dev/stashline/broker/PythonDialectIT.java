package dev.stashline.broker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stashline.runtime.Json;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Messages by requests of the official Python client: settings left out rather than defaulted,
 * {@code True} and {@code False} for booleans, JSON bodies on DELETE, nulls in batches. Answers
 * must have the keys that it indexes, and leave out those whose presence it takes for a meaning.
 */
class PythonDialectIT {
  private static final Set<String> STATES =
      Set.of(
          "CREATED",
          "ACTIVE",
          "RETRY",
          "ERROR",
          "DELIVERED",
          "FAILED",
          "CANCEL_REQUESTED",
          "CANCELED",
          "IN_PROGRESS");

  private BrokerFixture broker;
  private PythonRequests python;

  @BeforeEach
  void start() {
    broker = new BrokerFixture();
    python = new PythonRequests(broker);
  }

  @AfterEach
  void stop() {
    broker.close();
  }

  @Test
  void a_plain_publish_says_nothing_but_the_destination() {
    String id = python.publish("/plain?a=b", "", "");
    var got = broker.next();
    assertThat(got.method()).isEqualTo("POST");
    assertThat(got.uri()).isEqualTo("/plain?a=b");
    assertThat(got.headers().contains("Content-Type")).isFalse();
    var message = python.get("/v2/messages/" + id);
    assertThat(message.has("header")).isFalse();
    assertThat(message.has("body")).isFalse();
    for (String indexed : List.of("messageId", "url", "method", "createdAt", "notBefore")) {
      assertThat(message.hasNonNull(indexed)).as(indexed).isTrue();
    }
    assertThat(message.path("maxRetries").asInt()).isEqualTo(3);
    assertThat(message.path("callerIP").asText()).isNotEmpty();
  }

  @Test
  void publish_json_forwards_headers_with_and_without_their_prefix() {
    var callbacks = new Receiver(broker.vertx);
    String id =
        python.publish(
            "/json",
            "{\"k\": \"\\u00fc\"}",
            """
            Content-Type: application/json
            Upstash-Method: PUT
            Upstash-Forward-test-header: test-value
            upstash-forward-X-Own: own
            Upstash-Callback: %s
            Upstash-Callback-Forward-X-Mine: cb
            Upstash-Callback-Retries: 1
            Upstash-Callback-X-Odd: a header where a setting belongs
            Upstash-Failure-Callback: %s
            Upstash-Failure-Callback-Forward-X-Mine: fcb
            Upstash-Timeout: 90s
            Upstash-Content-Based-Deduplication: False"""
                .formatted(callbacks.url("/cb"), callbacks.url("/fcb")));
    var got = broker.next();
    assertThat(got.method()).isEqualTo("PUT");
    assertThat(new String(got.body(), UTF_8)).isEqualTo("{\"k\": \"\\u00fc\"}");
    assertThat(got.header("Test-Header")).isEqualTo("test-value");
    assertThat(got.header("X-Own")).isEqualTo("own");
    assertThat(callbacks.next().header("X-Mine")).isEqualTo("cb");
    var message = python.get("/v2/messages/" + id);
    assertThat(message.path("callbackHeader").path("X-Mine").path(0).asText()).isEqualTo("cb");
    assertThat(message.path("failureCallbackHeader").path("X-Mine").path(0).asText())
        .isEqualTo("fcb");
  }

  @Test
  void True_is_true_and_False_is_false() {
    String off = "Upstash-Content-Based-Deduplication: False";
    String on = "Upstash-Content-Based-Deduplication: True";
    assertThat(python.publish("/d", "x", off)).isNotEqualTo(python.publish("/d", "x", off));
    assertThat(python.publish("/d", "x", on)).isEqualTo(python.publish("/d", "x", on));
  }

  @Test
  void a_batch_has_nulls_and_a_content_type_that_is_forwarded_in_vain() {
    String url = broker.receiver.url("/b");
    var answers =
        python
            .json(
                "POST",
                "/v2/batch",
                """
                [{"destination": "%s", "headers": {"Upstash-Forward-content-type": "text/odd",\
                 "Upstash-Retries": "0", "Upstash-Flow-Control-Key": "k", "Upstash-Flow-Control-Value": "rate=23, period=1h30m3s"},\
                 "body": "hi", "queue": null}, {"destination": "%s", "headers": {}, "body": null, "queue": "q"}]"""
                    .formatted(url, url))
            .json();
    var message = python.get("/v2/messages/" + answers.path(0).path("messageId").asText());
    assertThat(message.path("period").asInt()).isEqualTo(5403);
    assertThat(message.path("rate").asInt()).isEqualTo(23);
    assertThat(message.has("parallelism")).isFalse();
    var got = List.of(broker.next(), broker.next());
    assertThat(got).noneMatch(each -> each.header("Content-Type").equals("text/odd"));
    assertThat(got).extracting(each -> each.body().length).containsExactlyInAnyOrder(2, 0);
    assertThat(
            python
                .get("/v2/messages/" + answers.path(1).path("messageId").asText())
                .path("queueName"))
        .hasToString("\"q\"");
  }

  @Test
  void a_model_is_called_with_its_own_token() {
    python.request(
        "POST",
        "/v2/enqueue/models/" + broker.receiver.url("/v1/chat/completions"),
        "{\"model\": \"m\"}",
        "Content-Type: application/json\nUpstash-Forward-Authorization: Bearer key");
    var got = broker.next();
    assertThat(got.header("Authorization")).isEqualTo("Bearer key");
    assertThat(got.uri()).isEqualTo("/v1/chat/completions");
  }

  @Test
  void cancels_name_their_messages_in_the_body_of_a_DELETE() {
    var ids = new ArrayList<String>();
    for (int i = 0; i < 4; i++) {
      ids.add(python.publish("/later", "", "Upstash-Delay: 10s"));
    }
    assertThat(python.request("DELETE", "/v2/messages/" + ids.get(0)).status()).isBetween(200, 202);
    assertThat(
            python
                .json(
                    "DELETE",
                    "/v2/messages",
                    "{\"messageIds\": " + Json.write(ids.subList(0, 3)) + "}")
                .json()
                .path("cancelled")
                .asInt())
        .isEqualTo(2);
    assertThat(python.request("DELETE", "/v2/messages").json().path("cancelled").asInt())
        .isEqualTo(1);
    assertThat(python.request("DELETE", "/v2/messages/msg_none").status()).isEqualTo(404);
  }

  @Test
  void dead_letters_have_what_the_client_indexes() {
    broker.receiver.reply(Receiver.Reply.of(404, "404 Not Found"));
    for (int i = 0; i < 3; i++) {
      python.publish("/f", "", "Upstash-Retries: 0\nUpstash-Retry-Delay: 7000 * retried");
    }
    broker.deadLetters(3);
    var letters = python.get("/v2/dlq?count=100&responseStatus=404").path("messages");
    for (JsonNode letter : letters) {
      assertThat(letter.path("responseStatus").isInt()).isTrue();
      assertThat(letter.path("responseBody").asText()).isEqualTo("404 Not Found");
      assertThat(letter.path("retryDelayExpression").asText()).isEqualTo("7000 * retried");
    }
    var ids = letters.findValuesAsText("dlqId");
    assertThat(python.get("/v2/dlq/" + ids.get(0)).path("dlqId").asText()).isEqualTo(ids.get(0));
    assertThat(python.request("DELETE", "/v2/dlq/" + ids.get(0)).status()).isEqualTo(200);
    assertThat(python.request("DELETE", "/v2/dlq/" + ids.get(0)).status()).isEqualTo(404);
    assertThat(
            python
                .json("DELETE", "/v2/dlq", "{\"dlqIds\": " + Json.write(ids) + "}")
                .json()
                .path("deleted")
                .asInt())
        .isEqualTo(2);
    assertThat(python.get("/v2/dlq").has("cursor")).isFalse();
  }

  @Test
  void logs_have_states_and_names_that_the_client_knows() {
    broker.receiver.reply(Receiver.Reply.of(500, "no"));
    String failed =
        python.publish("/l", "x", "Upstash-Retries: 1\nUpstash-Retry-Delay: 1\nUpstash-Label: l");
    broker.states(failed, "FAILED");
    broker.receiver.reply(Receiver.Reply.of(200, "ok"));
    String delivered = python.publish("/l", "", "");
    broker.states(delivered, "DELIVERED");
    String cancelled = python.publish("/l", "", "Upstash-Delay: 1h");
    python.request("DELETE", "/v2/messages/" + cancelled);
    var lines =
        python
            .get(
                "/v2/events?messageIds="
                    + failed
                    + "&messageIds="
                    + delivered
                    + "&messageIds="
                    + cancelled)
            .path("events");
    assertThat(lines.findValuesAsText("state")).hasSize(13).allMatch(STATES::contains);
    for (JsonNode line : python.get("/v2/events?label=l&count=1000").path("events")) {
      assertThat(line.path("retryDelayExpr").asText()).isEqualTo("1");
      assertThat(line.path("body").asText()).isEqualTo("eA==");
    }
    assertThat(python.get("/v2/events?state=DELIVERED&messageId=" + delivered).path("events"))
        .hasSize(1);
  }

  /** Its JWT library wants all four claims, refuses times in the future, and an audience. */
  @Test
  void the_signature_has_what_a_strict_library_wants() throws Exception {
    python.publish("/s?x=y", "grüße", "");
    var got = broker.next();
    String[] parts = got.header("Upstash-Signature").split("\\.", -1);
    var keys = python.get("/v2/keys");
    var mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(keys.path("current").asText().getBytes(UTF_8), "HmacSHA256"));
    assertThat(unbase64(parts[2]))
        .isEqualTo(mac.doFinal((parts[0] + "." + parts[1]).getBytes(UTF_8)));
    assertThat(Json.tree(new String(unbase64(parts[0]), UTF_8)).path("alg").asText())
        .isEqualTo("HS256");
    var claims = Json.tree(new String(unbase64(parts[1]), UTF_8));
    long now = broker.clock.instant().getEpochSecond();
    assertThat(claims.path("iss").asText()).isEqualTo("Upstash");
    assertThat(claims.path("sub").asText()).isEqualTo(broker.receiver.url("/s?x=y"));
    assertThat(claims.path("exp").asLong()).isGreaterThan(now);
    assertThat(claims.path("nbf").isIntegralNumber()).isTrue();
    assertThat(claims.path("nbf").asLong()).isLessThanOrEqualTo(now);
    assertThat(claims.path("iat").asLong()).isLessThanOrEqualTo(now);
    assertThat(claims.path("aud").asText("")).isEmpty();
    assertThat(claims.path("body").asText().replace("=", ""))
        .isEqualTo(
            Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(
                    MessageDigest.getInstance("SHA-256").digest("grüße".getBytes(UTF_8))));
    var rotated = python.request("POST", "/v2/keys/rotate").json();
    assertThat(rotated.path("current")).isEqualTo(keys.path("next"));
  }

  private static byte[] unbase64(String text) {
    return Base64.getUrlDecoder().decode(text);
  }
}
