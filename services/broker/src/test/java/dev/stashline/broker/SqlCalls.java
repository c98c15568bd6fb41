package dev.stashline.broker;

import static dev.stashline.broker.BrokerFixture.await;

import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;

/** What a program says to the broker in SQL. */
final class SqlCalls {
  private SqlCalls() {}

  /** Publishes as the first development user; returns the message's id. */
  static String publish(SqlClient by, String to, String body, JsonObject headers) {
    return await(
            by.preparedQuery("select broker.publish('dev1', $1, $2::text, $3)")
                .execute(Tuple.of(to, body, headers)))
        .iterator()
        .next()
        .getString(0);
  }

  static long count(SqlClient by, String table) {
    return await(by.query("select count(*) from " + table).execute()).iterator().next().getLong(0);
  }
}
