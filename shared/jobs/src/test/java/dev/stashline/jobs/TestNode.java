package dev.stashline.jobs;

import dev.stashline.runtime.Bus;
import dev.stashline.runtime.Database;
import dev.stashline.runtime.DatabaseConfig;
import dev.stashline.runtime.MovableClock;
import dev.stashline.runtime.Secret;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * One engine on a database with a Vert.x, a bus and a pool of its own, as a process has them. So
 * the hints of two nodes never reach each other, as if the bus lost them all.
 */
final class TestNode implements AutoCloseable {
  final Vertx vertx = Vertx.vertx();
  final Bus bus = new Bus(vertx);
  final Pool pool;
  final JobEngine engine;
  private boolean stopped;

  private TestNode(Setup setup, Collection<? extends Work<?>> works) {
    pool =
        Database.open(vertx, new DatabaseConfig(new Secret(setup.url), 8, Duration.ofSeconds(5)));
    engine =
        new JobEngine(
            new JobEngine.Ground(
                vertx,
                pool,
                bus,
                new SimpleMeterRegistry(),
                setup.clock,
                setup.leaseClock,
                new SplittableRandom(setup.name.hashCode())),
            new JobsConfig(setup.name, setup.lease, setup.poll, 8, setup.grace, Duration.ofDays(1)),
            new Catalogue(works));
  }

  static Setup on(String url) {
    return new Setup(url);
  }

  /** The defaults: node "a", system clocks, a long lease, a short poll, a grace of five seconds. */
  static final class Setup {
    private final String url;
    private String name = "a";
    private InstantSource clock = new MovableClock(InstantSource.system());
    private InstantSource leaseClock = InstantSource.system();
    private Duration lease = Duration.ofSeconds(30);
    private Duration poll = Duration.ofMillis(200);
    private Duration grace = Duration.ofSeconds(5);

    private Setup(String url) {
      this.url = url;
    }

    Setup name(String value) {
      name = value;
      return this;
    }

    Setup clock(InstantSource value) {
      clock = value;
      return this;
    }

    Setup leaseClock(InstantSource value) {
      leaseClock = value;
      return this;
    }

    Setup lease(Duration value) {
      lease = value;
      return this;
    }

    Setup poll(Duration value) {
      poll = value;
      return this;
    }

    Setup grace(Duration value) {
      grace = value;
      return this;
    }

    TestNode with(Work<?>... works) {
      return new TestNode(this, List.of(works));
    }
  }

  JobQueue queue() {
    return engine.queue();
  }

  TestNode start(String queue, int slots) {
    engine.start(Map.of(queue, slots));
    return this;
  }

  JobView view(java.util.UUID id) {
    return Futures.get(queue().desk().find(id)).orElseThrow();
  }

  /** Stops as a process does at its end; no later than the grace and the handing back take. */
  void stop() {
    if (!stopped) {
      stopped = true;
      Futures.get(engine.stop());
    }
  }

  @Override
  public void close() {
    stop();
    Futures.get(pool.close());
    Futures.get(vertx.close());
  }
}
