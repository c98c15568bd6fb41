package dev.stashline.jobs;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Looks at tables past the engine, over a connection of its own for each statement. */
record Rows(String url) {
  /** The first column of every row. */
  List<Object> all(String sql, Object... arguments) {
    try (var connection = connect();
        var statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < arguments.length; i++) {
        statement.setObject(i + 1, arguments[i]);
      }
      var found = new ArrayList<>();
      if (statement.execute()) {
        try (var rows = statement.getResultSet()) {
          while (rows.next()) {
            found.add(rows.getObject(1));
          }
        }
      }
      return found;
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  /** The first column of the only row. */
  Object one(String sql, Object... arguments) {
    var found = all(sql, arguments);
    if (found.size() != 1) {
      throw new AssertionError(found.size() + " rows instead of one: " + sql);
    }
    return found.getFirst();
  }

  long count(String sql, Object... arguments) {
    return ((Number) one(sql, arguments)).longValue();
  }

  void change(String sql, Object... arguments) {
    all(sql, arguments);
  }

  Connection connect() throws SQLException {
    var rest = url.substring(url.indexOf('@') + 1);
    return DriverManager.getConnection("jdbc:postgresql://" + rest + "?user=postgres");
  }
}
