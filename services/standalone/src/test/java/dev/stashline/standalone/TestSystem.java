package dev.stashline.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stashline.qstash.DevCredentials;
import dev.stashline.qstash.SignatureSigner;
import dev.stashline.runtime.Caller;
import dev.stashline.runtime.DatabaseConfig;
import dev.stashline.runtime.Env;
import dev.stashline.runtime.Json;
import dev.stashline.runtime.MovableClock;
import dev.stashline.runtime.Secret;
import dev.stashline.runtime.Tokens;
import dev.stashline.standins.Inbox;
import dev.stashline.standins.LocalPostgres;
import dev.stashline.standins.Ports;
import dev.stashline.standins.StreamStandin;
import dev.stashline.testkit.TestDatabase;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * The whole system in this JVM, on real parts: its own database, a real mail server, and nodes that
 * share a clock which can be moved ahead.
 *
 * <p>Without {@link Role#BROKER} the test delivers QStash's messages itself, signed as QStash signs
 * them.
 */
final class TestSystem implements AutoCloseable {
  static final Duration SOON = Duration.ofSeconds(60);
  static final String WEBHOOK = "/api/webhooks/qstash/generate-plan";
  private static final Set<String> ENDED = Set.of("completed", "partial", "failed");

  final Rows rows;
  final MovableClock clock = new MovableClock(InstantSource.system());
  final Map<String, String> settings = new HashMap<>();
  final Inbox inbox;
  final TestModel model;
  final StreamStandin chat;
  private final Runnable dropDatabase;
  private final Vertx vertx = Vertx.vertx();
  private final HttpClient http = HttpClient.newHttpClient();
  private final List<Node> nodes = new ArrayList<>();
  private final String base;

  private TestSystem(String databaseUrl, Runnable dropDatabase) {
    this.dropDatabase = dropDatabase;
    rows = new Rows(databaseUrl);
    inbox = Inbox.start(vertx, InstantSource.system(), 0, 0);
    model = new TestModel(vertx);
    chat = StreamStandin.start(vertx, clock, 0, LocalGround.CHAT_KEY, LocalGround.CHAT_SECRET);
    int appPort = Ports.free();
    int brokerPort = Ports.free();
    base = "http://localhost:" + appPort;
    settings.putAll(
        LocalGround.settings(
            databaseUrl,
            "redis://127.0.0.1:1",
            inbox.smtpPort(),
            chat.baseUrl(),
            appPort,
            brokerPort));
    settings.put("DATABASE_POOL", "8");
    // Tests ask every few milliseconds whether something has happened.
    settings.put("RATE_LIMIT_REQUESTS", "0");
    settings.put("RATE_LIMIT_MISSES", "0");
    settings.put("PLAN_LINK_SECRET", "the-secret-of-the-links-in-tests");
    settings.put("PLAN_ATTEMPTS", "3");
    settings.put("JOBS_SLOTS", "8");
    settings.put("JOBS_LEASE", "30s");
    settings.put("JOBS_GRACE", "1s");
  }

  /** The application without a broker; plans are computed. */
  static TestSystem application() {
    return open().start(Role.INGRESS, Role.WEBHOOKS, Role.PLANS);
  }

  /** The application without a broker, with a model. */
  static TestSystem withModel() {
    var system = open();
    system.settings.put("AI_BASE_URL", system.model.standin.baseUrl());
    return system.start(Role.INGRESS, Role.WEBHOOKS, Role.PLANS);
  }

  /** The application with a model, on a server that the test may kill. */
  static TestSystem withModelOn(LocalPostgres server) {
    var system = openOn(server);
    system.settings.put("AI_BASE_URL", system.model.standin.baseUrl());
    return system.start(Role.INGRESS, Role.WEBHOOKS, Role.PLANS);
  }

  /** Scheduled messages without QStash: our own clock fires them. */
  static TestSystem messages() {
    return withoutQueue(open());
  }

  /** As {@link #messages()}, on a server that the test may kill. */
  static TestSystem messagesOn(LocalPostgres server) {
    return withoutQueue(openOn(server));
  }

  private static TestSystem withoutQueue(TestSystem system) {
    system.settings.remove("QSTASH_TOKEN");
    return system;
  }

  /** Everything but nodes. */
  static TestSystem open() {
    var database = TestDatabase.fresh(Schema.OWNERS);
    return new TestSystem(database.url(), database::close);
  }

  private static TestSystem openOn(LocalPostgres server) {
    String url = server.ensureDatabase("stashline");
    Schema.migrate(new DatabaseConfig(new Secret(url), 2, Duration.ofSeconds(10)));
    return new TestSystem(url, () -> {});
  }

  /** One more node with these roles. */
  TestSystem start(Role... roles) {
    nodes.add(startNode(roles));
    return this;
  }

  Node startNode(Role... roles) {
    try {
      return Await.result(Node.start(read(), Set.of(roles), clock));
    } catch (Exception e) {
      throw new AssertionError("a node does not start", e);
    }
  }

  /** The settings as a node reads them. */
  Settings read() {
    return new Env(settings::get).read(Settings::from);
  }

  Node node() {
    return nodes.getFirst();
  }

  String url(String path) {
    return base + path;
  }

  /** The header of somebody who is logged in; for systems with AUTH_MODE=jwt. */
  String[] bearer(String subject, String tenant, String... roles) {
    var token =
        Tokens.mint(
            read().auth(), new Caller(subject, Set.of(roles), tenant), Duration.ofHours(1), clock);
    return new String[] {"Authorization", "Bearer " + token};
  }

  // -- requests

  HttpResponse<String> get(String path, String... headers) {
    return send(request(url(path), headers).GET().build());
  }

  HttpResponse<String> getUrl(String url) {
    return send(request(url).GET().build());
  }

  HttpResponse<String> post(String path, String json, String... headers) {
    return send(
        request(url(path), headers)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(json))
            .build());
  }

  HttpResponse<String> send(HttpRequest request) {
    try {
      return http.send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  static HttpRequest.Builder request(String url, String... headers) {
    var request = HttpRequest.newBuilder(URI.create(url)).timeout(SOON);
    return headers.length == 0 ? request : request.headers(headers);
  }

  // -- the plan

  /** Sends the form; answers the person's code. */
  String submit(TestForm form, String... headers) {
    var stored = post("/api/sage-onboarding", form.json(), headers);
    require(stored, 200);
    return Json.tree(stored.body()).path("data").path("uniqueCode").asText();
  }

  /** Sends the form and asks for a plan. */
  Plea ask(TestForm form, String email) {
    return ask(email, submit(form));
  }

  Plea ask(String email) {
    return ask(TestForm.of(email), email);
  }

  Plea ask(String email, String code, String... headers) {
    var answer = post("/api/generate-plan-async", wish(email, code), headers);
    require(answer, 202);
    return new Plea(email, code, Json.tree(answer.body()));
  }

  static String wish(String email, String code) {
    return Json.write(Map.of("email", email, "uniqueCode", code, "fullName", TestForm.FULL_NAME));
  }

  /** Delivers the request's message as QStash would. */
  void deliver(Plea plea) {
    require(send(delivery("msg_" + plea.request(), plea.message())), 200);
  }

  /** QStash's signature of a delivery to an address. */
  String signature(String url, String body) {
    var keys = DevCredentials.USERS.getFirst().keys();
    return new SignatureSigner(keys, clock, new SecureRandom())
        .sign(url, body.getBytes(StandardCharsets.UTF_8));
  }

  HttpRequest delivery(String messageId, String body) {
    var signature = signature(url(WEBHOOK), body);
    return request(url(WEBHOOK), "Upstash-Signature", signature, "Upstash-Message-Id", messageId)
        .header("Content-Type", "application/json")
        .POST(BodyPublishers.ofString(body))
        .build();
  }

  CompletableFuture<HttpResponse<String>> sendAsync(HttpRequest request) {
    return http.sendAsync(request, BodyHandlers.ofString());
  }

  JsonNode status(Plea plea) {
    var answer = get("/api/plan-status?code=" + plea.code());
    require(answer, 200);
    return Json.tree(answer.body());
  }

  JsonNode plan(Plea plea) {
    var answer = get("/api/get-plan?code=" + plea.code());
    require(answer, 200);
    return Json.tree(answer.body());
  }

  /** The lines of the stream of events; answered as soon as the stream is open. */
  CompletableFuture<Stream<String>> follow(Plea plea) {
    return http.sendAsync(
            request(url("/api/plan-events?code=" + plea.code())).GET().build(),
            BodyHandlers.ofLines())
        .thenApply(HttpResponse::body);
  }

  /** Waits for the plan's end; back-offs of {@code queues} are passed by moving the clock. */
  JsonNode ended(Plea plea, String... queues) {
    return dev.stashline.testkit.Await.value(
        "the plan's end",
        SOON,
        () -> {
          passBackOff(queues);
          return status(plea);
        },
        progress -> ENDED.contains(progress.path("status").asText()));
  }

  /** Delivers the message and waits for the plan's end. */
  JsonNode made(Plea plea) {
    deliver(plea);
    return ended(plea, "plans");
  }

  /**
   * Moves the clock to the next attempt, if the system waits for one and does nothing else: a lease
   * must not lapse.
   */
  void passBackOff(String... queues) {
    rows.nextAttempt(queues)
        .map(at -> Duration.between(clock.instant(), at))
        .filter(Duration::isPositive)
        .ifPresent(this::moveClock);
  }

  Instant moveClock(Duration ahead) {
    var moved = post("/dev/clock", Json.write(Map.of("ahead", ahead.toString())));
    require(moved, 200);
    return Instant.parse(Json.tree(moved.body()).path("now").asText());
  }

  static void require(HttpResponse<String> answer, int status) {
    if (answer.statusCode() != status) {
      throw new AssertionError(
          answer.uri().getPath() + " answered " + answer.statusCode() + ": " + answer.body());
    }
  }

  @Override
  public void close() {
    // First, so that a question that is never answered keeps no job running.
    model.close();
    nodes.reversed().forEach(node -> node.stopping().stop());
    http.shutdownNow();
    inbox.close();
    chat.close();
    vertx.close().await();
    dropDatabase.run();
  }
}
