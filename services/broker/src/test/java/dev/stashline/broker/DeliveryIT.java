package dev.stashline.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stashline.qstash.HeaderNames;
import dev.stashline.qstash.SignatureVerdict;
import dev.stashline.qstash.SignatureVerifier;
import dev.stashline.qstash.SigningKeys;
import dev.stashline.testkit.Await;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** From a publish to the delivery, its repeats and its end. */
class DeliveryIT {
  private BrokerFixture broker;

  @BeforeEach
  void start() {
    broker = new BrokerFixture();
  }

  @AfterEach
  void stop() {
    broker.close();
  }

  private SignatureVerdict verify(SigningKeys keys, Receiver.Received received, String url) {
    return new SignatureVerifier(keys, broker.clock)
        .verify(received.header(HeaderNames.SIGNATURE), url, received.body());
  }

  @Test
  void a_message_is_delivered_signed_and_logged() {
    String id =
        broker.publish(
            "/hook",
            "{\"a\":1}",
            "Content-Type",
            "application/json",
            "Upstash-Forward-X-Mine",
            "yes");
    var received = broker.receiver.next();
    assertThat(received.method()).isEqualTo("POST");
    assertThat(new String(received.body(), StandardCharsets.UTF_8)).isEqualTo("{\"a\":1}");
    assertThat(received.header("Content-Type")).isEqualTo("application/json");
    assertThat(received.header("X-Mine")).isEqualTo("yes");
    assertThat(received.header("User-Agent")).isEqualTo("Upstash-QStash");
    assertThat(received.header("Upstash-Message-Id")).isEqualTo(id);
    assertThat(received.header("Upstash-Retried")).isEqualTo("0");
    assertThat(received.header("Authorization")).isEmpty();
    assertThat(verify(BrokerFixture.USER.keys(), received, broker.receiver.url("/hook")))
        .isInstanceOf(SignatureVerdict.Genuine.class);
    assertThat(broker.states(id, "DELIVERED")).containsExactly("CREATED", "ACTIVE", "DELIVERED");
  }

  @Test
  void the_raw_path_and_query_reach_the_receiver_and_the_signature() {
    String id = broker.publish("/123//a%2Fb/?asdasd=ooo&upstash-retries=0&b=%20", "x");
    var received = broker.receiver.next();
    assertThat(received.uri()).isEqualTo("/123//a%2Fb/?asdasd=ooo&b=%20");
    assertThat(verify(BrokerFixture.USER.keys(), received, broker.receiver.url(received.uri())))
        .isInstanceOf(SignatureVerdict.Genuine.class);
    var message = broker.get("/v2/messages/" + id).json();
    assertThat(message.path("url").asText()).isEqualTo(broker.receiver.url(received.uri()));
    assertThat(message.path("maxRetries").asInt()).isZero();
  }

  @Test
  void a_binary_body_and_a_get_with_a_body_arrive_byte_for_byte() {
    byte[] bytes = {0, (byte) 0xff, 10, 13, (byte) 0xc3, 40};
    var answer =
        broker.call(
            "POST", "/v2/publish/" + broker.receiver.url("/b"), bytes, "Upstash-Method", "GET");
    var received = broker.receiver.next();
    assertThat(received.method()).isEqualTo("GET");
    assertThat(received.body()).isEqualTo(bytes);
    var message = broker.get("/v2/messages/" + answer.messageId()).json();
    assertThat(message.path("bodyBase64").asText())
        .isEqualTo(Base64.getEncoder().encodeToString(bytes));
    assertThat(message.has("body")).isFalse();
  }

  @Test
  void rotated_keys_sign_and_the_next_key_of_before_fits() {
    var before = BrokerFixture.USER.keys();
    var rotated = broker.call("POST", "/v2/keys/rotate", new byte[0]).json();
    assertThat(rotated.path("current").asText()).isEqualTo(before.next());
    assertThat(broker.get("/v2/keys").json()).isEqualTo(rotated);
    broker.publish("/r", "x");
    var verdict = verify(before, broker.receiver.next(), broker.receiver.url("/r"));
    assertThat(verdict)
        .isInstanceOfSatisfying(
            SignatureVerdict.Genuine.class, genuine -> assertThat(genuine.withNextKey()).isTrue());
  }

  @Test
  void a_delayed_message_waits_for_its_time() {
    String id = broker.publish("/later", "x", "Upstash-Delay", "10d");
    assertThat(broker.receiver.next(Duration.ofMillis(300))).isNull();
    broker.clock.moveAhead(Duration.ofDays(10).minusMinutes(1));
    assertThat(broker.receiver.next(Duration.ofMillis(300))).isNull();
    broker.clock.moveAhead(Duration.ofMinutes(1));
    assertThat(broker.receiver.next().header("Upstash-Message-Id")).isEqualTo(id);
    assertThat(broker.states(id, "DELIVERED")).containsExactly("CREATED", "ACTIVE", "DELIVERED");
  }

