package dev.stashline.standalone.crash;

import dev.stashline.qstash.MessageIds;
import dev.stashline.standalone.crash.Firings.Stored;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the broker's tables themselves say at the very end. */
final class Tables {
  private final Vertx vertx;
  private final String database;

  Tables(Vertx vertx, String database) {
    this.vertx = vertx;
    this.database = database;
  }

  /** How many messages are still to be delivered. */
  long unfinished() {
    return ask("select count(*) from broker.message where state = 'active'")
        .iterator()
        .next()
        .getLong(0);
  }

  /** What schedules published, by the schedules' ids. */
  Map<String, List<Stored>> fired() {
    var fired = new HashMap<String, List<Stored>>();
    for (Row row :
        ask(
            "select schedule_id, id, created_at from broker.message where schedule_id is not"
                + " null")) {
      fired
          .computeIfAbsent(row.getString(0), absent -> new ArrayList<>())
          .add(
              new Stored(MessageIds.message(row.getUUID(1)), row.getOffsetDateTime(2).toInstant()));
    }
    return fired;
  }

  private RowSet<Row> ask(String question) {
    return PgConnection.connect(vertx, database)
        .compose(connection -> connection.query(question).execute().eventually(connection::close))
        .toCompletionStage()
        .toCompletableFuture()
        .join();
  }
}
