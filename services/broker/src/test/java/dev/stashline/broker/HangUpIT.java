package dev.stashline.broker;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import dev.stashline.testkit.Await;
import dev.stashline.testkit.LogCapture;
import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Publishers that go away before they have said all. */
class HangUpIT {
  private BrokerFixture broker;

  @BeforeEach
  void start() {
    broker = new BrokerFixture();
  }

  @AfterEach
  void stop() {
    broker.close();
  }

  /**
   * @param reset whether the connection is torn down, as by a process that is killed
   */
  private void sendHalf(boolean reset) throws Exception {
    try (var socket = new Socket("127.0.0.1", broker.broker.actualPort())) {
      socket.setSoLinger(reset, 0);
      String head =
          """
          POST /v2/publish/%s HTTP/1.1
          Host: x
          Authorization: Bearer %s
          Content-Length: 10
          Expect: 100-continue

          """
              .formatted(broker.receiver.url("/half"), BrokerFixture.USER.token());
      socket.getOutputStream().write(head.replace("\n", "\r\n").getBytes(US_ASCII));
      socket.setSoTimeout(10_000);
      byte[] goOn = "HTTP/1.1 100 Continue".getBytes(US_ASCII);
      assertThat(socket.getInputStream().readNBytes(goOn.length)).isEqualTo(goOn);
      socket.getOutputStream().write("half".getBytes(US_ASCII));
      socket.getOutputStream().flush();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void who_hangs_up_in_mid_request_is_no_error_and_keeps_nobody_from_publishing(boolean reset)
      throws Exception {
    try (var log = LogCapture.start(Level.DEBUG)) {
      sendHalf(reset);
      Await.until(
          "it is noticed",
          Duration.ofSeconds(10),
          () -> !log.linesWith("the sender hung up").isEmpty());
      broker.publish("/whole", "x");
      assertThat(broker.next().uri()).isEqualTo("/whole");
      assertThat(log.lines()).noneMatch(line -> line.level().isGreaterOrEqual(Level.WARN));
    }
  }
}
