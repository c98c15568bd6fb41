package dev.stashline.standalone;

import dev.stashline.broker.Broker;
import dev.stashline.jobs.Catalogue;
import dev.stashline.jobs.JobEngine;
import dev.stashline.jobs.Work;
import dev.stashline.messages.Messages;
import dev.stashline.plans.Plans;
import dev.stashline.qstash.QStashApi;
import dev.stashline.qstash.QStashClient;
import dev.stashline.runtime.AppServer;
import dev.stashline.runtime.Bus;
import dev.stashline.runtime.Cluster;
import dev.stashline.runtime.Database;
import dev.stashline.runtime.Health;
import dev.stashline.runtime.ManagementServer;
import dev.stashline.runtime.MovableClock;
import dev.stashline.runtime.Stopping;
import dev.stashline.webhooks.OutboxJobs;
import dev.stashline.webhooks.ReceiptRetention;
import dev.stashline.webhooks.Routes;
import dev.stashline.webhooks.WebhookDoor;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One running process with its roles.
 *
 * <pre>
 *   start:  cluster ▶ pool ▶ engine ▶ doors and broker ▶ runners ▶ management ▶ open
 *   stop:   not ready ▶ doors closed ▶ jobs finished or handed back ▶ management ▶ pool ▶ Vert.x
 * </pre>
 */
final class Node {
  private final Settings settings;
  private final Set<Role> roles;
  private final @Nullable MovableClock movable;
  private final InstantSource clock;
  private final Vertx vertx;
  private final Pool pool;
  private final Bus bus;
  private final PrometheusMeterRegistry meters;
  private final Health health;
  private final Stopping stopping;
  private final JobEngine engine;
  private final Plans plans;
  private final Messages messages;
  private final Optional<Broker> broker;
  private final Optional<QStashApi> qstash;
  private @Nullable AppServer app;
  private @Nullable ManagementServer management;

  private Node(
      Settings settings,
      Set<Role> roles,
      @Nullable MovableClock movable,
      Vertx vertx,
      PrometheusMeterRegistry meters) {
    this.settings = settings;
    this.roles = roles;
    this.movable = movable;
    this.clock = movable == null ? InstantSource.system() : movable;
    this.vertx = vertx;
    this.meters = meters;
    pool = Database.open(vertx, settings.database());
    bus = new Bus(vertx);
    health = new Health(Duration.ofSeconds(2), InstantSource.system());
    stopping = new Stopping(settings.stopGrace(), InstantSource.system());
    qstash = QStashApi.of(vertx, settings.qstash(), clock);
    plans =
        Plans.of(
            vertx,
            pool,
            bus,
            settings.plans(),
            settings.smtp(),
            settings.ai(),
            clock,
            new SecureRandom());
    messages =
        Messages.of(
            new Messages.Ground(vertx, pool, clock, new SecureRandom()),
            settings.messages(),
            settings.chat(),
            settings.ai(),
            qstash);
    broker =
        roles.contains(Role.BROKER)
            ? Optional.of(Broker.of(vertx, pool, settings.broker(), clock, new SecureRandom()))
            : Optional.empty();
    engine =
        new JobEngine(
            new JobEngine.Ground(
                vertx, pool, bus, meters, clock, InstantSource.system(), new SecureRandom()),
            settings.jobs(),
            catalogue());
    broker.ifPresent(b -> b.use(engine.queue()));
    broker.ifPresent(b -> b.listenOn(settings.database()));
    if (movable != null) {
      movable.watch(engine::clockMoved);
    }
  }

  /** Starts a process. {@code movable} is the clock of dev and tests; null for the real one. */
  static Future<Node> start(Settings settings, Set<Role> roles, @Nullable MovableClock movable) {
    var meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    return Cluster.start(settings.cluster(), meters)
        .compose(
            vertx -> {
              var node = new Node(settings, roles, movable, vertx, meters);
              return node.open()
                  .recover(failure -> node.stopNow().transform(v -> Future.failedFuture(failure)));
            });
  }

  /** The address that a browser reaches this process by, if it has a door. */
  Optional<String> appUrl() {
    return app == null ? Optional.empty() : Optional.of("http://localhost:" + app.actualPort());
  }

