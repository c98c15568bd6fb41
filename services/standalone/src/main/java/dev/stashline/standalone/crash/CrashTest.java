package dev.stashline.standalone.crash;

import dev.stashline.qstash.DevCredentials;
import dev.stashline.standins.LocalPostgres;
import dev.stashline.standins.Ports;
import io.vertx.core.Vertx;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Broker processes on a durable Postgres, publishers, a receiver, and a storm of kills.
 *
 * <pre>
 *   calm ─────────────▶ storm ───────────────▶ aftermath ─────▶ findings
 *   publish, deliver    the same, with SIGKILL  all is delivered  lost? twice? out of order?
 *   schedules fire      they go on firing       they end          an occurrence missed? fired twice?
 *   workflows run       they go on running      they end          a run stuck? a step lost, or twice?
 * </pre>
 */
public final class CrashTest {
  private static final DevCredentials USER = DevCredentials.USERS.getFirst();
  private static final Duration QUIET = Duration.ofSeconds(2);
  private static final long LOOK_AGAIN_NANOS = 100_000_000;

  private final CrashPlan plan;
  private final Path folder;
  private final Consumer<DatabaseUrl> migrate;
  private final Consumer<Progress> progress;
  private final Ledger ledger = new Ledger();
  private final RunBook book = new RunBook();
  private volatile boolean calm = true;
  private volatile Instant calmUntil = Instant.MAX;
  private volatile Instant due = Instant.MAX;
  private volatile boolean publishing = true;

  /** Where the tables are to be made. */
  public record DatabaseUrl(String text) {}

  /** How far it is, a few times a second. */
  public record Progress(String phase, double share, int published, int delivered, int kills) {}

  /**
   * @param folder for the database and the nodes' logs; emptied by nobody but the caller
   */
  public CrashTest(
      CrashPlan plan, Path folder, Consumer<DatabaseUrl> migrate, Consumer<Progress> progress) {
    this.plan = plan;
    this.folder = folder;
    this.migrate = migrate;
    this.progress = progress;
  }

  /** Runs it all; blocks for as long as the plan says and the aftermath takes. */
  public Findings run() throws Exception {
    Files.createDirectories(folder);
    var vertx = Vertx.vertx();
    var nodes = new ArrayList<BrokerNode>();
    try (var postgres = LocalPostgres.in(folder.resolve("postgres")).start();
        var http = HttpClient.newHttpClient();
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      String database = postgres.ensureDatabase("stashline");
      migrate.accept(new DatabaseUrl(database));
      var caller = new Caller(http, nodes, USER.token());
      var receiver = new Receiver(vertx, ledger, new WorkflowApp(caller, book), USER.keys());
      receiver.start();
      try {
        for (int i = 1; i <= plan.nodes(); i++) {
          String name = "broker-" + i;
          var node =
              new BrokerNode(
                  name, Ports.free(), settings(database), folder.resolve(name + ".log"), http);
          nodes.add(node);
          node.start();
        }
        for (var node : nodes) {
          node.awaitReady(USER.token());
        }
        var storm = new Storm(nodes, postgres, plan.killPostgres(), new Random(plan.seed()));
        var schedules = new Schedules(http, USER.token());
        schedules.make(nodes.getFirst(), plan.schedules(), receiver.scheduledUrl());
        var tables = new Tables(vertx, database);
        var workflows = new Workflows(caller, book);
        drive(nodes, http, threads, receiver, storm, schedules, workflows, tables);
        var firings = Firings.of(schedules.made(), tables.fired(), ledger, calmUntil, due);
        return Findings.of(ledger, firings, workflows.findings(), storm, tables.unfinished());
      } finally {
        nodes.forEach(BrokerNode::close);
      }
    } finally {
      vertx.close();
    }
  }

