package dev.stashline.runtime;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import java.util.HashMap;
import java.util.concurrent.TimeUnit;

/** The one pool of a process. */
public final class Database {
  private Database() {}

  /** Opens a pool; connections are made when needed, and again after Postgres was away. */
  public static Pool open(Vertx vertx, DatabaseConfig config) {
    var pool =
        new PoolOptions()
            .setMaxSize(config.poolSize())
            .setConnectionTimeout((int) config.connectTimeout().toMillis())
            .setConnectionTimeoutUnit(TimeUnit.MILLISECONDS)
            .setIdleTimeout(10)
            .setIdleTimeoutUnit(TimeUnit.MINUTES);
    return PgBuilder.pool().connectingTo(options(config)).with(pool).using(vertx).build();
  }

  /** Opens a connection of its own beside the pool, for one who listens to notifications. */
  public static Future<PgConnection> listen(Vertx vertx, DatabaseConfig config) {
    var options = options(config);
    options.getProperties().put("application_name", "stashline listener");
    return PgConnection.connect(vertx, options);
  }

  private static PgConnectOptions options(DatabaseConfig config) {
    var connect =
        PgConnectOptions.fromUri(config.url().reveal())
            .setCachePreparedStatements(true)
            .setPreparedStatementCacheMaxSize(512)
            .setPipeliningLimit(1);
    var properties = new HashMap<>(connect.getProperties());
    properties.put("application_name", "stashline");
    // A transaction that is left open keeps dead rows alive and slows every claim.
    properties.put("idle_in_transaction_session_timeout", "30s");
    properties.put("statement_timeout", "60s");
    // Prepared statements are planned once for all arguments: the arrays' sizes must not make the
    // planner waver.
    properties.put("plan_cache_mode", "force_generic_plan");
    connect.setProperties(properties);
    return connect;
  }
}
