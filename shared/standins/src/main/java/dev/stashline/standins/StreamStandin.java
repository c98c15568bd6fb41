package dev.stashline.standins;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A server that speaks the part of Stream Chat that a sender of messages needs, and delivers
 * nowhere: it checks calls as the documented interface does, keeps each message once while the
 * process lives, and shows what came on a web page and as JSON. It listens on loopback only.
 *
 * <pre>
 *   POST /users                          POST /channels/messaging/{id}/query
 *   POST /channels/messaging/{id}/message   GET /messages/{id}   GET /rate_limits
 *
 *   GET  /               the messages, newest first; renews itself
 *   GET  /api/messages   the same as JSON; ?channel= for one channel
 *   POST /api/faults     adds a fault; DELETE switches all off
 *   POST /api/limits     {"endpoint":"SendMessage","perMinute":5}
 * </pre>
 *
 * <p>Calls block; not for event-loop threads.
 */
public final class StreamStandin implements AutoCloseable {

  private static final int TOO_MANY = 9;
  private static final Duration CLOSING = Duration.ofSeconds(10);
  private static final long LONGEST_REQUEST = 1L << 20;

  private final Vertx vertx;
  private final InstantSource clock;
  private final StreamGate gate;
  private final StreamStore store = new StreamStore();
  private final StreamLimits limits = new StreamLimits();
  private final StreamFaults faults = new StreamFaults();
  private final Map<StreamEndpoint, Integer> calls = new ConcurrentHashMap<>();
  private final HttpServer server;

  private StreamStandin(
      Vertx vertx, InstantSource clock, int port, String apiKey, String apiSecret) {
    this.vertx = vertx;
    this.clock = clock;
    this.gate = new StreamGate(clock, apiKey, apiSecret);
    this.server =
        vertx.createHttpServer().requestHandler(router()).listen(port, "127.0.0.1").await();
  }

  /**
   * Starts the server.
   *
   * @param clock counts the minutes of limits and judges the times in tokens
   * @param port 0 takes a free one
   */
  public static StreamStandin start(
      Vertx vertx, InstantSource clock, int port, String apiKey, String apiSecret) {
    return new StreamStandin(vertx, clock, port, apiKey, apiSecret);
  }

  /** What goes into {@code STREAM_BASE_URL}. */
  public String baseUrl() {
    return "http://127.0.0.1:" + server.actualPort();
  }

  /** The web page's address, ending in a slash. */
  public String url() {
    return baseUrl() + "/";
  }

  /** What goes wrong here; nothing at first. */
  public StreamFaults faults() {
    return faults;
  }

  /** Changes how many calls a minute are answered; Stream's own numbers at first. */
  public void limit(StreamEndpoint endpoint, int perMinute) {
    limits.set(endpoint, perMinute);
  }

  /** Takes this key and secret from now on, and no other. */
  public void changeCredentials(String apiKey, String apiSecret) {
    gate.change(apiKey, apiSecret);
  }

  /** All stored messages, oldest first; a repeated id is stored once. */
  public List<StreamMessage> messages() {
    return store.messages();
  }

  /** The messages of one channel, oldest first. */
  public List<StreamMessage> messages(String channelId) {
    return messages().stream().filter(message -> message.channelId().equals(channelId)).toList();
  }

  /**
   * Waits until so many messages are here, and returns them all.
   *
   * @throws TimeoutException when they are not in time
   */
  public List<StreamMessage> awaitMessages(int count, Duration timeout)
      throws InterruptedException, TimeoutException {
    return store.await(count, timeout);
  }

  /** How often a message was refused because its id was there already. */
  public int duplicatesRefused() {
    return store.duplicates();
  }

  /** A channel's members; empty when there is no such channel. */
  public Set<String> members(String channelId) {
    return store.members(channelId);
  }

  /** A person's name; empty when there is no such person. */
  public Optional<String> nameOf(String userId) {
    return Optional.ofNullable(store.name(userId));
  }

  /** Whose token this is; empty when a client could not connect with it now. */
  public Optional<String> userOf(String token) {
    try {
      return Optional.ofNullable(gate.claims(token).getString("user_id"));
    } catch (StreamRefusal | ClassCastException e) {
      return Optional.empty();
    }
  }

