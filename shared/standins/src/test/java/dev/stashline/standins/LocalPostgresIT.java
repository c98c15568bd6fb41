package dev.stashline.standins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalPostgresIT {

  @TempDir Path directory;

  @Test
  void durability_is_on_although_the_library_turns_it_off() throws SQLException {
    try (LocalPostgres postgres = LocalPostgres.temporary().start()) {
      assertThat(ask(postgres.url(), "show fsync")).isEqualTo("on");
      assertThat(ask(postgres.url(), "show synchronous_commit")).isEqualTo("on");
      assertThat(ask(postgres.url(), "show full_page_writes")).isEqualTo("on");
      assertThat(ask(postgres.url(), "show listen_addresses")).isEqualTo("127.0.0.1");
    }
  }

  @Test
  void committed_rows_survive_a_kill_a_restart_and_a_new_start_on_the_same_directory()
      throws SQLException {
    int port;
    try (LocalPostgres postgres = LocalPostgres.in(directory).start()) {
      port = postgres.port();
      String url = postgres.createDatabase("kept");
      execute(url, "create table fact (n int)");
      execute(url, "insert into fact values (1)");

      postgres.kill();
      assertThatThrownBy(() -> ask(url, "select 1")).isInstanceOf(SQLException.class);
      postgres.start();
      execute(url, "insert into fact values (2)");

      postgres.restart();
      assertThat(ask(url, "select sum(n) from fact")).isEqualTo("3");
    }
    try (LocalPostgres again = LocalPostgres.in(directory).port(port).start()) {
      assertThat(again.port()).isEqualTo(port);
      assertThat(ask(again.ensureDatabase("kept"), "select sum(n) from fact")).isEqualTo("3");
    }
  }

  @Test
  void a_server_left_behind_by_a_killed_process_is_stopped_and_its_rows_are_kept()
      throws Exception {
    Process first = OtherJvm.start("in", directory.toString());
    String url = OtherJvm.awaitLine(first);
    execute(url, "create table fact (n int)");
    execute(url, "insert into fact values (7)");
    first.destroyForcibly().waitFor();
    assertThat(ask(url, "select n from fact")).as("the server outlives the JVM").isEqualTo("7");

    List<String> said = new ArrayList<>();
    try (LocalPostgres second = LocalPostgres.in(directory).progress(said::add).start()) {
      assertThat(ask(second.url(), "select n from fact")).isEqualTo("7");
    }
    assertThat(said).anyMatch(line -> line.contains("left behind"));
  }

  @Test
  void a_temporary_server_left_behind_is_removed_by_the_next_one() throws Exception {
    Process first = OtherJvm.start("temporary");
    String url = OtherJvm.awaitLine(first);
    first.destroyForcibly().waitFor();
    assertThat(ask(url, "select 1")).isEqualTo("1");

    LocalPostgres.temporary().start().close();

    assertThatThrownBy(() -> ask(url, "select 1")).isInstanceOf(SQLException.class);
  }

  @Test
  void a_directory_in_use_by_a_living_process_is_refused() throws Exception {
    Process other = OtherJvm.start("in", directory.toString());
    try {
      String url = OtherJvm.awaitLine(other);
      assertThatThrownBy(() -> LocalPostgres.in(directory).start())
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("Another running server uses the directory");
      assertThat(ask(url, "select 1")).isEqualTo("1");
    } finally {
      other.destroy();
      other.waitFor();
    }
  }

  @Test
  void another_server_on_the_port_is_never_taken_for_ours() {
    try (LocalPostgres first = LocalPostgres.temporary().start()) {
      assertThatThrownBy(() -> LocalPostgres.in(directory).port(first.port()).start())
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("did not start; its log is");
    }
  }

  @Test
  void a_pid_file_naming_an_unrelated_process_does_not_stop_the_start() throws Exception {
    LocalPostgres.in(directory).start().close();
    Files.writeString(
        directory.resolve("data/postmaster.pid"), ProcessHandle.current().pid() + "\n/gone\n");

    List<String> said = new ArrayList<>();
    try (LocalPostgres postgres = LocalPostgres.in(directory).progress(said::add).start()) {
      assertThat(ask(postgres.url(), "select 1")).isEqualTo("1");
    }
    assertThat(said).anyMatch(line -> line.contains("stale postmaster.pid"));
  }

  @Test
  void a_start_killed_half_way_leaves_nothing_that_the_next_one_stumbles_over() throws Exception {
    Files.createDirectories(directory.resolve("data.unfinished"));
    Files.writeString(directory.resolve("data.unfinished/PG_VERSION"), "18\n");

    try (LocalPostgres postgres = LocalPostgres.in(directory).start()) {
      assertThat(ask(postgres.url(), "select 1")).isEqualTo("1");
    }
  }

  @Test
  void a_dropped_database_is_gone_even_with_a_client_connected() throws SQLException {
    try (LocalPostgres postgres = LocalPostgres.temporary().start()) {
      String url = postgres.createDatabase("short lived");
      try (Connection idle = connect(postgres.url("short%20lived"))) {
        assertThat(idle.isValid(1)).isTrue();
        postgres.dropDatabase("short lived");
        assertThat(idle.isValid(1)).isFalse();
      }
      assertThat(url).startsWith("postgres://postgres@127.0.0.1:" + postgres.port());
    }
  }

  private static Connection connect(String url) throws SQLException {
    URI uri = URI.create(url);
    return DriverManager.getConnection(
        "jdbc:postgresql://" + uri.getHost() + ":" + uri.getPort() + uri.getRawPath(),
        uri.getUserInfo(),
        "");
  }

  private static String ask(String url, String sql) throws SQLException {
    try (Connection connection = connect(url);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    }
  }

  private static void execute(String url, String sql) throws SQLException {
    try (Connection connection = connect(url);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
