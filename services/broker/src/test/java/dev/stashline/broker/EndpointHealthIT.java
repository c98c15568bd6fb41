package dev.stashline.broker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stashline.testkit.Await;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Endpoints that fail for long are paused, probed, and let out of the pause bit by bit. */
class EndpointHealthIT {
  private BrokerFixture broker;

  @BeforeEach
  void start() {
    broker =
        new BrokerFixture(Map.of("BROKER_BREAKER_FAILURES", "3", "BROKER_BREAKER_AFTER", "5m"));
  }

  @AfterEach
  void stop() {
    broker.close();
  }

  private JsonNode health() {
    return broker.get("/v2/endpointHealth/" + broker.receiver.url("")).json();
  }

  private JsonNode health(String state) {
    return Await.value(
        "the state " + state,
        Duration.ofSeconds(10),
        this::health,
        health -> health.path("state").asText().equals(state));
  }

  /** Fails so often and so long that the endpoint is paused. */
  private void pause(Receiver.Reply reply) {
    broker.receiver.reply(reply);
    fail(3);
    assertThat(health().path("state").asText()).isEqualTo("closed");
    broker.clock.moveAhead(Duration.ofMinutes(5));
    fail(1);
    health("open");
  }

  /** With no retries a failure is a dead letter within seconds, breaker or not. */
  private void fail(int times) {
    for (int i = 0; i < times; i++) {
      String id = broker.publish("/", "x", "Upstash-Retries", "0");
      broker.receiver.next();
      broker.states(id, "FAILED");
    }
  }

  @Test
  void a_paused_endpoint_keeps_its_backlog_and_gets_one_probe_at_a_time() {
    pause(Receiver.Reply.of(503, "down"));
    var open = health();
    assertThat(open.path("failuresInARow").asInt()).isEqualTo(4);
    assertThat(open.path("lastError").asText()).isEqualTo("status 503");
    assertThat(open.path("recent").path("successRate").asDouble()).isZero();
    String[] held = new String[6];
    for (int i = 0; i < held.length; i++) {
      held[i] = broker.publish("/held", "x", "Upstash-Retries", "5");
    }
    assertThat(broker.receiver.next(Duration.ofMillis(500))).isNull();
    assertThat(health().path("waiting").asInt()).isEqualTo(6);
    assertThat(broker.states(held[5])).containsExactly("CREATED");

    // The probe fails: the next one comes after twice the time.
    broker.clock.moveAhead(Duration.ofSeconds(61));
    broker.receiver.next();
    assertThat(broker.receiver.next(Duration.ofMillis(300))).isNull();
    var again = health("open");
    assertThat(again.path("nextProbe").asLong() - broker.clock.instant().toEpochMilli())
        .isBetween(50_000L, 60_000L);
    assertThat(broker.get("/v2/dlq").json().path("messages")).hasSize(4);

    // It is well again: a few at once, all in the end.
    broker.receiver.reply(Receiver.Reply.of(200, ""));
    broker.clock.moveAhead(Duration.ofSeconds(121));
    broker.receiver.next();
    health("half-open");
    broker.clock.moveAhead(Duration.ofMinutes(10));
    for (String id : held) {
      broker.states(id, "DELIVERED");
    }
    assertThat(health("closed").path("waiting").asInt()).isZero();
  }

  @Test
  void the_backlog_is_let_out_slowly_at_first() {
    pause(Receiver.Reply.of(500, ""));
    for (int i = 0; i < 60; i++) {
      broker.publish("/held", "x");
    }
    broker.receiver.reply(Receiver.Reply.of(200, ""));
    assertThat(
            broker
                .call(
                    "POST",
                    "/v2/endpointHealth/" + broker.receiver.url("") + "/resume",
                    new byte[0])
                .json()
                .path("state")
                .asText())
        .isEqualTo("half-open");
    for (int i = 0; i < 3; i++) {
      broker.receiver.next();
    }
    broker.receiver.next(Duration.ofMillis(400));
    assertThat(broker.receiver.waiting()).isLessThan(10);
    broker.clock.moveAhead(Duration.ofMinutes(12));
    Await.until(
        "all are delivered", Duration.ofSeconds(10), () -> health().path("waiting").asInt() == 0);
    health("closed");
  }

