package dev.stashline.broker;

import dev.stashline.qstash.LogState;
import dev.stashline.runtime.Json;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Log lines that are written together, in the order in which they were added. */
final class LogLines {
  private record Line(
      Instant time,
      Message message,
      LogState state,
      @Nullable Instant nextDelivery,
      @Nullable String error,
      @Nullable Report report) {}

  private final List<Line> lines = new ArrayList<>();

  void add(Instant time, Message message, LogState state) {
    lines.add(new Line(time, message, state, null, null, null));
  }

  void retry(Instant time, Message message, Instant nextDelivery) {
    lines.add(new Line(time, message, LogState.RETRY, nextDelivery, null, null));
  }

  /** With the response if there was one; {@code error} otherwise. */
  void failed(Instant time, Message message, String error, @Nullable Report report) {
    lines.add(new Line(time, message, LogState.ERROR, null, error, report));
  }

  void delivered(Instant time, Message message, Report report) {
    lines.add(new Line(time, message, LogState.DELIVERED, null, null, report));
  }

  Future<?> write(SqlClient sql) {
    if (lines.isEmpty()) {
      return Future.succeededFuture();
    }
    int n = lines.size();
    var times = new OffsetDateTime[n];
    var accounts = new String[n];
    var ids = new UUID[n];
    var states = new String[n];
    var next = new OffsetDateTime[n];
    var errors = new String[n];
    var statuses = new Integer[n];
    var headers = new String[n];
    var bodies = new Buffer[n];
    for (int i = 0; i < n; i++) {
      Line line = lines.get(i);
      times[i] = Publishing.millis(line.time());
      accounts[i] = line.message().account();
      ids[i] = line.message().id();
      states[i] = line.state().name();
      next[i] = line.nextDelivery() == null ? null : Publishing.utc(line.nextDelivery());
      errors[i] = line.error();
      var response = line.report() == null ? null : line.report().response();
      if (response != null) {
        statuses[i] = response.status();
        headers[i] = Json.write(response.headers());
        bodies[i] = Buffer.buffer(response.body());
      }
    }
    return sql.preparedQuery(MessageSql.LOG)
        .execute(
            Tuple.tuple(
                Arrays.asList(
                    times, accounts, ids, states, next, errors, statuses, headers, bodies)));
  }
}