  /** Calls so far with good credentials, those that went wrong included. */
  public int calls() {
    return calls.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** Calls of one kind so far. */
  public int calls(StreamEndpoint endpoint) {
    return calls.getOrDefault(endpoint, 0);
  }

  /** Forgets people, channels, messages, counts and faults; limits stay. */
  public void reset() {
    store.clear();
    faults.clear();
    calls.clear();
  }

  /** Closes the server and every connection, those of hanging calls too. */
  @Override
  public void close() {
    try {
      server.close().await(CLOSING.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new IllegalStateException("The chat stand-in does not close", e);
    }
  }

  private Router router() {
    Router router = Router.router(vertx);
    router.route().handler(BodyHandler.create(false).setBodyLimit(LONGEST_REQUEST));
    router.post("/users").handler(serve(StreamEndpoint.UPDATE_USERS));
    router.post("/channels/:type/:id/query").handler(serve(StreamEndpoint.GET_OR_CREATE_CHANNEL));
    router.post("/channels/:type/:id/message").handler(serve(StreamEndpoint.SEND_MESSAGE));
    router.get("/messages/:id").handler(serve(StreamEndpoint.GET_MESSAGE));
    router.get("/rate_limits").handler(this::rateLimits);
    new StreamPages(this).addTo(router);
    return router;
  }

  private Handler<RoutingContext> serve(StreamEndpoint endpoint) {
    return request -> {
      try {
        gate.admit(request.request());
        calls.merge(endpoint, 1, Integer::sum);
        StreamLimits.Window window = limits.take(endpoint, clock.instant());
        window.tell(request.response().headers());
        if (window.exceeded()) {
          throw tooMany();
        }
        StreamCall call = read(endpoint, request);
        perform(request, call, faults.take(endpoint, store.concerned(call)).orElse(null));
      } catch (StreamRefusal e) {
        answer(request, e.status(), e.json(endpoint.word()));
      }
    };
  }

  private void rateLimits(RoutingContext request) {
    try {
      gate.admit(request.request());
      answer(request, 200, limits.json(clock.instant()));
    } catch (StreamRefusal e) {
      answer(request, e.status(), e.json("GetRateLimits"));
    }
  }

  private void perform(RoutingContext request, StreamCall call, @Nullable StreamFault fault)
      throws StreamRefusal {
    MultiMap headers = request.response().headers();
    Instant now = clock.instant();
    switch (fault) {
      case null -> succeed(request, store.perform(call, now));
      case StreamFault.Hang() -> {}
      case StreamFault.Drop() -> request.request().connection().close();
      case StreamFault.Refuse(int status, int code, Optional<Duration> retryAfter) -> {
        retryAfter.ifPresent(wait -> headers.set("Retry-After", "" + wait.toSeconds()));
        throw new StreamRefusal(status, code, "a fault was asked for");
      }
      case StreamFault.RateLimit(Duration reset) -> {
        new StreamLimits.Window(call.endpoint().perMinute(), 0, now.plus(reset).getEpochSecond())
            .tell(headers);
        throw tooMany();
      }
      case StreamFault.Throttle() -> {
        StreamLimits.HEADERS.forEach(headers::remove);
        throw tooMany();
      }
      case StreamFault.Late(Duration by) -> {
        JsonObject done = store.perform(call, now);
        vertx.setTimer(Math.max(1, by.toMillis()), due -> succeed(request, done));
      }
      case StreamFault.Held(Future<?> until) -> {
        JsonObject done = store.perform(call, now);
        Context context = vertx.getOrCreateContext();
        until.onComplete(come -> context.runOnContext(v -> succeed(request, done)));
      }
      case StreamFault.Lost() -> {
        store.perform(call, now);
        request.request().connection().close();
      }
    }
  }

  private static StreamCall read(StreamEndpoint endpoint, RoutingContext request)
      throws StreamRefusal {
    Map<String, String> path = request.pathParams();
    return new StreamCall(
        endpoint,
        path.getOrDefault("type", ""),
        path.getOrDefault("id", ""),
        endpoint == StreamEndpoint.GET_MESSAGE ? new JsonObject() : body(request));
  }

  private static JsonObject body(RoutingContext request) throws StreamRefusal {
    try {
      return Objects.requireNonNullElseGet(request.body().asJsonObject(), JsonObject::new);
    } catch (DecodeException | ClassCastException e) {
      throw StreamRefusal.input("the body must be a JSON object");
    }
  }

  private static StreamRefusal tooMany() {
    return new StreamRefusal(429, TOO_MANY, "Too many requests, check response headers");
  }

  private static void succeed(RoutingContext request, JsonObject body) {
    answer(request, request.request().method() == HttpMethod.GET ? 200 : 201, body);
  }

  private static void answer(RoutingContext request, int status, JsonObject body) {
    if (!request.response().closed()) {
      request.response().setStatusCode(status);
      request.json(body);
    }
  }
}
