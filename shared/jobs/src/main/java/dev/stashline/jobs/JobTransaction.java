package dev.stashline.jobs;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.util.ArrayList;
import java.util.List;

/** A transaction in which rows of other owners and jobs commit together: the outbox. */
public final class JobTransaction {
  private final SqlConnection sql;
  private final PostgresJobStore store;
  private final List<Handover.Offer> offers = new ArrayList<>();

  JobTransaction(SqlConnection sql, PostgresJobStore store) {
    this.sql = sql;
    this.store = store;
  }

  public SqlConnection sql() {
    return sql;
  }

  /** Stores jobs in this transaction and answers in their order. */
  public Future<List<Enqueued>> enqueue(List<NewJob> jobs) {
    return jobs.isEmpty() ? Future.succeededFuture(List.of()) : store.insert(sql, jobs, offers);
  }

  public Future<Enqueued> enqueue(NewJob job) {
    return enqueue(List.of(job)).map(List::getFirst);
  }

  void committed() {
    offers.forEach(Handover.Offer::committed);
  }

  void rolledBack() {
    offers.forEach(Handover.Offer::rolledBack);
  }
}
