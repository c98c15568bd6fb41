package dev.stashline.standalone;

import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What stands in the tables, read past the system under test. */
final class Rows {
  private final String url;

  Rows(String databaseUrl) {
    var uri = URI.create(databaseUrl);
    url = "jdbc:postgresql://" + uri.getHost() + ":" + uri.getPort() + uri.getRawPath();
  }

  private interface Reading<T> {
    T read(ResultSet rows) throws SQLException;
  }

  /** The first column of the first row. */
  String text(String sql, Object... arguments) {
    return query(
        sql, rows -> rows.next() ? String.valueOf(rows.getString(1)) : "no row", arguments);
  }

  long number(String sql, Object... arguments) {
    return Long.parseLong(text(sql, arguments));
  }

  /** The first column of all rows. */
  List<String> texts(String sql, Object... arguments) {
    return query(
        sql,
        rows -> {
          var all = new ArrayList<String>();
          while (rows.next()) {
            all.add(rows.getString(1));
          }
          return all;
        },
        arguments);
  }

  int change(String sql, Object... arguments) {
    try (var connection = open();
        var statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < arguments.length; i++) {
        statement.setObject(i + 1, arguments[i]);
      }
      return statement.executeUpdate();
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  /** Runs a query in a transaction that stays open until it is closed, with all that it locks. */
  AutoCloseable holding(String sql) {
    try {
      var connection = open();
      connection.setAutoCommit(false);
      try (var statement = connection.createStatement()) {
        statement.execute(sql);
      }
      return connection;
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  /**
   * When the next attempt of these queues comes, after an attempt that failed; empty while anything
   * runs.
   */
  Optional<Instant> nextAttempt(String... queues) {
    return query(
        """
        select min(run_at) from jobs.job where state = 'pending' and attempt > 0 and queue = any (?)
          and not exists (select from jobs.job where state = 'running')\
        """,
        rows -> {
          rows.next();
          return Optional.ofNullable(rows.getTimestamp(1)).map(Timestamp::toInstant);
        },
        (Object) queues);
  }

  private <T> T query(String sql, Reading<T> reading, Object... arguments) {
    try (var connection = open();
        var statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < arguments.length; i++) {
        statement.setObject(
            i + 1,
            arguments[i] instanceof String[] array
                ? connection.createArrayOf("text", array)
                : arguments[i]);
      }
      try (var rows = statement.executeQuery()) {
        return reading.read(rows);
      }
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  private Connection open() throws SQLException {
    return DriverManager.getConnection(url, "postgres", "");
  }
}
