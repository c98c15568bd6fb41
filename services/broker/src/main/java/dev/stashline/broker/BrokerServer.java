package dev.stashline.broker;

import dev.stashline.qstash.BadRequestException;
import dev.stashline.qstash.InvalidValueException;
import dev.stashline.runtime.Json;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The broker's HTTP door: knows the sender, reads the body within the limit, and turns whatever
 * comes of a request into JSON. Remembers nothing.
 */
final class BrokerServer {
  private static final Logger log = LoggerFactory.getLogger(BrokerServer.class);

  /** Longer than the longest destination, with room for settings in the query. */
  private static final int LONGEST_REQUEST_LINE = 32_768;

  /** Room for 64 KiB of forwarded headers and the settings beside them. */
  private static final int LARGEST_HEADERS = 131_072;

  /** A batch may be larger than a message; "100 MB" in the documentation. */
  private static final long LARGEST_BATCH = 100_000_000;

  private final Vertx vertx;
  private final HttpServer server;
  private final Api api;
  private final Accounts accounts;
  private final BrokerConfig config;

  BrokerServer(Vertx vertx, Api api, Accounts accounts, BrokerConfig config) {
    this.vertx = vertx;
    this.api = api;
    this.accounts = accounts;
    this.config = config;
    server =
        vertx
            .createHttpServer(
                new HttpServerOptions()
                    .setHost(config.host())
                    .setPort(config.port())
                    .setMaxInitialLineLength(LONGEST_REQUEST_LINE)
                    .setMaxHeaderSize(LARGEST_HEADERS)
                    .setIdleTimeout(75)
                    .setIdleTimeoutUnit(TimeUnit.SECONDS))
            .invalidRequestHandler(BrokerServer::refuseMalformed)
            .requestHandler(this::receive);
  }

  /** What is no request at all, or too much of one, is told so like any other mistake. */
  private static void refuseMalformed(HttpServerRequest request) {
    String trouble = String.valueOf(request.decoderResult().cause());
    request.response().putHeader("Connection", "close");
    if (trouble.contains("TooLongHttpLine")) {
      refuse(request, 414, "the request line is longer than " + LONGEST_REQUEST_LINE + " bytes");
    } else if (trouble.contains("TooLongHttpHeader")) {
      refuse(request, 431, "the headers are larger than " + LARGEST_HEADERS + " bytes");
    } else {
      refuse(request, 400, "malformed HTTP");
    }
    request.connection().close();
  }

  Future<Void> start() {
    return server.listen().mapEmpty();
  }

  int actualPort() {
    return server.actualPort();
  }