  @Test
  void two_nodes_make_one_probe_and_pause_together() {
    pause(Receiver.Reply.of(500, ""));
    try (var second = broker.node()) {
      for (int i = 0; i < 20; i++) {
        broker.publish("/held", "x", "Upstash-Timeout", "60s");
      }
      assertThat(broker.receiver.next(Duration.ofMillis(500))).isNull();
      broker.receiver.hang();
      broker.clock.moveAhead(Duration.ofSeconds(35));
      broker.receiver.next();
      assertThat(broker.receiver.next(Duration.ofMillis(700))).isNull();
      var seen =
          second.get("/v2/endpointHealth").json().path("endpoints").path(0).path("state").asText();
      assertThat(seen).isEqualTo("half-open");
    }
  }

  @Test
  void an_answer_4xx_is_a_sign_of_life_and_other_accounts_are_not_touched() {
    pause(Receiver.Reply.of(503, ""));
    assertThat(
            broker
                .call(BrokerFixture.OTHER.token(), "GET", "/v2/endpointHealth", new byte[0])
                .json()
                .path("endpoints"))
        .isEmpty();
    broker.receiver.reply(Receiver.Reply.of(404, ""));
    assertThat(
            broker
                .call(
                    BrokerFixture.OTHER.token(),
                    "POST",
                    "/v2/publish/" + broker.receiver.url("/other"),
                    new byte[0],
                    "Upstash-Retries",
                    "0")
                .status())
        .isEqualTo(200);
    assertThat(broker.receiver.next().uri()).isEqualTo("/other");
    broker.publish("/probe", "x");
    broker.clock.moveAhead(Duration.ofSeconds(31));
    assertThat(broker.receiver.next().uri()).isEqualTo("/probe");
    health("half-open");
  }

  @Test
  void the_endpoints_own_wait_lengthens_the_pause() {
    pause(Receiver.Reply.with(429, "Retry-After", "900"));
    assertThat(health().path("nextProbe").asLong() - broker.clock.instant().toEpochMilli())
        .isBetween(880_000L, 900_000L);
  }

  @Test
  void of_very_many_messages_the_oldest_are_counted_and_it_is_said_that_there_are_more() {
    pause(Receiver.Reply.of(503, ""));
    broker.publish("/held", "x");
    assertThat(health().path("waiting").asInt()).isEqualTo(1);
    assertThat(health().has("waitingAtLeast")).isFalse();
    copy("/held", 9_999);
    assertThat(health().path("waiting").asInt()).isEqualTo(10_000);
    assertThat(health().has("waitingAtLeast")).isFalse();
    copy("/held", 10_000);
    assertThat(health().path("waiting").asInt()).isEqualTo(10_001);
    assertThat(health().path("waitingAtLeast").asBoolean()).isTrue();
  }

  private void copy(String path, int times) {
    BrokerFixture.await(
        broker
            .pool
            .preparedQuery(
                """
                insert into broker.message (id, account, url, host, path, settings, body, labels, created_at, not_before)
                select gen_random_uuid(), account, url, host, path, settings, body, labels, created_at, not_before
                from (select * from broker.message where path = $1 limit 1) m, generate_series(1, $2)\
                """)
            .execute(Tuple.of(path, times)));
  }

  @Test
  void an_unknown_or_malformed_endpoint_is_said_to_be_so() {
    assertThat(broker.get("/v2/endpointHealth/http://nobody.test").status()).isEqualTo(404);
    assertThat(broker.get("/v2/endpointHealth/nobody").status()).isEqualTo(400);
    assertThat(broker.call("POST", "/v2/endpointHealth", new byte[0]).status()).isEqualTo(405);
  }
}
