package dev.stashline.jobs;

import static dev.stashline.jobs.JobRows.claimed;
import static dev.stashline.jobs.JobRows.ids;
import static dev.stashline.jobs.JobRows.texts;
import static dev.stashline.jobs.JobRows.utc;

import io.vertx.core.Future;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ways of a job into Postgres: with whoever comes at the same time, with others of its caller,
 * or in a transaction with its caller's rows. After the commit it is taken to whoever can run it.
 *
 * <pre>
 *   reserve slots here ─▶ insert ─▶ commit ─▶ start in these slots, or nudge
 *                           │ a key or an id is taken
 *                           └─▶ answer with the job that holds it
 * </pre>
 */
final class PostgresEnqueues {
  private static final Logger log = LoggerFactory.getLogger(PostgresEnqueues.class);

  /** deadlock_detected (PostgreSQL, appendix A). */
  private static final String DEADLOCK = "40P01";

  private final Pool pool;
  private final InstantSource clock;
  private final InstantSource leaseClock;
  private final JobsConfig config;
  private final Handover handover;
  private final GroupCommit<NewJob, Enqueued> commits;

  PostgresEnqueues(
      Pool pool,
      InstantSource clock,
      InstantSource leaseClock,
      JobsConfig config,
      Handover handover) {
    this.pool = pool;
    this.clock = clock;
    this.leaseClock = leaseClock;
    this.config = config;
    this.handover = handover;
    commits = new GroupCommit<>(500, 1, this::enqueue, () -> pool.query("select 1").execute());
  }

  /** Stores one job; those that are stored at the same time share a commit. */
  Future<Enqueued> enqueue(NewJob job) {
    return commits.submit(job);
  }

  /** Stores jobs in one commit and answers in their order. */
  Future<List<Enqueued>> enqueue(List<NewJob> jobs) {
    if (jobs.isEmpty()) {
      return Future.succeededFuture(List.of());
    }
    var offers = new ArrayList<Handover.Offer>(1);
    return Future.succeededFuture()
        .compose(v -> insert(pool, jobs, offers))
        .onSuccess(done -> offers.forEach(Handover.Offer::committed))
        .onFailure(failed -> offers.forEach(Handover.Offer::rolledBack));
  }

  /**
   * Runs {@code work} in one transaction, with the jobs it enqueues. Its failure rolls everything
   * back. Where two transactions waited for each other's rows, the one that Postgres ended is made
   * once more, from its beginning.
   */
  <T> Future<T> transaction(Function<JobTransaction, Future<T>> work) {
    return once(work)
        .recover(failure -> isDeadlock(failure) ? once(work) : Future.failedFuture(failure));
  }

  private static boolean isDeadlock(Throwable failure) {
    return failure instanceof PgException e && DEADLOCK.equals(e.getSqlState());
  }

  private <T> Future<T> once(Function<JobTransaction, Future<T>> work) {
    var transactions = new ArrayList<JobTransaction>(1);
    return pool.withTransaction(
            sql -> {
              var tx = new JobTransaction(sql, this, clock);
              transactions.add(tx);
              return work.apply(tx);
            })
        .onSuccess(done -> transactions.forEach(JobTransaction::committed))
        .onFailure(failed -> transactions.forEach(JobTransaction::rolledBack));
  }

  /**
   * Inserts jobs; the caller tells the offers added to {@code offers} what became of the
   * transaction.
   */
  Future<List<Enqueued>> insert(SqlClient sql, List<NewJob> jobs, List<Handover.Offer> offers) {
    Instant now = clock.instant();
    var offer = handover.offer(jobs, now);
    offers.add(offer);
    var leaseUntil = leaseClock.instant().plus(config.lease());
    if (jobs.stream().allMatch(job -> job.uniqueKey() == null && job.lane() == null)) {
      var inserted =
          sql.preparedQuery(JobSql.ENQUEUE_PLAIN)
              .execute(EnqueueRows.of(jobs, offer, now).plainTuple(config.node(), now, leaseUntil))
              .map(
                  paused -> {
                    offer.paused(texts(paused, 0));
                    offer.inserted(jobs.stream().map(NewJob::id).collect(Collectors.toSet()));
                    return jobs.stream().map(job -> new Enqueued(job.id(), false)).toList();
                  });
      // An id chosen by its caller may be stored already; a transaction of theirs ends with that.
      return sql instanceof Pool
          ? inserted.recover(
              failure ->
                  isTaken(failure)
                      ? insertWatchfully(sql, jobs, offer, offers, now, leaseUntil)
                      : Future.failedFuture(failure))
          : inserted;
    }
    return insertWatchfully(sql, jobs, offer, offers, now, leaseUntil);
  }

