package dev.stashline.broker;

import dev.stashline.runtime.Database;
import dev.stashline.runtime.DatabaseConfig;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnection;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rings when a transaction that published by SQL has committed. A hint, never the work: while its
 * connection is gone the work is late by one rest of the loop.
 */
final class Bell {
  private static final Logger log = LoggerFactory.getLogger(Bell.class);
  private static final String LISTEN = "listen stashline_intake";
  private static final long AGAIN_MILLIS = 1_000;

  private final Vertx vertx;
  private final Runnable ring;
  private @Nullable DatabaseConfig database;
  private @Nullable PgConnection connection;
  private boolean stopped;

  Bell(Vertx vertx, Runnable ring) {
    this.vertx = vertx;
    this.ring = ring;
  }

  void on(DatabaseConfig listened) {
    database = listened;
  }

  /** Listens until it is stopped, again and again if it has to; nothing where nobody said where. */
  synchronized void start() {
    if (stopped || database == null) {
      return;
    }
    Database.listen(vertx, database)
        .compose(
            fresh -> {
              fresh.notificationHandler(notification -> ring.run());
              // Told once more by its closing, which is what counts.
              fresh.exceptionHandler(failure -> {});
              return fresh.query(LISTEN).execute().onFailure(failure -> fresh.close()).map(fresh);
            })
        .onComplete(
            done -> {
              if (done.succeeded()) {
                listening(done.result());
              } else {
                lost(done.cause().getClass().getName());
              }
            });
  }

  private synchronized void listening(PgConnection fresh) {
    if (stopped) {
      fresh.close();
      return;
    }
    connection = fresh;
    fresh.closeHandler(v -> lost("closed"));
    // For what was told while nobody listened.
    ring.run();
  }

  private synchronized void lost(String cause) {
    connection = null;
    if (!stopped) {
      log.warn("does not hear of what is published by SQL, trying again cause={}", cause);
      vertx.setTimer(AGAIN_MILLIS, id -> start());
    }
  }

  synchronized void stop() {
    stopped = true;
    if (connection != null) {
      connection.close();
    }
  }
}
