package dev.stashline.broker;

import dev.stashline.jobs.JobQueue;
import dev.stashline.jobs.JobTransaction;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Cancels messages, and with them the workflow runs that would wait for them for ever.
 *
 * <p>Messages are locked before runs, as by who settles an attempt: who holds a run waits for no
 * message.
 */
final class Cancellations {
  /** Values: the ids of messages. */
  private static final String THEIR_RUNS =
      " and r.id in (select s.run from broker.workflow_step s where s.message_id = any($8::uuid[])"
          + " and not s.copied)";

  private final Supplier<JobQueue> queue;
  private final LogPartitions partitions;
  private final Publishing publishing;
  private final RunEnds ends;
  private final BrokerConfig config;
  private final InstantSource clock;

  Cancellations(
      Supplier<JobQueue> queue,
      LogPartitions partitions,
      Publishing publishing,
      RunEnds ends,
      BrokerConfig config,
      InstantSource clock) {
    this.queue = queue;
    this.partitions = partitions;
    this.publishing = publishing;
    this.ends = ends;
    this.config = config;
    this.clock = clock;
  }

  /**
   * What was cancelled.
   *
   * @param count messages that were asked for; those that went with their runs are not counted
   * @param jobs to end after the commit
   */
  record Cancelled(int count, List<UUID> jobs) {
    static final Cancelled NOTHING = new Cancelled(0, List.of());
  }

  /**
   * Cancels what filters name. A message's row decides that there is no further attempt; its job is
   * then ended, or interrupted, as a courtesy to who waits for it.
   *
   * @return how many messages were cancelled by this
   */
  Future<Integer> cancel(String account, Params params) {
    var where = where(account, params);
    return publishing
        .transaction(tx -> cancel(tx, account, where))
        .onSuccess(this::endJobs)
        .map(Cancelled::count);
  }

  /**
   * Cancels all messages of a queue in a transaction of the caller's, who hands the answer to
   * {@link #endJobs} after the commit.
   */
  Future<Cancelled> cancelQueue(JobTransaction tx, String account, String queue) {
    var where = where(account, Params.query("queueName=" + queue));
    return partitions.ready(clock.instant()).compose(v -> cancel(tx, account, where));
  }

  private Where where(String account, Params params) {
    var now = clock.instant();
    var where =
        new Where(
            account,
            Publishing.millis(now),
            Publishing.utc(now.plus(config.keepFinished())),
            Publishing.utc(now.plus(config.logRetention())));
    return params.has("messageIds")
        ? where.ids("m.id", params.all("messageIds"))
        : where
            .message(params)
            .when("m.created_at >= $", params.time("fromDate"), Publishing::utc)
            .when("m.created_at <= $", params.time("toDate"), Publishing::utc);
  }

  private Future<Cancelled> cancel(JobTransaction tx, String account, Where where) {
    return tx.sql()
        .preparedQuery(MessageSql.cancel(where.sql()))
        .execute(where.values())
        .compose(rows -> endRuns(tx, account, rows));
  }

  private Future<Cancelled> endRuns(JobTransaction tx, String account, RowSet<Row> messages) {
    var jobs = new ArrayList<UUID>();
    var ofRuns = new ArrayList<UUID>();
    for (Row row : messages) {
      UUID id = row.getUUID(0);
      jobs.add(id);
      if (row.getBoolean(1)) {
        jobs.add(Turns.atKey(id));
      }
      if (row.getBoolean(2)) {
        ofRuns.add(id);
      }
    }
    if (ofRuns.isEmpty()) {
      return Future.succeededFuture(new Cancelled(messages.size(), jobs));
    }
    return ends.end(
            tx,
            account,
            Run.State.CANCELLED,
            null,
            null,
            Integer.MAX_VALUE,
            THEIR_RUNS,
            (Object) ofRuns.toArray(UUID[]::new))
        .compose(
            ended -> {
              jobs.addAll(ended.jobs());
              return publishing
                  .store(tx, ended.drafts())
                  .map(told -> new Cancelled(messages.size(), jobs));
            });
  }

  /** A few at a time, so that a large cancel leaves connections to others. */
  void endJobs(Cancelled cancelled) {
    Queue<UUID> left = new ArrayDeque<>(cancelled.jobs());
    for (int i = 0; i < 2; i++) {
      endNext(left);
    }
  }

  private void endNext(Queue<UUID> left) {
    UUID id;
    synchronized (left) {
      id = left.poll();
    }
    if (id != null) {
      queue.get().cancel(id, "the message was cancelled").onComplete(done -> endNext(left));
    }
  }
}
