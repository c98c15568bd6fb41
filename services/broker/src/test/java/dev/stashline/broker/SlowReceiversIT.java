package dev.stashline.broker;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stashline.testkit.Await;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.NetSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Receivers that dawdle, leave in the middle, or answer for several names. */
class SlowReceiversIT {
  private static final long DRIP_MILLIS = 50;

  @TempDir static Path folder;
  private static TestAuthority trusted;
  private static BrokerFixture broker;

  @BeforeAll
  static void start() {
    trusted = new TestAuthority(folder, "trusted");
    broker = new BrokerFixture(Map.of("BROKER_EXTRA_CA", trusted.pem().toString()));
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  private static String publish(String url, String... headers) {
    return broker.call("POST", "/v2/publish/" + url, "hello".getBytes(UTF_8), headers).messageId();
  }

  // -- one byte at a time

  /** Says the beginning at once, then the same letter for ever, each well before any time-out. */
  private static int dripping(String beginning) {
    var server =
        broker
            .vertx
            .createNetServer()
            .connectHandler(socket -> socket.handler(request -> drip(socket, beginning)));
    BrokerFixture.await(server.listen(0, "127.0.0.1"));
    return server.actualPort();
  }

  private static void drip(NetSocket socket, String beginning) {
    socket.handler(more -> {});
    socket.write(Buffer.buffer(beginning.getBytes(ISO_8859_1)));
    long timer = broker.vertx.setPeriodic(DRIP_MILLIS, id -> socket.write("x"));
    socket.closeHandler(v -> broker.vertx.cancelTimer(timer));
  }

  @Test
  void an_answer_that_drips_does_not_outlast_its_time() {
    for (String beginning :
        List.of(
            "",
            "HTTP/1.1 200 OK\r\nX-Slow: ",
            "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n",
            "HTTP/1.1 200 OK\r\n\r\n")) {
      String id =
          publish(
              "http://127.0.0.1:" + dripping(beginning) + "/",
              "Upstash-Timeout",
              "1s",
              "Upstash-Retries",
              "0");
      broker.states(id, "FAILED");
      var events = broker.events(id);
      var error = events.get(2);
      assertThat(error.path("error").asText()).as(beginning).contains("in time");
      assertThat(error.path("time").asLong() - events.get(1).path("time").asLong())
          .as(beginning)
          .isBetween(900L, 4_000L);
    }
  }

  // -- HTTP/2 that goes away

  private record Asked(HttpServerRequest request, String messageId) {}

  @Test
  void a_server_that_goes_away_gracefully_keeps_what_it_has_and_gets_the_rest_again() {
    Queue<Asked> held = new ConcurrentLinkedQueue<>();
    Queue<String> answered = new ConcurrentLinkedQueue<>();
    var holds = new AtomicBoolean(true);
    var server =
        broker
            .vertx
            .createHttpServer(tls("localhost", 3))
            .requestHandler(
                request -> {
                  String id = String.valueOf(request.getHeader("Upstash-Message-Id"));
                  if (holds.get()) {
                    held.add(new Asked(request, id));
                  } else {
                    answered.add(id);
                    request.response().end();
                  }
                });
    BrokerFixture.await(server.listen(0, "127.0.0.1"));
    var ids = new ArrayList<String>();
    for (int i = 0; i < 40; i++) {
      ids.add(
          publish(
              "https://localhost:" + server.actualPort() + "/",
              "Upstash-Retry-Delay",
              "0",
              "Upstash-Retries",
              "5"));
    }
    Await.until("many are under way", Duration.ofSeconds(10), () -> held.size() >= 6);
    holds.set(false);
    // Of each connection the first four are kept and answered; the later ones were never seen.
    held.stream()
        .map(asked -> asked.request().connection())
        .distinct()
        .forEach(connection -> connection.goAway(0, 7));
    var kept = held.stream().filter(asked -> asked.request().streamId() <= 7).toList();
    for (var asked : kept) {
      answered.add(asked.messageId());
      asked.request().response().end();
    }
    ids.forEach(id -> broker.states(id, "DELIVERED"));
    assertThat(new HashSet<>(answered)).containsExactlyInAnyOrderElementsOf(ids);
    for (var asked : kept) {
      assertThat(broker.states(asked.messageId()))
          .as("what was begun is not cut off")
          .containsExactly("CREATED", "ACTIVE", "DELIVERED");
    }
    assertThat(broker.get("/v2/dlq").json().path("messages").findValuesAsText("messageId"))
        .doesNotContainAnyElementsOf(ids);
  }

  private static HttpServerOptions tls(String host, int daysAgo) {
    return new HttpServerOptions()
        .setSsl(true)
        .setKeyCertOptions(trusted.server(host, daysAgo, 30))
        .setUseAlpn(true)
        .setAlpnVersions(List.of(HttpVersion.HTTP_2, HttpVersion.HTTP_1_1));
  }

  // -- names

  @Test
  void the_urls_name_is_indicated_and_checked_although_the_address_is_fixed() {
    Queue<String> indicated = new ConcurrentLinkedQueue<>();
    var server =
        broker
            .vertx
            .createHttpServer(tls("one.hooks.test", 4).setSni(true))
            .requestHandler(
                request -> {
                  indicated.add(
                      request.connection().indicatedServerName() + " " + request.authority());
                  request.response().end();
                });
    BrokerFixture.await(server.listen(0, "127.0.0.1"));
    int port = server.actualPort();
    broker.states(publish("https://one.hooks.test:" + port + "/"), "DELIVERED");
    assertThat(indicated).containsExactly("one.hooks.test one.hooks.test:" + port);

    // The same address by another name, while a connection to it is still open.
    String other = publish("https://two.hooks.test:" + port + "/", "Upstash-Retries", "0");
    broker.states(other, "FAILED");
    assertThat(broker.events(other).get(2).path("error").asText())
        .isEqualTo("no secure connection to the receiver");
    String bare = publish("https://127.0.0.1:" + port + "/", "Upstash-Retries", "0");
    broker.states(bare, "FAILED");
    assertThat(indicated).hasSize(1);
  }
}
