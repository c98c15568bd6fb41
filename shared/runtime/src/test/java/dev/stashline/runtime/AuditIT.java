package dev.stashline.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuditIT {
  private static final Instant AT = Instant.parse("2026-03-01T12:00:00.123456Z");

  private static EmbeddedPostgres postgres;
  private static Vertx vertx;
  private static Pool pool;

  @BeforeAll
  static void start() throws Exception {
    postgres = EmbeddedPostgres.builder().start();
    var url = "postgres://postgres:postgres@127.0.0.1:" + postgres.getPort() + "/postgres";
    var config = new DatabaseConfig(new Secret(url), 4, Duration.ofSeconds(10));
    assertThat(Migrations.run(config, List.of(Audit.MIGRATIONS)))
        .containsExactly("audit 001 entry");
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
  void entries_tell_who_changed_what_in_the_order_given() throws Exception {
    var job = UUID.randomUUID();
    var created = Audit.Entry.of(AT, "plans", "plan", "p-1", null, "queued").message("msg_1");
    var done = Audit.Entry.of(AT, "plans", "plan", "p-1", "queued", "completed").job(job);
    Audit.write(pool, List.of(created, done)).await(10, TimeUnit.SECONDS);
    var rows = rows("p-1");
    assertThat(rows)
        .allMatch(r -> r.getOffsetDateTime("at").equals(AT.atOffset(ZoneOffset.UTC)))
        .allMatch(r -> "plans".equals(r.getString("actor")));
    assertThat(rows).extracting(r -> r.getString("before")).containsExactly(null, "queued");
    assertThat(rows).extracting(r -> r.getString("after")).containsExactly("queued", "completed");
    assertThat(rows).extracting(r -> r.getUUID("job_id")).containsExactly(null, job);
    assertThat(rows).extracting(r -> r.getString("message_id")).containsExactly("msg_1", null);
  }

  @Test
  void no_entries_are_no_statement() throws Exception {
    Audit.write(pool, List.of()).await(10, TimeUnit.SECONDS);
  }

  @Test
  void an_entry_goes_with_the_transaction_of_its_change() throws Exception {
    var undone =
        pool.withTransaction(
            connection ->
                Audit.write(connection, entry("p-3"))
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
        "insert into audit.entry (id, at, actor, entity, entity_id) overriding system value"
            + " select id, at, 'nobody', entity, entity_id from audit.entry"
            + " on conflict (id) do update set actor = excluded.actor"
      })
  void X07_C16_nobody_edits_or_removes_entries(String statement) throws Exception {
    Audit.write(pool, entry("p-4")).await(10, TimeUnit.SECONDS);
    assertThatThrownBy(() -> pool.query(statement).execute().await(10, TimeUnit.SECONDS))
        .hasMessageContaining("append only");
    assertThat(rows("p-4")).allMatch(r -> r.getString("actor").equals("admin-1")).isNotEmpty();
  }

  private static Audit.Entry entry(String id) {
    return Audit.Entry.of(AT, "admin-1", "payout", id, null, "pending");
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
