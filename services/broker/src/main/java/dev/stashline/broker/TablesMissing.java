package dev.stashline.broker;

import io.vertx.core.Future;
import io.vertx.pgclient.PgException;

/** The database has not got the broker's tables, or has those of an older version. */
public final class TablesMissing extends RuntimeException {
  private static final long serialVersionUID = 1;

  private TablesMissing(Throwable cause) {
    super(
        "the broker's tables are not there, or are of an older version: run ./stashline migrate"
            + " first, with the same DATABASE_URL",
        cause);
  }

  /** Undefined table, column or schema (PostgreSQL, appendix A) become this; others stay. */
  static <T> Future<T> explain(Throwable failure) {
    boolean missing =
        failure instanceof PgException e
            && switch (e.getSqlState()) {
              case "42P01", "42703", "3F000" -> true;
              default -> false;
            };
    return Future.failedFuture(missing ? new TablesMissing(failure) : failure);
  }
}
