package dev.stashline.broker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Collections;
import org.junit.jupiter.api.Test;

/** A host that hangs, with a backlog, beside one that is well. */
class HangingHostIT {
  private static final int EACH = 1_000;

  /**
   * @param leases per delivered message: each is a claim and a settle
   */
  private record Round(Duration took, double leases) {}

  private static void publish(BrokerFixture broker, Receiver to) {
    String item =
        "{\"destination\":\""
            + to.url("/")
            + "\",\"body\":\"x\",\"headers\":{\"Upstash-Timeout\":\"60s\"}}";
    String batch = "[" + String.join(",", Collections.nCopies(EACH / 4, item)) + "]";
    for (int i = 0; i < 4; i++) {
      assertThat(broker.call("POST", "/v2/batch", batch.getBytes(UTF_8)).status()).isEqualTo(200);
    }
  }

  private static Round round(BrokerFixture broker, Receiver to) {
    long start = System.nanoTime();
    publish(broker, to);
    long leases = 0;
    for (int i = 0; i < EACH; i++) {
      leases += Long.parseLong(to.next().header("Stashline-Epoch"));
    }
    return new Round(Duration.ofNanos(System.nanoTime() - start), (double) leases / EACH);
  }

  @Test
  void a_backlog_to_a_host_that_hangs_does_not_slow_another_host() {
    try (var broker = new BrokerFixture()) {
      var well = new Receiver(broker.vertx);
      round(broker, well);
      var alone = round(broker, well);
      broker.receiver.hang();
      publish(broker, broker.receiver);
      broker.receiver.next();
      var beside = round(broker, well);
      assertThat(beside.took()).isLessThan(alone.took().multipliedBy(3).plusSeconds(5));
      assertThat(alone.leases()).isLessThan(3);
      assertThat(beside.leases()).isLessThan(4);
    }
  }
}