  /** Whether an id or a unique key is another job's. */
  static boolean isTaken(Throwable failure) {
    return failure instanceof PgException refused && "23505".equals(refused.getSqlState());
  }

  private Future<List<Enqueued>> insertWatchfully(
      SqlClient sql,
      List<NewJob> jobs,
      Handover.Offer offer,
      List<Handover.Offer> offers,
      Instant now,
      Instant leaseUntil) {
    return sql.preparedQuery(JobSql.ENQUEUE)
        .execute(EnqueueRows.of(jobs, offer, now).tuple(config.node(), now, leaseUntil))
        .compose(
            stored -> {
              Set<UUID> ids = ids(stored);
              offer.paused(texts(stored, 1));
              offer.inserted(ids);
              return startInLanes(sql, offer, ids, now, leaseUntil)
                  .compose(
                      v ->
                          ids.size() == jobs.size()
                              ? Future.succeededFuture(
                                  jobs.stream().map(job -> new Enqueued(job.id(), false)).toList())
                              : answerWithHolders(sql, jobs, ids, offers));
            });
  }

  /**
   * Within a transaction: what the lanes just inserted into may start is claimed at once, for slots
   * of this process, and started after the commit.
   */
  private Future<?> startInLanes(
      SqlClient sql, Handover.Offer offer, Set<UUID> stored, Instant now, Instant leaseUntil) {
    var laned = sql instanceof Pool ? null : offer.lanes(stored);
    if (laned == null) {
      return Future.succeededFuture();
    }
    return sql.preparedQuery(JobSql.CLAIM_TOUCHED)
        .execute(
            Tuple.of(
                laned.runner().queue(),
                config.node(),
                utc(now),
                utc(leaseUntil),
                laned.reserved(),
                PostgresJobStore.PRIORITIES,
                laned.lanes().toArray(String[]::new)))
        .onSuccess(rows -> laned.claimed(claimed(rows)));
  }

  /**
   * Some keys, or ids, were taken: names the jobs that hold them, and stores those whose holder
   * ended in the meantime.
   */
  private Future<List<Enqueued>> answerWithHolders(
      SqlClient sql, List<NewJob> jobs, Set<UUID> stored, List<Handover.Offer> offers) {
    var refused = jobs.stream().filter(job -> !stored.contains(job.id())).toList();
    return sql.preparedQuery(JobSql.KEY_HOLDERS)
        .execute(
            Tuple.of(
                refused.stream().map(NewJob::id).toArray(UUID[]::new),
                refused.stream().map(job -> job.kind().name()).toArray(String[]::new),
                refused.stream().map(NewJob::uniqueKey).toArray(String[]::new)))
        .compose(
            rows -> {
              var answers = new HashMap<UUID, Enqueued>();
              rows.forEach(row -> answers.put(row.getUUID(0), new Enqueued(row.getUUID(1), true)));
              stored.forEach(id -> answers.put(id, new Enqueued(id, false)));
              var again = refused.stream().filter(job -> !answers.containsKey(job.id())).toList();
              Future<List<Enqueued>> retried =
                  again.isEmpty() ? Future.succeededFuture(List.of()) : insert(sql, again, offers);
              return retried.map(
                  later -> {
                    for (int i = 0; i < again.size(); i++) {
                      answers.put(again.get(i).id(), later.get(i));
                    }
                    return jobs.stream().map(job -> answer(answers, job)).toList();
                  });
            });
  }

  private static Enqueued answer(Map<UUID, Enqueued> answers, NewJob job) {
    return Objects.requireNonNull(answers.get(job.id()), "every job has been answered");
  }

  /** Lets waiting jobs run now, and tells their runners; if it fails they run at their time. */
  void runNow(List<UUID> jobs) {
    var now = clock.instant();
    pool.preparedQuery(JobSql.RUN_NOW)
        .execute(Tuple.of(jobs.toArray(UUID[]::new), JobRows.utc(now)))
        .onSuccess(queues -> queues.forEach(row -> handover.nudge(row.getString(0), now)))
        .onFailure(failure -> log.warn("jobs were not woken, they run at their time", failure));
  }
}
