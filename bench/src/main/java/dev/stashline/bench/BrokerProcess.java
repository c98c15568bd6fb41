package dev.stashline.bench;

import dev.stashline.broker.Broker;
import dev.stashline.broker.BrokerConfig;
import dev.stashline.broker.BrokerJobs;
import dev.stashline.jobs.Catalogue;
import dev.stashline.jobs.JobEngine;
import dev.stashline.jobs.JobsConfig;
import dev.stashline.runtime.Bus;
import dev.stashline.runtime.Database;
import dev.stashline.runtime.DatabaseConfig;
import dev.stashline.runtime.Env;
import dev.stashline.runtime.MovableClock;
import dev.stashline.runtime.Secret;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A broker in a process of its own, as `serve broker` runs it, and two bare handlers beside it that
 * say what the machine allows: {@link BareServer}.
 */
final class BrokerProcess implements AutoCloseable {
  /** Deliveries under way at the same time, and connections to Postgres. */
  private static final int SLOTS = 256;

  private static final int POOL = 16;

  private static final Pattern READY = Pattern.compile("^ready (\\d+) (\\d+)$");

  private final ChildJvm jvm;

  private BrokerProcess(ChildJvm jvm) {
    this.jvm = jvm;
  }

  static BrokerProcess start(String databaseUrl) throws IOException {
    return new BrokerProcess(
        ChildJvm.start(BrokerProcess.class, List.of(databaseUrl), Map.of(), READY));
  }

  int brokerPort() {
    return Integer.parseInt(jvm.ready().group(1));
  }

  int barePort() {
    return Integer.parseInt(jvm.ready().group(2));
  }

  long pid() {
    return jvm.pid();
  }

  @Override
  public void close() {
    jvm.close();
  }

  // -- in the other process
  // ------------------------------------------------------------------------------------------

  public static void main(String[] args) throws Exception {
    var vertx = Vertx.vertx();
    var clock = new MovableClock(InstantSource.system());
    var pool =
        Database.open(vertx, new DatabaseConfig(new Secret(args[0]), POOL, Duration.ofSeconds(10)));
    var broker = Broker.of(vertx, pool, config(), clock, new SecureRandom());
    var engine =
        new JobEngine(
            new JobEngine.Ground(
                vertx,
                pool,
                new Bus(vertx),
                new SimpleMeterRegistry(),
                clock,
                InstantSource.system(),
                new SecureRandom()),
            new JobsConfig(
                "bench",
                Duration.ofSeconds(30),
                Duration.ofSeconds(1),
                SLOTS,
                Duration.ofSeconds(5),
                Duration.ofDays(1)),
            new Catalogue(broker.catalogue()));
    broker.use(engine.queue());
    BenchEngine.await(broker.start());
    engine.start(Map.of(BrokerJobs.QUEUE, SLOTS));
    var bare = BenchEngine.await(BareServer.start(vertx, pool));
    System.out.println("ready " + broker.actualPort() + " " + bare.actualPort());
    try {
      Thread.currentThread().join();
    } catch (InterruptedException e) {
      throw new UncheckedIOException(new IOException(e));
    }
  }

  private static BrokerConfig config() {
    var settings = new HashMap<String, String>();
    settings.put("BROKER_HOST", "127.0.0.1");
    settings.put("BROKER_PORT", "0");
    settings.put("BROKER_ALLOW_PRIVATE_ADDRESSES", "true");
    settings.put("BROKER_DEV_CREDENTIALS", "true");
    settings.put("JOBS_SLOTS", Integer.toString(SLOTS));
    settings.put("BROKER_MAX_SCHEDULES", "100000");
    return new Env(settings::get).read(BrokerConfig::from);
  }
}
