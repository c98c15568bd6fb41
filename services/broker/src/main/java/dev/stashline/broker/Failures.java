package dev.stashline.broker;

import io.vertx.pgclient.PgException;

/** Failures as the log may say them. */
final class Failures {
  private Failures() {}

  /** Never the message: what Postgres says may repeat what was to be stored. */
  static String cause(Throwable failure) {
    var frames = failure.getStackTrace();
    String state = failure instanceof PgException e ? " sqlState=" + e.getSqlState() : "";
    return failure.getClass().getName() + state + (frames.length == 0 ? "" : " at " + frames[0]);
  }
}
