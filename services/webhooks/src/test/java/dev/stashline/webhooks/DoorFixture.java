package dev.stashline.webhooks;

import static java.util.concurrent.TimeUnit.SECONDS;

import dev.stashline.contracts.GeneratePlan;
import dev.stashline.jobs.Catalogue;
import dev.stashline.jobs.JobEngine;
import dev.stashline.jobs.JobView;
import dev.stashline.jobs.JobsConfig;
import dev.stashline.jobs.Kind;
import dev.stashline.jobs.Outcome;
import dev.stashline.jobs.Work;
import dev.stashline.qstash.SignatureSigner;
import dev.stashline.qstash.SigningKeys;
import dev.stashline.runtime.AppConfig;
import dev.stashline.runtime.AppServer;
import dev.stashline.runtime.Bus;
import dev.stashline.runtime.Database;
import dev.stashline.runtime.Migrations;
import dev.stashline.runtime.MovableClock;
import dev.stashline.testkit.TestDatabase;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The door over real HTTP, with a real engine on a database of its own, and a sender that signs.
 */
final class DoorFixture implements AutoCloseable {
  static final String PUBLIC = "https://app.example.com";
  static final String PATH = "/api/webhooks/qstash/generate-plan";
  static final String BODY =
      """
      {"email":"anna@example.com","uniqueCode":"K7MW4RTX","fullName":"Anna Example"}""";
  static final Kind<GeneratePlan> KIND =
      Kind.of(GeneratePlan.KIND, GeneratePlan.QUEUE, GeneratePlan.class)
          .uniqueWhileUnfinished(GeneratePlan::email);

  final TestDatabase database =
      TestDatabase.fresh(List.of(new Migrations.Owner("jobs", "db/jobs"), Receipts.OWNER));
  final Vertx vertx = Vertx.vertx();
  final Pool pool = Database.open(vertx, database.config());
  final MovableClock clock = new MovableClock(InstantSource.system());
  final AtomicReference<Optional<SigningKeys>> keys =
      new AtomicReference<>(Optional.of(new SigningKeys("sig_now", "sig_soon")));
  final BlockingQueue<GeneratePlan> performed = new LinkedBlockingQueue<>();
  final JobEngine engine = engine();
  final AppServer server = server();
  private final HttpClient http = HttpClient.newHttpClient();

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
    var config =
        new JobsConfig(
            "test",
            Duration.ofSeconds(30),
            Duration.ofSeconds(1),
            4,
            Duration.ofSeconds(5),
            Duration.ofDays(1));
    return new JobEngine(
        ground,
        config,
        new Catalogue(
            List.of(
                Work.of(
                    KIND,
                    job -> {
                      performed.add(job.args());
                      return Outcome.completed();
                    }))));
  }

  private AppServer server() {
    var config = new AppConfig("127.0.0.1", 0, URI.create(PUBLIC), false, 2_000);
    var door =
        new WebhookDoor(vertx, config, keys::get, clock, engine.queue(), Routes.of(KIND::job));
    var started = new AppServer(vertx, config).mount(door.router());
    await(started.start());
    return started;
  }

  String sign(String key, String url, String body) {
    return sign(key, url, body, clock);
  }

  static String sign(String key, String url, String body, InstantSource at) {
    return new SignatureSigner(new SigningKeys(key, "sig_unused"), at, new SecureRandom())
        .sign(url, body.getBytes(StandardCharsets.UTF_8));
  }

  /** A good delivery of {@code body}, as the sender makes it. */
  HttpRequest delivery(String messageId, String body) {
    return request(
        body,
        Map.of(
            "Upstash-Signature",
            sign("sig_now", PUBLIC + PATH, body),
            "Upstash-Message-Id",
            messageId));
  }

  HttpRequest request(String body, Map<String, String> headers) {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.actualPort() + PATH))
            .header("Content-Type", "application/json")
            .timeout(Duration.ofSeconds(30))
            .POST(BodyPublishers.ofString(body));
    headers.forEach(request::header);
    return request.build();
  }

  HttpResponse<String> send(HttpRequest request) throws Exception {
    return http.send(request, BodyHandlers.ofString());
  }

  CompletableFuture<HttpResponse<String>> sendAsync(HttpRequest request) {
    return http.sendAsync(request, BodyHandlers.ofString());
  }

  List<JobView> jobs() {
    return await(engine.queue().desk().list(null, null, null, 100)).jobs();
  }

  int receipts() {
    return await(pool.query("select count(*)::int from webhooks.receipt").execute())
        .iterator()
        .next()
        .getInteger(0);
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
