package dev.stashline.broker;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Receivers that keep to no protocol: each ends as a failure that says what it was, in time. */
class BadReceiversIT {
  private static Buffer text(String text) {
    return Buffer.buffer(text.getBytes(ISO_8859_1));
  }

  /** Writes the same again and again, as fast as it is read. */
  private static void endless(NetSocket socket, String piece) {
    var chunk = text(piece.repeat(1_000));
    socket.exceptionHandler(e -> {});
    socket.drainHandler(v -> pour(socket, chunk));
    pour(socket, chunk);
  }

  private static void pour(NetSocket socket, Buffer chunk) {
    while (!socket.writeQueueFull()) {
      if (socket.write(chunk).failed()) {
        return;
      }
    }
  }

  @Test
  void bad_answers_fail_the_attempt_and_hold_up_nothing() {
    var ways = new LinkedHashMap<Handler<NetSocket>, String>();
    ways.put(NetSocket::close, "broke");
    ways.put(
        socket ->
            socket
                .write(text("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf"))
                .onComplete(v -> socket.close()),
        "broke");
    ways.put(
        socket -> socket.write(text("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf")),
        "in time");
    ways.put(
        socket -> {
          socket.write(text("HTTP/1.1 200 OK\r\n"));
          endless(socket, "X-A: 1234567890\r\n");
        },
        "broke");
    ways.put(socket -> socket.write(text("SSH-2.0-OpenSSH\r\n\r\n")), "broke");
    ways.put(socket -> {}, "in time");
    ways.put(socket -> socket.write(text("HTTP/1.1 100 Continue\r\n\r\n")), "in time");
    try (var broker = new BrokerFixture()) {
      var ids = new LinkedHashMap<String, String>();
      ways.forEach(
          (way, said) -> {
            var server =
                broker
                    .vertx
                    .createNetServer()
                    .connectHandler(s -> s.handler(data -> way.handle(s)));
            BrokerFixture.await(server.listen(0, "127.0.0.1"));
            ids.put(
                broker
                    .call(
                        "POST",
                        "/v2/publish/http://127.0.0.1:" + server.actualPort() + "/",
                        new byte[0],
                        "Upstash-Retries",
                        "0",
                        "Upstash-Timeout",
                        "1s")
                    .messageId(),
                said);
          });
      for (var entry : ids.entrySet()) {
        broker.states(entry.getKey(), "FAILED");
        assertThat(broker.events(entry.getKey()).get(2).path("error").asText())
            .contains(entry.getValue());
      }
    }
  }

  @Test
  void an_endless_body_is_cut_and_an_answer_after_the_time_does_not_count() {
    try (var broker = new BrokerFixture(Map.of("BROKER_RESPONSE_CAP", "1000"))) {
      var server =
          broker
              .vertx
              .createNetServer()
              .connectHandler(
                  s ->
                      s.handler(
                          data -> {
                            s.write(text("HTTP/1.1 200 OK\r\n\r\n"));
                            endless(s, "0123456789");
                          }));
      BrokerFixture.await(server.listen(0, "127.0.0.1"));
      String id =
          broker
              .call(
                  "POST", "/v2/publish/http://127.0.0.1:" + server.actualPort() + "/", new byte[0])
              .messageId();
      broker.states(id, "DELIVERED");
      assertThat(broker.events(id).get(2).path("responseBody").asText()).hasSize(1000);

      var late = new Receiver(broker.vertx);
      late.replyAfter(1_500, Receiver.Reply.of(200, "late"));
      String missed =
          broker
              .call(
                  "POST",
                  "/v2/publish/" + late.url("/"),
                  new byte[0],
                  "Upstash-Retries",
                  "0",
                  "Upstash-Timeout",
                  "1s")
              .messageId();
      broker.states(missed, "FAILED");
      assertThat(broker.deadLetters(1).get(0).path("responseBody").asText()).contains("in time");
    }
  }
}
