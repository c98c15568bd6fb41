package dev.stashline.messages;

import dev.stashline.runtime.Audit;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Ends messages whose last occurrence is settled. */
final class MessageEnds {
  private MessageEnds() {}

  /**
   * Ends those of the messages that have no next occurrence and nothing under way. The caller's
   * transaction has them locked.
   */
  static Future<Void> end(SqlClient tx, List<String> messages, Instant now) {
    if (messages.isEmpty()) {
      return Future.succeededFuture();
    }
    return tx.preparedQuery(OccurrenceSql.END_MESSAGES)
        .execute(Tuple.of(messages.toArray(String[]::new), MessageRow.utc(now)))
        .compose(
            rows -> {
              var audit = new ArrayList<Audit.Entry>();
              rows.forEach(
                  row ->
                      audit.add(
                          MessageAudit.ended(
                              now,
                              row.getString(0),
                              MessageStatus.ACTIVE.word(),
                              row.getString(1))));
              return Audit.write(tx, audit);
            });
  }
}
