package dev.stashline.broker;

import static dev.stashline.broker.BrokerFixture.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stashline.runtime.Database;
import dev.stashline.runtime.DatabaseConfig;
import dev.stashline.runtime.Secret;
import io.vertx.sqlclient.Pool;
import java.net.URI;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a database role may do that may publish. */
class SqlPublishRightsIT {
  private final String role = "app_" + UUID.randomUUID().toString().replace("-", "");
  private BrokerFixture broker;
  private Pool app;

  @BeforeEach
  void makeARole() {
    broker = new BrokerFixture();
    await(broker.pool.query("create role " + role + " login").execute());
    var url = URI.create(broker.database.url());
    var as = "postgres://" + role + "@" + url.getHost() + ":" + url.getPort() + url.getPath();
    app =
        Database.open(broker.vertx, new DatabaseConfig(new Secret(as), 2, Duration.ofSeconds(10)));
  }

  @AfterEach
  void dropIt() {
    await(app.close());
    await(broker.pool.query("drop owned by " + role).execute());
    await(broker.pool.query("drop role " + role).execute());
    broker.close();
  }

  private void refused(String sql) {
    assertThatThrownBy(() -> await(app.query(sql).execute()))
        .as(sql)
        .hasStackTraceContaining("permission denied");
  }

  @Test
  void a_role_needs_the_right_to_publish_and_gets_no_other_by_it() {
    String publish =
        "select broker.publish('dev1', '" + broker.receiver.url("/app") + "', 'by the app')";
    refused(publish);
    await(broker.pool.query("grant usage on schema broker to " + role).execute());
    refused(publish);
    await(
        broker
            .pool
            .query(
                "grant execute on function broker.publish(text, text, text, jsonb),"
                    + " broker.publish(text, text, bytea, jsonb) to "
                    + role)
            .execute());

    String id = await(app.query(publish).execute()).iterator().next().getString(0);
    assertThat(broker.next().header("Upstash-Message-Id")).isEqualTo(id);
    for (String table :
        new String[] {"intake", "message", "account", "token", "url_group", "publish_limit"}) {
      refused("select from broker." + table);
      refused("delete from broker." + table);
    }
    refused("select broker.new_message_id()");
  }

  @Test
  void what_the_caller_puts_before_the_brokers_names_is_not_used() {
    await(broker.pool.query("grant usage on schema broker to " + role).execute());
    await(
        broker
            .pool
            .query("grant execute on function broker.publish(text, text, text, jsonb) to " + role)
            .execute());
    await(broker.pool.query("create schema " + role + " authorization " + role).execute());
    await(
        app.withConnection(
            mine ->
                mine.query("set search_path = " + role + ", pg_catalog")
                    .execute()
                    .compose(
                        v ->
                            mine.query(
                                    "create function lower(text) returns text language plpgsql as"
                                        + " $$ begin raise exception 'mine'; end $$")
                                .execute())
                    .compose(
                        v ->
                            mine.query(
                                    "select broker.publish('dev1', '"
                                        + broker.receiver.url("/app")
                                        + "', 'x', '{\"Upstash-Retries\": 1}')")
                                .execute())));
    assertThat(broker.next().uri()).isEqualTo("/app");
  }
}
