package dev.stashline.providers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpEdgeIT {

  private static final Duration LONG = Duration.ofSeconds(20);

  private final Vertx vertx = Vertx.vertx();
  private final CompletableFuture<Void> cut = new CompletableFuture<>();
  private final CompletableFuture<Void> trickling = new CompletableFuture<>();
  private HttpServer server;
  private HttpEdge edge;

  @BeforeEach
  void start() {
    server = vertx.createHttpServer().requestHandler(this::serve).listen(0, "127.0.0.1").await();
    edge = new HttpEdge(vertx, "test", 1, 1_000);
  }

  @AfterEach
  void stop() {
    edge.close().await();
    server.close().await();
    vertx.close().await();
  }

  @Test
  void a_reply_that_trickles_is_cut_at_the_deadline() throws Exception {
    var failure =
        catchThrowableOfType(
            ProviderFailure.RetryNow.class, () -> post("/trickle", Duration.ofMillis(300)));

    assertThat(failure.outcomeUnknown()).isTrue();
    cut.get(10, TimeUnit.SECONDS);
    assertThat(post("/fine", LONG).status()).as("the only connection is free").isEqualTo(200);
  }

  @Test
  void a_reply_without_end_is_cut_at_the_bound() throws Exception {
    var failure =
        catchThrowableOfType(ProviderFailure.BadAnswer.class, () -> post("/endless", LONG));

    assertThat(failure).hasMessageContaining("1000 bytes");
    cut.get(10, TimeUnit.SECONDS);
  }

  @Test
  void a_redirect_is_told_and_not_followed() {
    assertThat(post("/moved", LONG).status()).isEqualTo(302);
  }

  @Test
  void a_get_is_a_get() {
    URI uri = URI.create("http://127.0.0.1:" + server.actualPort() + "/method");

    assertThat(edge.get(uri, Map.of("X-Test", "told"), LONG).body()).hasToString("GET told");
  }

  @Test
  void waiting_for_a_connection_counts_against_the_deadline() throws Exception {
    var first = CompletableFuture.runAsync(() -> post("/trickle", Duration.ofSeconds(2)));
    trickling.get(10, TimeUnit.SECONDS);

    var failure =
        catchThrowableOfType(
            ProviderFailure.RetryNow.class, () -> post("/trickle", Duration.ofMillis(200)));

    assertThat(failure).hasMessageContaining("deadline");
    assertThat(first.handle((reply, end) -> end).get(10, TimeUnit.SECONDS))
        .hasCauseInstanceOf(ProviderFailure.RetryNow.class);
  }

  private HttpEdge.Reply post(String path, Duration deadline) {
    URI uri = URI.create("http://127.0.0.1:" + server.actualPort() + path);
    return edge.post(uri, Map.of(), Buffer.buffer("{}"), deadline);
  }

  private void serve(HttpServerRequest request) {
    var response = request.response();
    switch (request.path()) {
      case "/trickle" -> {
        trickling.complete(null);
        response.setChunked(true).closeHandler(closed -> cut.complete(null));
        response.exceptionHandler(gone -> cut.complete(null));
        vertx.setPeriodic(20, tick -> write(response, tick, "."));
      }
      case "/endless" -> {
        response.setChunked(true).closeHandler(closed -> cut.complete(null));
        vertx.setPeriodic(1, tick -> write(response, tick, "a long story that never ends"));
      }
      case "/moved" -> response.setStatusCode(302).putHeader("Location", "/fine").end();
      case "/method" -> response.end(request.method() + " " + request.getHeader("X-Test"));
      default -> response.end("fine");
    }
  }

  private void write(HttpServerResponse response, long tick, String words) {
    if (response.closed()) {
      vertx.cancelTimer(tick);
    } else {
      response.write(words);
    }
  }
}
