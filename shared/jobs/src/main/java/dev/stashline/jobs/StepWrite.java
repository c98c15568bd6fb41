package dev.stashline.jobs;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;

/** Rows of other owners that must be written together with a step's result. */
@FunctionalInterface
public interface StepWrite {
  Future<?> write(SqlConnection tx);
}
