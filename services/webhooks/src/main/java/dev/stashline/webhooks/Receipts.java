package dev.stashline.webhooks;

import dev.stashline.jobs.Enqueued;
import dev.stashline.jobs.JobQueue;
import dev.stashline.jobs.JobTransaction;
import dev.stashline.jobs.NewJob;
import dev.stashline.qstash.ReceivedDelivery;
import dev.stashline.runtime.Migrations;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;

/**
 * The idempotency store of deliveries: (source, message id) to outcome. The receipt commits
 * together with the job, so there is never one without the other.
 */
public final class Receipts {
  /** The tables of this service. */
  public static final Migrations.Owner OWNER = new Migrations.Owner("webhooks", "db/webhooks");

  private final JobQueue jobs;
  private final InstantSource clock;

  Receipts(JobQueue jobs, InstantSource clock) {
    this.jobs = jobs;
    this.clock = clock;
  }

  /**
   * Enqueues a job unless the delivery has been accepted before, also at the same moment on another
   * node. Completes after the commit with the job that stands for the delivery, each time the same.
   *
   * @param source the path it came to
   */
  Future<UUID> accept(String source, ReceivedDelivery delivery, NewJob job) {
    return jobs.transaction(tx -> accept(tx, source, delivery, job));
  }

  private Future<UUID> accept(
      JobTransaction tx, String source, ReceivedDelivery delivery, NewJob job) {
    String id = delivery.messageId();
    return tx.sql()
        .preparedQuery(ReceiptSql.WRITE)
        .execute(Tuple.of(source, id, job.id(), delivery.scheduleId(), utc(clock.instant())))
        .compose(
            written ->
                written.size() == 0
                    ? find(tx, source, id)
                    : tx.enqueue(job).compose(stored -> join(tx, source, id, stored)));
  }

  private static Future<UUID> find(JobTransaction tx, String source, String id) {
    return tx.sql()
        .preparedQuery(ReceiptSql.FIND)
        .execute(Tuple.of(source, id))
        .map(rows -> rows.iterator().next().getUUID(0));
  }

  private static Future<UUID> join(JobTransaction tx, String source, String id, Enqueued stored) {
    return stored.duplicate()
        ? tx.sql()
            .preparedQuery(ReceiptSql.JOIN)
            .execute(Tuple.of(source, id, stored.id()))
            .map(done -> stored.id())
        : Future.succeededFuture(stored.id());
  }

  /**
   * Removes receipts that are older than any sender still repeats a delivery; answers how many.
   * Safe on all nodes at once.
   *
   * @param atMost in one statement; call again while it removes so many
   */
  static Future<Integer> prune(SqlClient sql, Instant olderThan, int atMost) {
    return sql.preparedQuery(ReceiptSql.PRUNE)
        .execute(Tuple.of(utc(olderThan), atMost))
        .map(rows -> rows.rowCount());
  }

  private static OffsetDateTime utc(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }
}
