package dev.stashline.broker;

import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A server that messages are sent to: keeps what it gets and answers as it is told. */
final class Receiver {
  /** What arrived. */
  record Received(String method, String uri, HttpVersion version, MultiMap headers, byte[] body) {
    String header(String name) {
      String value = headers.get(name);
      return value == null ? "" : value;
    }
  }

  /** How to answer; {@code hang} for not at all. */
  record Reply(int status, Map<String, String> headers, String body, boolean hang) {
    static Reply of(int status, String body) {
      return new Reply(status, Map.of(), body, false);
    }

    static Reply with(int status, String header, String value) {
      return new Reply(status, Map.of(header, value), "", false);
    }
  }

  private final Vertx vertx;
  private final HttpServer server;
  private final Set<HttpConnection> connections = ConcurrentHashMap.newKeySet();
  private volatile long delayMillis;
  private final BlockingQueue<Received> received = new LinkedBlockingQueue<>();
  private volatile Reply reply = Reply.of(200, "ok");

  Receiver(Vertx vertx) {
    this(vertx, new HttpServerOptions());
  }

  Receiver(Vertx vertx, HttpServerOptions options) {
    this.vertx = vertx;
    server =
        vertx
            .createHttpServer(options)
            .connectionHandler(connections::add)
            .requestHandler(this::receive);
    BrokerFixture.await(server.listen(0, "127.0.0.1"));
  }

  private void receive(HttpServerRequest request) {
    request
        .body()
        .onSuccess(
            body -> {
              var now = reply;
              received.add(
                  new Received(
                      request.method().name(),
                      request.uri(),
                      request.version(),
                      MultiMap.caseInsensitiveMultiMap().addAll(request.headers()),
                      body.getBytes()));
              if (!now.hang() && delayMillis > 0) {
                vertx.setTimer(delayMillis, id -> answer(request, now));
              } else if (!now.hang()) {
                answer(request, now);
              }
            });
  }

  private static void answer(HttpServerRequest request, Reply reply) {
    if (!request.response().closed()) {
      reply.headers().forEach(request.response()::putHeader);
      request.response().setStatusCode(reply.status()).end(reply.body());
    }
  }

  void replyAfter(long millis, Reply next) {
    delayMillis = millis;
    reply = next;
  }

  /** Says on all HTTP/2 connections that it goes, and closes them. */
  void goAway() {
    connections.forEach(
        connection -> {
          connection.goAway(0);
          connection.close();
        });
  }

  void reply(Reply next) {
    reply = next;
  }

  void hang() {
    reply = new Reply(0, Map.of(), "", true);
  }

  String url(String path) {
    return "http://127.0.0.1:" + server.actualPort() + path;
  }

  /** The next request; fails after ten seconds. */
  Received next() {
    var next = next(Duration.ofSeconds(10));
    if (next == null) {
      throw new AssertionError("nothing was delivered within ten seconds");
    }
    return next;
  }

  @Nullable Received next(Duration within) {
    try {
      return received.poll(within.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  int waiting() {
    return received.size();
  }
}