  private void drive(
      List<BrokerNode> nodes,
      HttpClient http,
      ExecutorService threads,
      Receiver receiver,
      Storm storm,
      Schedules schedules,
      Workflows workflows,
      Tables tables)
      throws Exception {
    var numbers = new AtomicLong();
    var publishers = new ArrayList<Future<?>>();
    for (int i = 0; i < plan.publishers() + plan.lines(); i++) {
      int line = i < plan.publishers() ? -1 : i - plan.publishers();
      publishers.add(
          threads.submit(
              new Publisher(
                  http,
                  nodes,
                  USER.token(),
                  receiver,
                  ledger,
                  numbers,
                  line,
                  () -> calm,
                  () -> publishing)));
    }
    for (int i = 0; i < plan.runs(); i++) {
      publishers.add(
          threads.submit(workflows.starter(receiver.workflowUrl(), () -> calm, () -> publishing)));
    }
    watch("calm", plan.calm(), storm, () -> false);
    calm = false;
    calmUntil = Instant.now();
    // What was published in the calm is to end in it, so that no kill can excuse a repeat.
    watch("calm", QUIET, storm, () -> false);
    watch(
        "calm",
        CrashPlan.AFTERMATH,
        storm,
        () ->
            ledger.isCalmComplete()
                && book.isCalmComplete()
                && schedules.haveFired(ledger, calmUntil));
    watch("calm", QUIET, storm, () -> false);
    if (!plan.storm().isZero()) {
      var blowing =
          threads.submit(
              () -> {
                storm.blow(plan.storm());
                return null;
              });
      watch("storm", plan.storm().multipliedBy(2), storm, blowing::isDone);
      blowing.get();
    }
    publishing = false;
    due = Instant.now();
    for (var node : nodes) {
      node.awaitReady(USER.token());
    }
    for (var publisher : publishers) {
      publisher.get();
    }
    watch("aftermath", CrashPlan.AFTERMATH, storm, () -> schedules.haveFired(ledger, due));
    schedules.delete(nodes.getFirst());
    watch("aftermath", CrashPlan.AFTERMATH, storm, () -> isOver(tables));
  }

  /**
   * Also what has arrived may be under way still: the node that was to note it was killed, and
   * another one takes it over when the lease lapses. Only what stays so for long is stuck.
   */
  private boolean isOver(Tables tables) {
    return ledger.isComplete()
        && book.isComplete()
        && ledger.nanosSinceLastArrival() > QUIET.toNanos()
        && tables.unfinished() == 0;
  }

  /** Shows progress until it is done, at most for the time. */
  private void watch(String phase, Duration time, Storm storm, BooleanSupplier done) {
    long start = System.nanoTime();
    double nanos = time.toNanos();
    for (double spent = 0;
        spent < nanos && !done.getAsBoolean();
        spent = System.nanoTime() - start) {
      tell(phase, spent / nanos, storm);
      LockSupport.parkNanos(LOOK_AGAIN_NANOS);
    }
  }

  private void tell(String phase, double share, Storm storm) {
    progress.accept(
        new Progress(
            phase,
            share,
            ledger.publishedCount(),
            ledger.arrivedCount(),
            storm.brokersKilled() + storm.databaseKilled()));
  }

  private static Map<String, String> settings(String database) {
    var settings = new HashMap<String, String>();
    settings.put("DATABASE_URL", database);
    settings.put("DATABASE_POOL", "8");
    settings.put("BROKER_HOST", "127.0.0.1");
    settings.put("BROKER_DEV_CREDENTIALS", "true");
    settings.put("BROKER_ALLOW_PRIVATE_ADDRESSES", "true");
    settings.put("JOBS_LEASE", CrashPlan.LEASE.toSeconds() + "s");
    settings.put("JOBS_POLL", "500ms");
    settings.put("MANAGEMENT_HOST", "127.0.0.1");
    settings.put("MANAGEMENT_PORT", "0");
    settings.put("LOG_LEVEL", "warn");
    return settings;
  }
}
