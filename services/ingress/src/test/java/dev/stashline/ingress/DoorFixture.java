package dev.stashline.ingress;

import static java.util.concurrent.TimeUnit.SECONDS;

import dev.stashline.jobs.Catalogue;
import dev.stashline.jobs.Failure;
import dev.stashline.jobs.JobEngine;
import dev.stashline.jobs.JobFailed;
import dev.stashline.jobs.JobsConfig;
import dev.stashline.jobs.Kind;
import dev.stashline.jobs.Work;
import dev.stashline.runtime.AppConfig;
import dev.stashline.runtime.AppServer;
import dev.stashline.runtime.Audit;
import dev.stashline.runtime.AuthConfig;
import dev.stashline.runtime.Authentication;
import dev.stashline.runtime.Bus;
import dev.stashline.runtime.Caller;
import dev.stashline.runtime.Database;
import dev.stashline.runtime.Env;
import dev.stashline.runtime.MachineKey;
import dev.stashline.runtime.Migrations;
import dev.stashline.runtime.MovableClock;
import dev.stashline.runtime.Operation;
import dev.stashline.runtime.Problem;
import dev.stashline.runtime.RateLimit;
import dev.stashline.runtime.RateLimitConfig;
import dev.stashline.runtime.RateLimits;
import dev.stashline.runtime.Secret;
import dev.stashline.runtime.Tokens;
import dev.stashline.testkit.TestDatabase;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.vertx.redis.client.Redis;
import io.vertx.sqlclient.Pool;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The REST door over real HTTP, with a real engine behind the operations on jobs; the operations on
 * plans tell what reached them.
 */
final class DoorFixture implements AutoCloseable {
  static final int BODY_LIMIT = 4_000;
  static final int REQUESTS = 200;
  static final int MISSES = 50;

  /** The operations answer 404 to it. */
  static final String UNKNOWN_CODE = "UNKNOWN1";

  /** The key that machines show. */
  static final MachineKey KEY =
      new MachineKey("SCHEDULER_API_KEY", Optional.of(new Secret("key-of-machines")));

  /** Arguments with something that must never be shown. */
  record Private(String secret) {}

  static final Kind<Private> KIND =
      Kind.of("test.private", "tests", Private.class).steps("first", "second");

  final TestDatabase database =
      TestDatabase.fresh(List.of(new Migrations.Owner("jobs", "db/jobs"), Audit.MIGRATIONS));
  final Vertx vertx = Vertx.vertx();
  final Pool pool = Database.open(vertx, database.config());
  final MovableClock clock = new MovableClock(InstantSource.system());
  final AuthConfig auth =
      new Env(Map.of("AUTH_HS256_SECRET", "0123456789abcdef0123456789abcdef")::get)
          .read(AuthConfig::from);
  final AppConfig config =
      new AppConfig("127.0.0.1", 0, URI.create("https://app.example.com"), false, BODY_LIMIT);

  /** Stands still, so that a limit is met after exactly as many requests. */
  final MovableClock rateClock = new MovableClock(InstantSource.fixed(Instant.now()));

  final CallerLimits limits;
  final JobEngine engine = engine();
  final AppServer server;
  private final HttpClient http = HttpClient.newHttpClient();

  DoorFixture() {
    this(Optional.empty());
  }

  /**
   * @param redis counts the callers' requests; without it the door does
   */
  DoorFixture(Optional<Redis> redis) {
    limits =
        new CallerLimits(
            new RateLimits(redis, rateClock),
            new RateLimitConfig(
                new RateLimit("requests", REQUESTS, Duration.ofMinutes(1)),
                new RateLimit("misses", MISSES, Duration.ofMinutes(1))));
    server = server();
  }

  private JobEngine engine() {
    var ground =
        new JobEngine.Ground(
            vertx,
            pool,
            new Bus(vertx),
            new SimpleMeterRegistry(),
            clock,
            InstantSource.system(),
            new SecureRandom());
    var jobsConfig =
        new JobsConfig(
            "test",
            Duration.ofSeconds(30),
            Duration.ofSeconds(1),
            4,
            Duration.ofSeconds(5),
            Duration.ofDays(1));
    return new JobEngine(
        ground,
        jobsConfig,
        new Catalogue(
            List.of(
                Work.of(
                    KIND,
                    job -> {
                      job.step("first", String.class, () -> "done");
                      throw new JobFailed(new Failure.Never("it cannot work"));
                    }))));
  }

  List<Operation> operations() {
    var operations = new ArrayList<>(JobOperations.of(engine.queue(), Set.of("tests"), clock));
    var ours = operations.stream().map(Operation::id).collect(Collectors.toSet());
    Contract.operationIds().stream()
        .filter(id -> !ours.contains(id) && !id.equals("moveClock"))
        .forEach(id -> operations.add(new Operation(id, DoorFixture::echo)));
    return operations;
  }

  private AppServer server() {
    var operations = operations();
    operations.add(ClockOperation.of(clock));
    var door =
        await(
            RestDoor.open(
                vertx,
                config,
                new Authentication(vertx, auth, clock),
                limits,
                operations,
                Set.of(),
                Map.of("schedulerKey", KEY)));
    var started = new AppServer(vertx, config).mount(door);
    await(started.start());
    return started;
  }

  /** Answers with what reached the operation; 404 to {@link #UNKNOWN_CODE}. */
  private static void echo(RoutingContext ctx) {
    if (UNKNOWN_CODE.equals(ctx.queryParams().get("code"))) {
      throw Problem.notFound("Nobody has this code.").exception();
    }
    var query = new JsonObject();
    ctx.queryParams().forEach(e -> query.put(e.getKey(), e.getValue()));
    ctx.json(
        new JsonObject()
            .put("caller", Caller.find(ctx).map(Caller::subject).orElse("nobody"))
            .put("query", query)
            .put("body", ctx.body().asJsonObject()));
  }

  String token(String subject, String... roles) {
    return Tokens.mint(
        auth, new Caller(subject, Set.of(roles), "default"), Duration.ofHours(1), clock);
  }

  HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.actualPort() + path))
        .timeout(Duration.ofSeconds(30));
  }

  HttpRequest.Builder asAdmin(String path) {
    return to(path).header("Authorization", "Bearer " + token("boss", "admin"));
  }

  HttpRequest.Builder as(String subject, String path) {
    return to(path).header("Authorization", "Bearer " + token(subject));
  }

  HttpRequest.Builder jsonAs(String subject, String path, String body) {
    return json(path, body).header("Authorization", "Bearer " + token(subject));
  }

  HttpRequest.Builder json(String path, String body) {
    return to(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(body));
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return http.send(request.build(), BodyHandlers.ofString());
  }

  static <T> T await(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(30, SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    await(server.stop(Duration.ZERO));
    await(engine.stop());
    await(pool.close());
    await(vertx.close());
    database.close();
  }
}