  Future<Void> stop(Duration grace) {
    return server.shutdown(grace.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void receive(HttpServerRequest request) {
    String target = target(request.uri());
    int mark = target.indexOf('?');
    String path = mark < 0 ? target : target.substring(0, mark);
    Future<Optional<Sender>> sender;
    try {
      sender =
          path.startsWith(EventApi.HOOKS)
              ? hookOwner(path)
              : token(request, mark < 0 ? "" : target.substring(mark + 1))
                  .map(accounts::find)
                  .orElse(Future.succeededFuture(Optional.empty()));
    } catch (BadRequestException | ApiError e) {
      sender = Future.succeededFuture(Optional.empty());
    }
    if (sender.succeeded()) {
      answer(request, target, path, sender.result());
    } else {
      request.pause();
      var here = vertx.getOrCreateContext();
      sender.onComplete(
          done ->
              here.runOnContext(
                  v -> {
                    request.resume();
                    if (done.succeeded()) {
                      answer(request, target, path, done.result());
                    } else {
                      fail(request, done.cause());
                    }
                  }));
    }
  }

  private void answer(
      HttpServerRequest request, String target, String path, Optional<Sender> sender) {
    if (sender.isEmpty()) {
      refuse(request, 401, "unable to authenticate: invalid token");
      return;
    }
    if (sender.get().readOnly() && request.method() != HttpMethod.GET) {
      refuse(request, 403, "this token is read-only: it may GET, and nothing else");
      return;
    }
    String user = sender.get().account();
    long most = path.equals("/v2/batch") ? LARGEST_BATCH : config.limits().maxBodyBytes();
    body(request, most)
        .compose(
            body ->
                api.answer(
                    new ApiRequest(
                        user,
                        request.method().name(),
                        path,
                        target,
                        request.headers(),
                        body.getBytes(),
                        request.remoteAddress().hostAddress())))
        .onSuccess(answer -> send(request.response(), answer))
        .onFailure(failure -> fail(request, failure));
  }

  /** A hook's address names its user and is as secret as its ids: whoever has it may use it. */
  private Future<Optional<Sender>> hookOwner(String path) {
    String user = path.substring(EventApi.HOOKS.length()).split("/", 2)[0];
    return user.isEmpty()
        ? Future.succeededFuture(Optional.empty())
        : accounts.findUser(RunApi.decoded(user));
  }

  /** Clients join a base URL that may end in a slash; so several may stand in front. */
  private static String target(String uri) {
    int start = 0;
    while (uri.startsWith("//", start)) {
      start++;
    }
    return uri.substring(start);
  }

  private static Optional<String> token(HttpServerRequest request, String query) {
    String header = request.getHeader("Authorization");
    if (header != null) {
      return header.regionMatches(true, 0, "Bearer ", 0, 7)
          ? Optional.of(header.substring(7).strip())
          : Optional.empty();
    }
    return query.contains(Params.TOKEN) ? Optional.ofNullable(rawToken(query)) : Optional.empty();
  }

  /** Looks for the token alone: the rest of the query may be the destination's. */
  private static @Nullable String rawToken(String query) {
    for (String part : query.split("&")) {
      if (part.startsWith(Params.TOKEN + "=")) {
        return Params.query(part).first(Params.TOKEN);
      }
    }
    return null;
  }

  private static Future<Buffer> body(HttpServerRequest request, long most) {
    String length = request.getHeader("Content-Length");
    boolean asksFirst = "100-continue".equalsIgnoreCase(request.getHeader("Expect"));
    if (length != null && (length.length() > 18 || (asksFirst && Long.parseLong(length) > most))) {
      return Future.failedFuture(tooLarge(most));
    }
    if (asksFirst) {
      request.response().writeContinue();
    }
    var body = Buffer.buffer();
    var whole = io.vertx.core.Promise.<Buffer>promise();
    request.handler(
        chunk -> {
          if (body.length() + chunk.length() > most) {
            // What still comes is read and dropped, so that the sender gets to see the answer.
            whole.tryFail(tooLarge(most));
          } else if (!whole.future().isComplete()) {
            body.appendBuffer(chunk);
          }
        });
    request.endHandler(v -> whole.tryComplete(body));
    request.exceptionHandler(failure -> whole.tryFail(new HungUp(failure)));
    return whole.future();
  }

  /** Who sent the request does not send the rest of it: nobody waits for an answer. */
  private static final class HungUp extends RuntimeException {
    private static final long serialVersionUID = 1;

    HungUp(Throwable cause) {
      super("the sender hung up", cause, false, false);
    }
  }

  private static ApiError tooLarge(long most) {
    return new ApiError(413, "the body is larger than " + most + " bytes");
  }

  private static void refuse(HttpServerRequest request, int status, String message) {
    send(request.response(), ApiAnswer.error(status, message));
  }

  private static void send(HttpServerResponse response, ApiAnswer answer) {
    if (response.ended() || response.closed()) {
      return;
    }
    response.setStatusCode(answer.status()).putHeader("Content-Type", "application/json");
    Object json = answer.json();
    if (json == null) {
      response.end();
    } else {
      response.end(Json.write(json));
    }
  }

  private static void fail(HttpServerRequest request, Throwable failure) {
    switch (failure) {
      case ApiError e -> refuse(request, e.status(), String.valueOf(e.getMessage()));
      case BadRequestException e -> refuse(request, 400, String.valueOf(e.getMessage()));
      case InvalidValueException e -> refuse(request, 400, e.reason());
      case HungUp e -> log.debug("the sender hung up");
      default -> {
        log.error("request failed cause={}", Failures.cause(failure));
        refuse(request, 503, "the broker could not store or read it; please try again");
      }
    }
  }
}