  @Test
  void retries_follow_the_curve_and_end_in_the_dead_letter_queue() {
    broker.receiver.reply(Receiver.Reply.of(500, "broken"));
    String id = broker.publish("/fail", "x", "Upstash-Retries", "2");
    long[] waits = {12, 148};
    for (int retry = 0; retry <= 2; retry++) {
      assertThat(broker.receiver.next().header("Upstash-Retried"))
          .isEqualTo(Integer.toString(retry));
      if (retry < 2) {
        broker.states(id, "RETRY");
        long wait = waits[retry];
        var last = broker.events(id).get(broker.events(id).size() - 1);
        assertThat(last.path("nextDeliveryTime").asLong() - last.path("time").asLong())
            .isBetween(wait * 1000 - 2000, wait * 1000);
        broker.clock.moveAhead(Duration.ofSeconds(wait - 3));
        assertThat(broker.receiver.next(Duration.ofMillis(300))).isNull();
        broker.clock.moveAhead(Duration.ofSeconds(4));
      }
    }
    assertThat(broker.states(id, "FAILED"))
        .containsExactly(
            "CREATED", "ACTIVE", "ERROR", "RETRY", "ACTIVE", "ERROR", "RETRY", "ACTIVE", "ERROR",
            "FAILED");
    var letter = broker.deadLetters(1).get(0);
    assertThat(letter.path("messageId").asText()).isEqualTo(id);
    assertThat(letter.path("responseStatus").asInt()).isEqualTo(500);
    assertThat(letter.path("responseBody").asText()).isEqualTo("broken");
  }

  @Test
  void the_receivers_wait_wins_over_the_expression() {
    broker.receiver.reply(Receiver.Reply.with(429, "Retry-After", "3600"));
    String id = broker.publish("/busy", "x", "Upstash-Retry-Delay", "1000");
    broker.receiver.next();
    broker.states(id, "RETRY");
    broker.clock.moveAhead(Duration.ofMinutes(59));
    assertThat(broker.receiver.next(Duration.ofMillis(300))).isNull();
    broker.receiver.reply(Receiver.Reply.of(200, ""));
    broker.clock.moveAhead(Duration.ofMinutes(1));
    broker.receiver.next();
    broker.states(id, "DELIVERED");
  }

  @Test
  void status_489_is_final() {
    broker.receiver.reply(Receiver.Reply.with(489, "Upstash-NonRetryable-Error", "true"));
    String id = broker.publish("/never", "x");
    assertThat(broker.states(id, "FAILED")).containsExactly("CREATED", "ACTIVE", "ERROR", "FAILED");
    assertThat(broker.deadLetters(1).get(0).path("responseStatus").asInt()).isEqualTo(489);
  }

  @Test
  void a_redirect_is_not_followed() {
    broker.receiver.reply(Receiver.Reply.with(302, "Location", broker.receiver.url("/elsewhere")));
    String id = broker.publish("/from", "x", "Upstash-Retries", "0");
    broker.states(id, "FAILED");
    assertThat(broker.receiver.next().uri()).isEqualTo("/from");
    assertThat(broker.receiver.waiting()).isZero();
  }

  @Test
  void a_receiver_that_hangs_times_out_and_holds_up_nobody() {
    var fast = new Receiver(broker.vertx);
    broker.receiver.hang();
    for (int i = 0; i < 60; i++) {
      broker.publish("/slow", "x", "Upstash-Timeout", "20s", "Upstash-Retries", "0");
    }
    var url = fast.url("/fast").replace("127.0.0.1", "localhost");
    long start = System.nanoTime();
    for (int i = 0; i < 20; i++) {
      assertThat(broker.call("POST", "/v2/publish/" + url, new byte[0]).status()).isEqualTo(200);
      fast.next();
    }
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
    // By their address: the last fast one has been received, and is perhaps not settled yet.
    String slow = URLEncoder.encode(broker.receiver.url("/slow"), StandardCharsets.UTF_8);
    var cancelled = broker.call("DELETE", "/v2/messages?url=" + slow, new byte[0]).json();
    assertThat(cancelled.path("cancelled").asInt()).isEqualTo(60);
  }

  @Test
  void a_short_timeout_ends_the_attempt() {
    broker.receiver.hang();
    String id = broker.publish("/slow", "x", "Upstash-Timeout", "1s", "Upstash-Retries", "0");
    broker.states(id, "FAILED");
    var letter = broker.deadLetters(1).get(0);
    assertThat(letter.path("responseStatus").asInt()).isZero();
    assertThat(letter.path("responseBody").asText()).contains("did not answer in time");
  }

  @Test
  void messages_survive_the_stop_of_the_node_that_delivers_them() {
    broker.receiver.hang();
    String id = broker.publish("/survive", "x", "Upstash-Timeout", "60s");
    broker.receiver.next();
    String later = broker.publish("/later", "x", "Upstash-Delay", "1h");
    BrokerFixture.await(broker.engine.stop());
    broker.receiver.reply(Receiver.Reply.of(200, ""));
    try (var second = broker.node()) {
      var again = broker.receiver.next();
      assertThat(again.header("Upstash-Message-Id")).isEqualTo(id);
      assertThat(again.header("Upstash-Retried")).isEqualTo("0");
      broker.states(id, "DELIVERED");
      second.clock.moveAhead(Duration.ofHours(1));
      assertThat(broker.receiver.next().header("Upstash-Message-Id")).isEqualTo(later);
      broker.states(later, "DELIVERED");
    }
  }

  @Test
  void an_ended_message_can_be_looked_up_for_a_while() {
    String id = broker.publish("/x", "x");
    broker.states(id, "DELIVERED");
    assertThat(broker.get("/v2/messages/" + id).status()).isEqualTo(200);
    broker.clock.moveAhead(Duration.ofSeconds(30));
    Await.until(
        "the message is gone",
        Duration.ofSeconds(5),
        () -> broker.get("/v2/messages/" + id).status() == 404);
  }
}
