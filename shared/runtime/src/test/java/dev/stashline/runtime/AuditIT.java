package dev.stashline.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuditIT {
  private record Payout(String state, int cents) {}

  private static final Instant AT = Instant.parse("2026-03-01T12:00:00.123456Z");

  private static EmbeddedPostgres postgres;
  private static Vertx vertx;
  private static Pool pool;

  @BeforeAll
  static void start() throws Exception {
    postgres = EmbeddedPostgres.builder().start();
    var url = "postgres://postgres:postgres@127.0.0.1:" + postgres.getPort() + "/postgres";
    var config = new DatabaseConfig(new Secret(url), 4, Duration.ofSeconds(10));
    assertThat(Migrations.run(config, List.of(Audit.OWNER))).containsExactly("audit 001 entry");
    vertx = Vertx.vertx();
    pool = Database.open(vertx, config);
  }

  @AfterAll
  static void stop() throws Exception {
    pool.close().await(10, TimeUnit.SECONDS);
    vertx.close().await(10, TimeUnit.SECONDS);
    postgres.close();
  }

  @Test
  void an_entry_tells_who_changed_what() throws Exception {
    write("p-1", new Payout("failed", 100), new Payout("pending", 100), "job-9");
    var row = rows("p-1").getFirst();
    assertThat(row.getOffsetDateTime("at")).isEqualTo(AT.atOffset(ZoneOffset.UTC));
    assertThat(row.getString("actor")).isEqualTo("admin-1");
    assertThat(row.getString("action")).isEqualTo("requeue");
    assertThat(row.getString("run_id")).isEqualTo("job-9");
    assertThat(row.getJsonObject("before"))
        .isEqualTo(new JsonObject().put("state", "failed").put("cents", 100));
    assertThat(row.getJsonObject("after").getString("state")).isEqualTo("pending");
  }

  @Test
  void a_creation_has_no_before_and_a_removal_no_after() throws Exception {
    write("p-2", null, new Payout("pending", 5), null);
    write("p-2", new Payout("pending", 5), null, null);
    assertThat(rows("p-2"))
        .extracting(r -> r.getValue("before") == null)
        .containsExactly(true, false);
    assertThat(rows("p-2"))
        .extracting(r -> r.getValue("after") == null)
        .containsExactly(false, true);
  }

  @Test
  void an_entry_goes_with_the_transaction_of_its_change() throws Exception {
    var undone =
        pool.withTransaction(
            connection ->
                Audit.write(connection, entry("p-3", null, null, null))
                    .compose(done -> Future.failedFuture("changed our mind")));
    assertThatThrownBy(() -> undone.await(10, TimeUnit.SECONDS)).hasMessage("changed our mind");
    assertThat(rows("p-3")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "update audit.entry set actor = 'nobody'",
        "update audit.entry set actor = 'nobody' where false",
        "delete from audit.entry",
        "truncate audit.entry",
        "merge into audit.entry e using (values (1)) v on e.entity_id = 'p-4' when matched then delete",
        "insert into audit.entry (id, at, actor, action, entity, entity_id) overriding system value"
            + " select id, at, 'nobody', action, entity, entity_id from audit.entry"
            + " on conflict (id) do update set actor = excluded.actor"
      })
  void X07_C16_nobody_edits_or_removes_entries(String statement) throws Exception {
    write("p-4", null, new Payout("pending", 7), null);
    assertThatThrownBy(() -> pool.query(statement).execute().await(10, TimeUnit.SECONDS))
        .hasMessageContaining("append only");
    assertThat(rows("p-4")).allMatch(r -> r.getString("actor").equals("admin-1")).isNotEmpty();
  }

  @Test
  void an_entry_of_nobody_is_refused() {
    var nameless = new Audit.Entry(AT, "", "requeue", "payout", "p-5", null, null, null);
    assertThatThrownBy(() -> Audit.write(pool, nameless).await(10, TimeUnit.SECONDS))
        .hasMessageContaining("entry_is_named");
  }

  private static Audit.Entry entry(
      String id, @Nullable Object before, @Nullable Object after, @Nullable String runId) {
    return new Audit.Entry(AT, "admin-1", "requeue", "payout", id, before, after, runId);
  }

  private static void write(
      String id, @Nullable Object before, @Nullable Object after, @Nullable String runId)
      throws Exception {
    Audit.write(pool, entry(id, before, after, runId)).await(10, TimeUnit.SECONDS);
  }

  private static List<Row> rows(String id) throws Exception {
    return pool
        .query("select * from audit.entry where entity_id = '" + id + "' order by id")
        .execute()
        .await(10, TimeUnit.SECONDS)
        .stream()
        .toList();
  }
}
