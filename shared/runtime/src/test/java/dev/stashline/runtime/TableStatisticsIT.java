package dev.stashline.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TableStatisticsIT {
  private EmbeddedPostgres postgres;
  private Vertx vertx;
  private Pool pool;
  private TableStatistics statistics;

  @BeforeEach
  void start() throws Exception {
    postgres = EmbeddedPostgres.builder().start();
    var url = "postgres://postgres:postgres@127.0.0.1:" + postgres.getPort() + "/postgres";
    vertx = Vertx.vertx();
    pool = Database.open(vertx, new DatabaseConfig(new Secret(url), 4, Duration.ofSeconds(10)));
    statistics = new TableStatistics(pool, "grown");
    run("create schema grown");
    // Autovacuum is kept out, so that nobody else can have done it.
    run("create table grown.\"Odd name\" (id integer) with (autovacuum_enabled = false)");
  }

  @AfterEach
  void stop() throws Exception {
    pool.close().await(10, TimeUnit.SECONDS);
    vertx.close().await(10, TimeUnit.SECONDS);
    postgres.close();
  }

  @Test
  void a_table_is_analysed_when_it_has_outgrown_its_statistics_and_not_before() throws Exception {
    insert(1_000);
    refresh();
    assertThat(rowsAsThePlannerSees()).as("too small to matter").isEqualTo(-1);

    insert(99_000);
    refresh();
    assertThat(rowsAsThePlannerSees()).isEqualTo(100_000);

    insert(100_000);
    refresh();
    assertThat(rowsAsThePlannerSees()).as("only twice as large").isEqualTo(100_000);

    insert(300_000);
    refresh();
    assertThat(rowsAsThePlannerSees()).isEqualTo(500_000);
  }

  private void refresh() throws Exception {
    statistics.refresh().await(60, TimeUnit.SECONDS);
  }

  private void insert(int rows) throws Exception {
    run("insert into grown.\"Odd name\" select generate_series(1, " + rows + ")");
  }

  private void run(String sql) throws Exception {
    pool.query(sql).execute().await(60, TimeUnit.SECONDS);
  }

  private long rowsAsThePlannerSees() throws Exception {
    return pool.query("select reltuples::bigint from pg_class where relname = 'Odd name'")
        .execute()
        .await(60, TimeUnit.SECONDS)
        .iterator()
        .next()
        .getLong(0);
  }
}
