package dev.stashline.broker;

import dev.stashline.jobs.JobQueue;
import dev.stashline.jobs.JobTransaction;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The queues of all accounts. */
final class Queues {
  /**
   * A queue as people see it.
   *
   * @param lag messages that are not finished
   */
  record Queue(
      String name,
      int parallelism,
      boolean paused,
      Instant createdAt,
      Instant updatedAt,
      long lag) {}

  private static final String SHOWN =
      """
      select q.name, q.parallelism, q.paused, q.created_at, q.updated_at,
        (select count(*) from broker.message m where m.account = q.account and m.queue_name = q.name and m.state = 'active')
      from broker.queue q where q.account = $1\
      """;

  /** $1 account. */
  private static final String LIST = SHOWN + " order by q.name";

  /** $1 account, $2 name. */
  private static final String FIND = SHOWN + " and q.name = $2";

  /**
   * $1 account, $2 name, $3 parallelism, $4 paused or null to leave it, $5 now. Returns whether it
   * is new.
   */
  private static final String PUT =
      """
      insert into broker.queue as q (account, name, parallelism, paused, created_at, updated_at)
      values ($1, $2, $3, coalesce($4, false), $5, $5)
      on conflict (account, name) do update set parallelism = excluded.parallelism, paused = coalesce($4, q.paused),
        updated_at = excluded.updated_at
      returning xmax = 0\
      """;

  /** $1 account, $2 name, $3 paused, $4 now. Returns the parallelism. */
  private static final String SET_PAUSED =
      "update broker.queue set paused = $3, updated_at = $4 where account = $1 and name = $2"
          + " returning parallelism";

  /** $1 account, $2 name. */
  private static final String DELETE =
      "delete from broker.queue where account = $1 and name = $2 returning parallelism";

  private final Pool pool;
  private final Supplier<JobQueue> jobs;
  private final BrokerConfig config;
  private final InstantSource clock;

  Queues(Pool pool, Supplier<JobQueue> jobs, BrokerConfig config, InstantSource clock) {
    this.pool = pool;
    this.jobs = jobs;
    this.config = config;
    this.clock = clock;
  }

  Future<List<Queue>> list(String account) {
    return pool.preparedQuery(LIST)
        .execute(Tuple.of(account))
        .map(rows -> rows.stream().map(Queues::read).toList());
  }

  Future<Optional<Queue>> find(String account, String name) {
    return pool.preparedQuery(FIND)
        .execute(Tuple.of(account, name))
        .map(rows -> rows.stream().map(Queues::read).findFirst());
  }

  private static Queue read(Row row) {
    return new Queue(
        row.getString(0),
        row.getInteger(1),
        row.getBoolean(2),
        row.getOffsetDateTime(3).toInstant(),
        row.getOffsetDateTime(4).toInstant(),
        row.getLong(5));
  }

  /**
   * Makes a queue or changes it, at once also for the messages that wait in it.
   *
   * @param paused null leaves it as it is
   * @return fails with {@link ApiError} 412 over a limit
   */
  Future<Void> put(String account, String name, int parallelism, @Nullable Boolean paused) {
    config
        .quotas()
        .check("deliveries of a queue at a time", parallelism, config.quotas().queueParallelism());
    return jobs.get()
        .<Void>transaction(
            tx ->
                tx.sql()
                    .preparedQuery(PUT)
                    .execute(
                        Tuple.of(
                            account, name, parallelism, paused, Publishing.utc(clock.instant())))
                    .compose(
                        rows ->
                            rows.iterator().next().getBoolean(0)
                                ? config.quotas().checkMade(tx.sql(), Quotas.Thing.QUEUES, account)
                                : Future.succeededFuture())
                    .compose(
                        v ->
                            tx.setLane(
                                BrokerJobs.QUEUE,
                                Lanes.queueLane(account, name, parallelism),
                                paused)))
        .onSuccess(v -> jobs.get().nudge(BrokerJobs.QUEUE));
  }

  /** Pauses or resumes; what is under way ends. False if there is no such queue. */
  Future<Boolean> setPaused(String account, String name, boolean paused) {
    return changeLane(
        SET_PAUSED,
        Tuple.of(account, name, paused, Publishing.utc(clock.instant())),
        account,
        name,
        paused,
        tx -> Future.succeededFuture(true),
        false);
  }

  /**
   * Forgets the queue and cancels its messages in one transaction: none is delivered because the
   * queue is paused no more, and what is enqueued from then on belongs to a new queue.
   *
   * @return what {@code cancel} answered; nothing if there was no such queue
   */
  Future<Cancellations.Cancelled> delete(
      String account,
      String name,
      Function<JobTransaction, Future<Cancellations.Cancelled>> cancel) {
    return changeLane(
        DELETE,
        Tuple.of(account, name),
        account,
        name,
        false,
        cancel,
        Cancellations.Cancelled.NOTHING);
  }

  private <T> Future<T> changeLane(
      String statement,
      Tuple values,
      String account,
      String name,
      boolean paused,
      Function<JobTransaction, Future<T>> then,
      T absent) {
    return Lanes.change(
        jobs.get(),
        statement,
        values,
        row -> Lanes.queueLane(account, name, row.getInteger(0)),
        paused,
        then,
        absent);
  }
}
