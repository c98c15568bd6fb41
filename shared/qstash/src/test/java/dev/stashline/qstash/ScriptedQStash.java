package dev.stashline.qstash;

import dev.stashline.runtime.Secret;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.client.WebClient;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A server on loopback that answers as each test says and shows what reached it. */
final class ScriptedQStash implements AutoCloseable {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  /** A request that arrived. */
  record Seen(String method, String uri, MultiMap headers, String body) {}

  private final BlockingQueue<Seen> seen = new LinkedBlockingQueue<>();
  private final Vertx vertx = Vertx.vertx();
  private final HttpServer server;
  private volatile Consumer<HttpServerRequest> answer = request -> request.response().end();

  ScriptedQStash() throws Exception {
    server = done(vertx.createHttpServer().requestHandler(this::receive).listen(0, "127.0.0.1"));
  }

  private void receive(HttpServerRequest request) {
    request
        .body()
        .onSuccess(
            body -> {
              seen.add(
                  new Seen(
                      request.method().name(),
                      request.uri(),
                      MultiMap.caseInsensitiveMultiMap().addAll(request.headers()),
                      body.toString()));
              answer.accept(request);
            });
  }

  void answers(int status, String body) {
    answers(request -> request.response().setStatusCode(status).end(body));
  }

  void answers(Consumer<HttpServerRequest> by) {
    answer = by;
  }

  Seen next() throws InterruptedException {
    var next = seen.poll(20, TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("no request arrived");
    }
    return next;
  }

  boolean sawNothingMore() {
    return seen.isEmpty();
  }

  QStashApi api() {
    return api("", Duration.ofSeconds(5));
  }

  QStashApi api(String path, Duration deadline) {
    return api(server.actualPort(), path, deadline);
  }

  QStashApi api(int port, String path, Duration deadline) {
    return new QStashApi(
        WebClient.create(vertx),
        URI.create("http://127.0.0.1:" + port + path),
        new Secret("t0ken"),
        deadline,
        InstantSource.fixed(NOW));
  }

  static <T> T done(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  @Override
  public void close() throws Exception {
    done(vertx.close());
  }
}
