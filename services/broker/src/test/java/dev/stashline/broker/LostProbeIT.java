package dev.stashline.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stashline.testkit.Await;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The one probe of a paused endpoint was taken by a node that is dead. */
class LostProbeIT {
  private static String state(BrokerFixture broker) {
    return broker
        .get("/v2/endpointHealth/" + broker.receiver.url(""))
        .json()
        .path("state")
        .asText();
  }

  @Test
  void a_dead_nodes_probe_keeps_others_off_until_its_lease_ends_and_then_one_takes_it_over() {
    try (var broker =
            new BrokerFixture(
                Map.of("BROKER_BREAKER_FAILURES", "1", "BROKER_BREAKER_AFTER", "0s"));
        var second = broker.node()) {
      broker.receiver.reply(Receiver.Reply.of(503, "down"));
      broker.publish("/", "x", "Upstash-Retries", "0");
      broker.receiver.next();
      Await.until("the pause", Duration.ofSeconds(10), () -> state(broker).equals("open"));
      // The other node learns of it with its next look, half a second later at most.
      assertThat(broker.receiver.next(Duration.ofMillis(1_200))).isNull();
      // What a node leaves that is killed over its probe; a lease is thirty seconds, here it is
      // three.
      long taken = System.nanoTime();
      BrokerFixture.await(
          broker
              .pool
              .query(
                  "update broker.endpoint set state = 'probing', probe_lease = clock_timestamp()"
                      + " + interval '3 s'")
              .execute());
      broker.receiver.hang();
      for (int i = 0; i < 6; i++) {
        broker.publish("/held", "x", "Upstash-Timeout", "60s");
      }
      broker.clock.moveAhead(Duration.ofMinutes(2));
      var probe = broker.receiver.next();
      assertThat(probe.uri()).isEqualTo("/held");
      assertThat(Duration.ofNanos(System.nanoTime() - taken))
          .isGreaterThanOrEqualTo(Duration.ofMillis(2_900));
      assertThat(broker.receiver.next(Duration.ofMillis(700))).as("a second probe").isNull();
      assertThat(state(broker)).isEqualTo("half-open");
    }
  }
}
