package dev.stashline.runtime;

import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.ClosedConnectionException;
import java.net.ConnectException;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/** Tells a Postgres that is away or full, which passes, from a fault of ours, which does not. */
final class DatabaseAway implements Problems.Translator {
  @Override
  public Optional<Problem> translate(Throwable failure) {
    return is(failure)
        ? Optional.of(Problem.unavailable("The database is out of reach. Please try again."))
        : Optional.empty();
  }

  private static boolean is(Throwable failure) {
    return switch (failure) {
      case ConnectException e -> true;
      case ClosedConnectionException e -> true;
      case TimeoutException e -> true;
      case PgException e -> passes(e.getSqlState());
      default -> false;
    };
  }

  /**
   * Connection exception, insufficient resources, operator intervention, invalid catalog name:
   * PostgreSQL, appendix A.
   */
  private static boolean passes(String state) {
    return state.startsWith("08")
        || state.startsWith("53")
        || state.startsWith("57P")
        || state.startsWith("3D");
  }
}
