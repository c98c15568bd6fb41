package dev.stashline.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stashline.runtime.Migrations;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TestDatabaseIT {

  @Test
  void each_database_starts_empty() throws SQLException {
    try (TestDatabase first = TestDatabase.fresh();
        TestDatabase second = TestDatabase.fresh()) {
      execute(first.url(), "create table same (n int)");
      execute(second.url(), "create table same (n int)");
    }
  }

  @Test
  void a_recipe_is_prepared_once_and_its_copies_do_not_see_each_other() throws SQLException {
    AtomicInteger prepared = new AtomicInteger();
    for (int copy = 0; copy < 2; copy++) {
      try (TestDatabase database =
          TestDatabase.fresh(
              "one unique row",
              url -> {
                prepared.incrementAndGet();
                try {
                  execute(url, "create table fact (n int primary key)");
                } catch (SQLException e) {
                  throw new IllegalStateException(e);
                }
              })) {
        execute(database.url(), "insert into fact values (1)");
      }
    }
    assertThat(prepared).hasValue(1);
  }

  @Test
  void migrations_are_applied_and_copies_do_not_see_each_other() throws SQLException {
    var owners = List.of(new Migrations.Owner("facts", "db/testkit"));
    for (int copy = 0; copy < 2; copy++) {
      try (TestDatabase database = TestDatabase.fresh(owners)) {
        execute(database.url(), "insert into facts.fact values (1)");
      }
    }
  }

  private static void execute(String url, String sql) throws SQLException {
    URI uri = URI.create(url);
    try (Connection connection =
        DriverManager.getConnection(
            "jdbc:postgresql://" + uri.getAuthority().split("@")[1] + uri.getPath(),
            "postgres",
            "")) {
      connection.createStatement().execute(sql);
    }
  }
}
