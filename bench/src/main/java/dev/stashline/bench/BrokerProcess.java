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
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A broker in a process of its own, as `serve broker` runs it, and two bare handlers beside it that
 * say what the machine allows: {@link BareServer}.
 */
final class BrokerProcess implements AutoCloseable {
  /** Deliveries under way at the same time, and connections to Postgres. */
  private static final int SLOTS = 256;

  private static final int POOL = 16;

  private final Process process;
  private final int brokerPort;
  private final int barePort;

  private BrokerProcess(Process process, int brokerPort, int barePort) {
    this.process = process;
    this.brokerPort = brokerPort;
    this.barePort = barePort;
  }

  static BrokerProcess start(String databaseUrl) throws IOException {
    var process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx256m",
                    "-XX:+UseSerialGC",
                    "--enable-native-access=ALL-UNNAMED",
                    "--sun-misc-unsafe-memory-access=allow",
                    "-Dlogback.configurationFile=logback-bench.xml",
                    "-cp",
                    System.getProperty("java.class.path"),
                    BrokerProcess.class.getName(),
                    databaseUrl))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    var lines =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    for (String line; (line = lines.readLine()) != null; ) {
      if (line.startsWith("ready ")) {
        String[] ports = line.split(" ");
        return new BrokerProcess(process, Integer.parseInt(ports[1]), Integer.parseInt(ports[2]));
      }
    }
    throw new IllegalStateException("the broker did not start");
  }

  int brokerPort() {
    return brokerPort;
  }

  int barePort() {
    return barePort;
  }

  long pid() {
    return process.pid();
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
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
