package dev.stashline.jobs;

import dev.stashline.runtime.Bus;
import dev.stashline.runtime.Database;
import dev.stashline.runtime.Migrations;
import dev.stashline.testkit.TestDatabase;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/** Stores of several nodes on one Postgres database, without runners. */
final class PostgresStores implements StoreContract.Stores, AutoCloseable {
  static final List<Migrations.Owner> OWNERS = List.of(new Migrations.Owner("jobs", "db/jobs"));

  private final TestDatabase database = TestDatabase.fresh(OWNERS);
  private final Vertx vertx = Vertx.vertx();
  private final Pool pool = Database.open(vertx, database.config());
  private final Handover handover = new Handover(new Bus(vertx), vertx);

  @Override
  public JobStore open(
      String node, Catalogue catalogue, InstantSource clock, InstantSource leaseClock) {
    var config =
        new JobsConfig(
            node,
            StoreContract.LEASE,
            Duration.ofSeconds(1),
            8,
            Duration.ofSeconds(5),
            Duration.ofDays(1));
    return new PostgresJobStore(pool, catalogue, clock, leaseClock, config, handover);
  }

  Rows rows() {
    return new Rows(database.url());
  }

  @Override
  public void close() {
    Futures.get(pool.close());
    Futures.get(vertx.close());
    database.close();
  }
}