  Optional<String> brokerUrl() {
    return broker.map(b -> "http://localhost:" + b.actualPort());
  }

  int managementPort() {
    return management == null ? -1 : management.port();
  }

  Vertx vertx() {
    return vertx;
  }

  Stopping stopping() {
    return stopping;
  }

  JobEngine engine() {
    return engine;
  }

  // -- start
  // -------------------------------------------------------------------------------------------------------------

  private Catalogue catalogue() {
    var works = new ArrayList<Work<?>>();
    if (roles.stream().anyMatch(Role::ofTheApplication)) {
      works.addAll(plans.catalogue());
      works.addAll(messages.catalogue(() -> engine.queue()));
      works.addAll(OutboxJobs.catalogue(qstash.map(QStashClient::new).orElse(null)));
    }
    broker.ifPresent(b -> works.addAll(b.catalogue()));
    return new Catalogue(works);
  }

  private Future<Node> open() {
    stopping.then("not ready", left -> drain());
    return openDoors()
        .compose(v -> broker.map(Broker::start).orElseGet(Future::succeededFuture))
        .compose(v -> startRunners())
        .compose(v -> openManagement())
        .map(
            v -> {
              stopping.then("pool", left -> pool.close()).then("vertx", left -> vertx.close());
              health.open();
              return this;
            });
  }

  private Future<?> drain() {
    health.drain();
    return Future.succeededFuture();
  }

  private Future<Void> openDoors() {
    if (!roles.contains(Role.INGRESS) && !roles.contains(Role.WEBHOOKS)) {
      return Future.succeededFuture();
    }
    var server = new AppServer(vertx, settings.app());
    app = server;
    Future<Void> doors = Future.succeededFuture();
    if (roles.contains(Role.WEBHOOKS)) {
      server.mount(
          new WebhookDoor(
                  vertx,
                  settings.app(),
                  settings.qstash()::keys,
                  clock,
                  engine.queue(),
                  Routes.of(plans.generate()))
              .router());
      var receipts =
          new ReceiptRetention(vertx, pool, settings.receiptRetention(), clock, new SecureRandom());
      receipts.start();
      stopping.then("receipts", left -> stopped(receipts));
    }
    if (roles.contains(Role.INGRESS)) {
      doors =
          new IngressRole(vertx, settings, engine, plans, messages, clock, movable, stopping)
              .open(server);
    }
    stopping.then("doors", server::stop);
    return doors.compose(v -> server.start());
  }

  private static Future<Void> stopped(ReceiptRetention receipts) {
    receipts.stop();
    return Future.succeededFuture();
  }

  private Future<Void> messagesStopped() {
    messages.stop();
    return Future.succeededFuture();
  }

  private Future<Void> startRunners() {
    Map<String, Integer> slots = new LinkedHashMap<>();
    roles.forEach(
        role -> role.queue().ifPresent(queue -> slots.put(queue, settings.jobs().slots())));
    engine.start(slots);
    if (roles.contains(Role.MESSAGES)) {
      messages.start(engine.queue());
      stopping.then("message rounds", left -> messagesStopped());
    }
    stopping.then("jobs", left -> engine.stop());
    broker.ifPresent(b -> stopping.then("broker", b::stop));
    return Future.succeededFuture();
  }

  private Future<?> openManagement() {
    health.require("postgres", () -> pool.query("select 1").execute().mapEmpty());
    if (settings.cluster().mode() != dev.stashline.runtime.ClusterConfig.Mode.NONE) {
      health.require("cluster", () -> Cluster.check(vertx));
    }
    new WorkFlow(engine.queue(), clock).watchAll(health, engine.catalogue().queues());
    var server = new ManagementServer(settings.management(), health, meters);
    management = server;
    stopping.then("management", left -> vertx.undeploy(server.deploymentID()));
    return vertx.deployVerticle(server);
  }

  /**
   * Whatever has been opened is closed again: a start that fails leaves nothing behind. Does not
   * wait for Vert.x, on whose threads the failure has yet to be told.
   */
  private Future<Void> stopNow() {
    return pool.close().onComplete(v -> vertx.close());
  }

  List<Role> roles() {
    return List.copyOf(roles);
  }
}
