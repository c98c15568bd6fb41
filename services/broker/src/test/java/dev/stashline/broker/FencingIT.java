package dev.stashline.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What lets a receiver refuse a late duplicate. */
class FencingIT {
  private static int number(Receiver.Received received, String header) {
    return Integer.parseInt(received.header(header));
  }

  @Test
  void each_attempt_has_a_higher_epoch_and_nobody_can_forge_it() {
    try (var broker = new BrokerFixture()) {
      broker.receiver.reply(Receiver.Reply.of(500, ""));
      String id =
          broker.publish(
              "/",
              "x",
              "Upstash-Forward-Stashline-Epoch",
              "99",
              "Upstash-Forward-Stashline-Attempt",
              "99");
      var first = broker.receiver.next();
      assertThat(first.headers().getAll("Stashline-Epoch")).hasSize(1);
      assertThat(number(first, "Stashline-Attempt")).isEqualTo(1);
      broker.states(id, "RETRY");
      broker.clock.moveAhead(Duration.ofSeconds(20));
      var second = broker.receiver.next();
      assertThat(number(second, "Stashline-Attempt")).isEqualTo(2);
      assertThat(number(second, "Stashline-Epoch"))
          .isGreaterThan(number(first, "Stashline-Epoch"))
          .isLessThan(99);
    }
  }

  @Test
  void a_delivery_that_another_node_takes_over_has_a_higher_epoch() {
    try (var broker = new BrokerFixture()) {
      broker.receiver.hang();
      String id = broker.publish("/", "x", "Upstash-Timeout", "60s");
      var lost = broker.receiver.next();
      BrokerFixture.await(broker.engine.stop());
      broker.receiver.reply(Receiver.Reply.of(200, ""));
      try (var other = broker.node()) {
        var taken = broker.receiver.next();
        assertThat(taken.header("Upstash-Message-Id")).isEqualTo(id);
        assertThat(taken.header("Upstash-Retried")).isEqualTo("0");
        assertThat(number(taken, "Stashline-Epoch")).isGreaterThan(number(lost, "Stashline-Epoch"));
        other.states(id, "DELIVERED");
      }
    }
  }
}
