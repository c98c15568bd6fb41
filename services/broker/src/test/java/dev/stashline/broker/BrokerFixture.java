package dev.stashline.broker;

import static java.util.concurrent.TimeUnit.SECONDS;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stashline.jobs.Catalogue;
import dev.stashline.jobs.JobEngine;
import dev.stashline.jobs.JobsConfig;
import dev.stashline.qstash.DevCredentials;
import dev.stashline.runtime.Bus;
import dev.stashline.runtime.Database;
import dev.stashline.runtime.Env;
import dev.stashline.runtime.Json;
import dev.stashline.runtime.Migrations;
import dev.stashline.runtime.MovableClock;
import dev.stashline.testkit.Await;
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
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** A broker with its engine on a real Postgres, spoken to over real HTTP. */
final class BrokerFixture implements AutoCloseable {
  static final List<Migrations.Owner> OWNERS =
      List.of(new Migrations.Owner("jobs", "db/jobs"), Broker.MIGRATIONS);
  static final DevCredentials USER = DevCredentials.USERS.get(0);
  static final DevCredentials OTHER = DevCredentials.USERS.get(1);
  private static final AtomicInteger NODES = new AtomicInteger();

  final TestDatabase database;
  final Vertx vertx = Vertx.vertx();
  final MovableClock clock;
  final Pool pool;
  final Broker broker;
  final JobEngine engine;
  final Receiver receiver;
  private final boolean ownsDatabase;
  private final HttpClient http = HttpClient.newHttpClient();

  BrokerFixture() {
    this(Map.of());
  }

  BrokerFixture(Map<String, String> settings) {
    this(TestDatabase.fresh(OWNERS), true, new MovableClock(InstantSource.system()), settings);
  }

  private BrokerFixture(
      TestDatabase database, boolean owns, MovableClock clock, Map<String, String> settings) {
    this.database = database;
    this.ownsDatabase = owns;
    this.clock = clock;
    pool = Database.open(vertx, database.config());
    receiver = new Receiver(vertx);
    broker = Broker.of(vertx, pool, config(settings), clock, new SecureRandom());
    engine = engine(broker, pool, clock);
    broker.use(engine.queue());
    broker.listenOn(database.config());
    clock.watch(engine::clockMoved);
    await(broker.start());
    engine.start(Map.of(BrokerJobs.QUEUE, 16));
  }

  /** A second process on the same database. */
  BrokerFixture node() {
    return new BrokerFixture(database, false, clock, Map.of());
  }

  static BrokerConfig config(Map<String, String> settings) {
    var all = new HashMap<String, String>();
    all.put("BROKER_HOST", "127.0.0.1");
    all.put("BROKER_PORT", "0");
    all.put("BROKER_ALLOW_PRIVATE_ADDRESSES", "true");
    all.put("BROKER_DEV_CREDENTIALS", "true");
    all.put("JOBS_SLOTS", "16");
    all.putAll(settings);
    return new Env(all::get).read(BrokerConfig::from);
  }

  private JobEngine engine(Broker of, Pool on, MovableClock by) {
    return new JobEngine(
        new JobEngine.Ground(
            vertx,
            on,
            new Bus(vertx),
            new SimpleMeterRegistry(),
            by,
            InstantSource.system(),
            new SecureRandom()),
        new JobsConfig(
            "broker-" + NODES.incrementAndGet(),
            Duration.ofSeconds(3),
            Duration.ofMillis(200),
            16,
            Duration.ofMillis(200),
            Duration.ofDays(1)),
        new Catalogue(of.catalogue()));
  }

  /** An answer of the API. */
  record Answer(int status, String text) {
    JsonNode json() {
      return Json.tree(text);
    }

    String messageId() {
      return json().path("messageId").asText();
    }
  }

  Answer call(String method, String path, byte[] body, String... headers) {
    return call(USER.token(), method, path, body, headers);
  }

  Answer call(String token, String method, String path, byte[] body, String... headers) {
    // Written by hand where the client would change the path: it must arrive as it is.
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + broker.actualPort() + path))
            .timeout(Duration.ofSeconds(30))
            .method(method, BodyPublishers.ofByteArray(body));
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    try {
      HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());
      return new Answer(answer.statusCode(), answer.body());
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  Answer get(String path) {
    return call("GET", path, new byte[0]);
  }

  /** Publishes to the receiver; returns the message's id. */
  String publish(String path, String body, String... headers) {
    var answer =
        call(
            "POST",
            "/v2/publish/" + receiver.url(path),
            body.getBytes(java.nio.charset.StandardCharsets.UTF_8),
            headers);
    if (answer.status() != 200) {
      throw new AssertionError("publish was answered " + answer);
    }
    return answer.messageId();
  }

  /** Publishes what is known by this deduplication id; returns the first message's id. */
  String publishAgain(String path, String deduplicationId) {
    var answer =
        call(
            "POST",
            "/v2/publish/" + receiver.url(path),
            new byte[0],
            "Upstash-Deduplication-Id",
            deduplicationId);
    if (answer.status() != 202) {
      throw new AssertionError("a duplicate was answered " + answer);
    }
    return answer.messageId();
  }

  /** The receiver's next request; if none comes, the failure tells what waits where. */
  Receiver.Received next() {
    var next = receiver.next(Duration.ofSeconds(10));
    if (next == null) {
      throw new AssertionError("nothing was delivered within ten seconds; " + waiting());
    }
    return next;
  }

  private List<String> waiting() {
    return await(
            pool.query(
                    """
                    select row_to_json(l)::text from jobs.lane l
                    union all select (row_to_json(j)::jsonb - 'args')::text from jobs.job j
                    union all select row_to_json(s)::text from (
                      select time, message_id, state, error from broker.log order by time desc, seq desc limit 8) s\
                    """)
                .execute())
        .stream()
        .map(row -> row.getString(0))
        .toList();
  }

  /** The states of a message's log, oldest first, once the last one is there. */
  List<String> states(String messageId, String last) {
    return Await.value(
        "the state " + last,
        Duration.ofSeconds(10),
        () -> states(messageId),
        states -> !states.isEmpty() && states.getLast().equals(last));
  }

  List<String> states(String messageId) {
    return events(messageId).valueStream().map(e -> e.path("state").asText()).toList();
  }

  JsonNode events(String messageId) {
    return get("/v2/events?order=earliestFirst&messageId=" + messageId).json().path("events");
  }

  /** The dead letters once there are so many. */
  JsonNode deadLetters(int count) {
    return Await.value(
        count + " dead letters",
        Duration.ofSeconds(10),
        () -> get("/v2/dlq").json().path("messages"),
        messages -> messages.size() == count);
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
    await(engine.stop());
    await(broker.stop(Duration.ofSeconds(1)));
    await(pool.close());
    await(vertx.close());
    if (ownsDatabase) {
      database.close();
    }
  }
}
