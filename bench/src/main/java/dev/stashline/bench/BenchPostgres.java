package dev.stashline.bench;

import dev.stashline.runtime.Database;
import dev.stashline.runtime.DatabaseConfig;
import dev.stashline.runtime.Secret;
import dev.stashline.standins.LocalPostgres;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.util.List;

/** A Postgres of the bench's own: commits are durable, memory as the peers' drivers give theirs. */
final class BenchPostgres implements AutoCloseable {
  private static final List<String> SERVER_SETTINGS =
      List.of("shared_buffers = '512MB'", "max_wal_size = '4GB'");

  private final LocalPostgres postgres = LocalPostgres.temporary().start();
  private final Vertx vertx = Vertx.vertx();
  private final Pool pool;

  BenchPostgres() {
    var session = Database.open(vertx, config(2));
    for (String setting : SERVER_SETTINGS) {
      BenchEngine.await(session.query("alter system set " + setting).execute());
    }
    BenchEngine.await(session.close());
    postgres.restart();
    pool = Database.open(vertx, config(1));
  }

  String url() {
    return postgres.url();
  }

  DatabaseConfig config(int connections) {
    return new DatabaseConfig(new Secret(postgres.url()), connections, Duration.ofSeconds(10));
  }

  String version() {
    return BenchEngine.await(pool.query("show server_version").execute())
        .iterator()
        .next()
        .getString(0);
  }

  /** The process id of one of the server's sessions. */
  long backend() {
    return BenchEngine.await(pool.query("select pg_backend_pid()").execute())
        .iterator()
        .next()
        .getInteger(0);
  }

  @Override
  public void close() {
    pool.close();
    vertx.close();
    postgres.close();
  }
}
