package dev.stashline.broker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stashline.testkit.Await;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Why a message is not delivered yet. */
class WaitingIT {
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

  private JsonNode why(String id) {
    return broker.get("/v2/messages/" + id + "/waiting").json();
  }

  private JsonNode why(String id, String reason) {
    return Await.value(
        id + " waits by " + reason,
        SOON,
        () -> why(id),
        w -> w.path("reason").asText().equals(reason));
  }

  private String enqueue(String path) {
    return broker
        .call("POST", "/v2/enqueue/line/" + broker.receiver.url(path), NOTHING)
        .messageId();
  }

  @Test
  void a_delay_and_a_retry_say_until_when() {
    String delayed = broker.publish("/d", "", "Upstash-Delay", "1h");
    var delay = why(delayed, "delay");
    assertThat(delay.path("state").asText()).isEqualTo("waiting");
    assertThat(delay.path("until").asLong())
        .isEqualTo(broker.get("/v2/messages/" + delayed).json().path("notBefore").asLong());

    broker.receiver.reply(Receiver.Reply.of(500, "no"));
    String retried = broker.publish("/r", "", "Upstash-Retry-Delay", "3600000");
    var retry = why(retried, "retry");
    assertThat(retry.path("error").asText()).contains("500");
    assertThat(retry.path("retried").asInt()).isEqualTo(1);
    assertThat(retry.path("until").asLong()).isGreaterThan(broker.clock.instant().toEpochMilli());
  }

  @Test
  void in_a_queue_it_names_the_message_whose_turn_it_is() {
    broker.receiver.hang();
    String first = enqueue("/a");
    String second = enqueue("/b");
    broker.receiver.next();

    assertThat(why(first).path("state").asText()).isEqualTo("delivering");
    var waits = why(second, "queue");
    assertThat(waits.path("behind").asText()).isEqualTo(first);
    assertThat(waits.path("queueName").asText()).isEqualTo("line");
    broker.call("POST", "/v2/queues/line/pause", NOTHING);
    assertThat(why(second, "paused").path("queueName").asText()).isEqualTo("line");
  }

  @Test
  void a_keys_limits_are_named() {
    broker.receiver.hang();
    String key = "Upstash-Flow-Control-Key";
    String value = "Upstash-Flow-Control-Value";
    broker.publish("/p1", "", key, "p", value, "parallelism=1");
    String full = broker.publish("/p2", "", key, "p", value, "parallelism=1");
    broker.publish("/r1", "", key, "r", value, "rate=1, period=1h");
    String rated = broker.publish("/r2", "", key, "r", value, "rate=1, period=1h");

    assertThat(why(full, "parallelism").path("flowControlKey").asText()).isEqualTo("p");
    assertThat(why(rated, "rate").path("until").asLong())
        .isGreaterThan(broker.clock.instant().toEpochMilli());
  }

  @Test
  void an_ended_message_says_how_and_an_unknown_one_is_not_found() {
    String id = broker.publish("/x", "");
    broker.receiver.next();
    var ended =
        Await.value(
            "the end", SOON, () -> why(id), w -> w.path("state").asText().equals("finished"));
    assertThat(ended.path("as").asText()).isEqualTo("delivered");
    assertThat(broker.get("/v2/messages/msg_unknown/waiting").status()).isEqualTo(404);
    assertThat(
            broker
                .call(
                    BrokerFixture.OTHER.token(), "GET", "/v2/messages/" + id + "/waiting", NOTHING)
                .status())
        .isEqualTo(404);
  }
}
