package dev.stashline.standins;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * A server that speaks OpenAI's chat completions and answers from a function instead of a model. It
 * checks requests as the documented interface does (key, shape, the strict schema subset), counts
 * calls, and fails on demand. It listens on loopback only.
 *
 * <p>A question is known by its schema's name ({@code response_format.json_schema.name}).
 */
public final class ModelStandin implements AutoCloseable {

  private static final Duration CLOSING = Duration.ofSeconds(10);
  private static final long LONGEST_REQUEST = 16L << 20;

  private final Vertx vertx;
  private final InstantSource clock;
  private final BiFunction<String, JsonObject, JsonObject> answers;
  private final Map<String, Queue<ModelFault>> faults = new ConcurrentHashMap<>();
  private final Queue<Call> calls = new ConcurrentLinkedQueue<>();
  private final HttpServer server;
  private volatile @Nullable String key;

  /**
   * One well-formed question.
   *
   * @param idempotencyKey empty when none was sent
   */
  public record Call(String name, JsonObject request, String idempotencyKey) {}

  private ModelStandin(
      Vertx vertx,
      InstantSource clock,
      int port,
      BiFunction<String, JsonObject, JsonObject> answers) {
    this.vertx = vertx;
    this.clock = clock;
    this.answers = answers;
    Router router = Router.router(vertx);
    router
        .post("/v1/chat/completions")
        .handler(BodyHandler.create(false).setBodyLimit(LONGEST_REQUEST))
        .handler(this::complete);
    router.get("/v1/models").handler(this::listModels);
    this.server = vertx.createHttpServer().requestHandler(router).listen(port, "127.0.0.1").await();
  }

  /**
   * Starts the server. Blocks; not for event-loop threads.
   *
   * @param port 0 takes a free one
   * @param answers from the question's name and the whole request to the answer's JSON; called on a
   *     worker thread; an exception becomes a 500
   */
  public static ModelStandin start(
      Vertx vertx,
      InstantSource clock,
      int port,
      BiFunction<String, JsonObject, JsonObject> answers) {
    return new ModelStandin(vertx, clock, port, answers);
  }

  /** What goes into {@code AI_BASE_URL}. */
  public String baseUrl() {
    return "http://127.0.0.1:" + server.actualPort() + "/v1";
  }

  /** Wants this Bearer key from now on; at first any key or none will do. */
  public void requireKey(String key) {
    this.key = key;
  }

  /** Lets the next calls for this question go wrong, in this order; later ones are answered. */
  public void fail(String question, ModelFault... next) {
    faults.computeIfAbsent(question, name -> new ConcurrentLinkedQueue<>()).addAll(List.of(next));
  }

  /** Well-formed questions so far, oldest first, those that went wrong included. */
  public List<Call> calls() {
    return List.copyOf(calls);
  }

  /** How often a question was asked. */
  public long calls(String question) {
    return calls.stream().filter(call -> call.name().equals(question)).count();
  }

  /** Forgets calls and faults. */
  public void reset() {
    calls.clear();
    faults.clear();
  }

  /** Closes the server and every connection, those of hanging calls too. */
  @Override
  public void close() {
    try {
      server.close().await(CLOSING.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new IllegalStateException("The model stand-in does not close", e);
    }
  }

  private void complete(RoutingContext request) {
    if (!keyIsRight(request)) {
      return;
    }
    try {
      answer(request, ModelRequest.read(request.body().buffer()));
    } catch (ModelRequest.Invalid e) {
      reject(request, 400, "invalid_request_error", null, e.getMessage());
    }
  }

  private void answer(RoutingContext request, ModelRequest question) {
    String idempotencyKey = request.request().getHeader("Idempotency-Key");
    calls.add(
        new Call(question.name(), question.body(), idempotencyKey == null ? "" : idempotencyKey));
    Queue<ModelFault> queue = faults.get(question.name());
    ModelFault fault = queue == null ? null : queue.poll();
    vertx
        .executeBlocking(() -> answers.apply(question.name(), question.body()), false)
        .onFailure(e -> reject(request, 500, "server_error", null, "The answer function failed"))
        .onSuccess(content -> reply(request, question, content, fault));
  }

  private void reply(
      RoutingContext request,
      ModelRequest question,
      JsonObject content,
      @Nullable ModelFault fault) {
    ModelReply reply = new ModelReply(question, content, clock.instant());
    switch (fault) {
      case null -> send(request, reply.whole());
      case ModelFault.Hang() -> {}
      case ModelFault.Drop() -> request.request().connection().close();
      case ModelFault.ServerError() ->
          reject(request, 500, "server_error", null, "The server had an error");
      case ModelFault.RateLimit(Duration after) -> {
        request.response().putHeader("Retry-After", String.valueOf(after.toSeconds()));
        reject(request, 429, "requests", "rate_limit_exceeded", "Rate limit reached");
      }
      case ModelFault.NoQuota() ->
          reject(
              request,
              429,
              "insufficient_quota",
              "insufficient_quota",
              "You exceeded your current quota");
      case ModelFault.Refusal() -> send(request, reply.refused());
      case ModelFault.Cut() -> send(request, reply.cut());
      case ModelFault.ContentFilter() -> send(request, reply.filtered());
      case ModelFault.Fenced() -> send(request, reply.fenced());
      case ModelFault.Prose() -> send(request, reply.prose());
      case ModelFault.SchemaViolation() -> send(request, reply.incomplete());
      case ModelFault.Oversized(int bytes) -> request.response().end(" ".repeat(bytes));
    }
  }

  private void listModels(RoutingContext request) {
    if (keyIsRight(request)) {
      request.json(
          new JsonObject()
              .put("object", "list")
              .put(
                  "data",
                  new JsonArray()
                      .add(new JsonObject().put("id", "stand-in").put("object", "model"))));
    }
  }

  private boolean keyIsRight(RoutingContext request) {
    String wanted = key;
    if (wanted == null
        || ("Bearer " + wanted).equals(request.request().getHeader("Authorization"))) {
      return true;
    }
    reject(request, 401, "invalid_request_error", "invalid_api_key", "Incorrect API key provided");
    return false;
  }

  private static void send(RoutingContext request, JsonObject completion) {
    request.response().putHeader("x-request-id", "req_" + completion.getString("id"));
    request.json(completion);
  }

  private static void reject(
      RoutingContext request,
      int status,
      String type,
      @Nullable String code,
      @Nullable String message) {
    request
        .response()
        .setStatusCode(status)
        .putHeader("Content-Type", "application/json")
        .end(
            new JsonObject()
                .put(
                    "error",
                    new JsonObject()
                        .put("message", message)
                        .put("type", type)
                        .putNull("param")
                        .put("code", code))
                .toBuffer());
  }
}
