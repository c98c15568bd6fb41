package dev.stashline.jobs;

import static dev.stashline.jobs.JobRows.claimed;
import static dev.stashline.jobs.JobRows.ids;
import static dev.stashline.jobs.JobRows.instant;
import static dev.stashline.jobs.JobRows.texts;
import static dev.stashline.jobs.JobRows.utc;

import dev.stashline.jobs.SettleHook.Settled;
import io.vertx.core.Future;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Jobs in Postgres, in the same transactions as the rows they belong to. Enqueues and settles that
 * arrive together share a commit.
 */
public final class PostgresJobStore implements JobStore {
  static final Short[] PRIORITIES = Priority.order(1);

  private final Pool pool;
  private final Catalogue catalogue;
  private final InstantSource clock;
  private final InstantSource leaseClock;
  private final JobsConfig config;
  private final Handover handover;
  private final Map<String, Boolean> lanesTurn = new ConcurrentHashMap<>();
  private final GroupCommit<NewJob, Enqueued> enqueues;
  private final GroupCommit<Settlement, Boolean> settles;
  private final PostgresSteps steps;
  private final PostgresDesk desk;

  PostgresJobStore(
      Pool pool,
      Catalogue catalogue,
      InstantSource clock,
      InstantSource leaseClock,
      JobsConfig config,
      Handover handover) {
    this.pool = pool;
    this.catalogue = catalogue;
    this.clock = clock;
    this.leaseClock = leaseClock;
    this.config = config;
    this.handover = handover;
    enqueues = new GroupCommit<>(500, 1, this::enqueue, this::answers);
    settles = new GroupCommit<>(1000, 2, this::settleEach, this::answers);
    steps = new PostgresSteps(pool, clock);
    desk =
        new PostgresDesk(
            pool,
            this,
            handover,
            clock,
            leaseClock,
            new WaitingReason(pool, clock, leaseClock, config),
            config);
  }

  @Override
  public StepStore steps() {
    return steps;
  }

  @Override
  public JobDesk desk() {
    return desk;
  }

  // -- enqueue
  // -----------------------------------------------------------------------------------------------------------

  /** Stores one job; those that are stored at the same time share a commit. */
  Future<Enqueued> enqueue(NewJob job) {
    return enqueues.submit(job);
  }

  @Override
  public Future<List<Enqueued>> enqueue(List<NewJob> jobs) {
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
   * back.
   */
  <T> Future<T> transaction(Function<JobTransaction, Future<T>> work) {
    var transactions = new ArrayList<JobTransaction>(1);
    return pool.withTransaction(
            sql -> {
              var tx = new JobTransaction(sql, this);
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
                PRIORITIES,
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

  void nudge(String queue) {
    handover.nudge(queue, clock.instant());
  }

  Future<Void> setLane(SqlClient sql, String queue, Lane lane, @Nullable Boolean paused) {
    return sql.preparedQuery(LaneSql.SET_LANE)
        .execute(
            Tuple.tuple(
                Arrays.asList(
                    queue,
                    lane.name(),
                    lane.strict(),
                    lane.maxRunning(),
                    lane.maxStarts(),
                    lane.period() == null ? null : lane.period().toMillis(),
                    paused,
                    utc(clock.instant()))))
        .mapEmpty();
  }

  // -- claim
  // -------------------------------------------------------------------------------------------------------------

  @Override
  public Future<List<ClaimedJob>> claim(
      String queue, String node, int atMost, Short[] priorities, Instant leaseUntil) {
    // Whoever went first last time goes second now, so that neither lanes nor free jobs starve.
    boolean lanesFirst = lanesTurn.getOrDefault(queue, false);
    var first = lanesFirst ? JobSql.CLAIM_LANES : JobSql.CLAIM;
    var second = lanesFirst ? JobSql.CLAIM : JobSql.CLAIM_LANES;
    return claim(first, queue, node, atMost, priorities, leaseUntil)
        .compose(
            jobs -> {
              lanesTurn.put(queue, !lanesFirst);
              return jobs.size() >= atMost
                  ? Future.succeededFuture(jobs)
                  : claim(second, queue, node, atMost - jobs.size(), priorities, leaseUntil)
                      .map(
                          more -> {
                            jobs.addAll(more);
                            return jobs;
                          });
            });
  }

  private Future<List<ClaimedJob>> claim(
      String statement,
      String queue,
      String node,
      int atMost,
      Short[] priorities,
      Instant leaseUntil) {
    return pool.preparedQuery(statement)
        .execute(Tuple.of(queue, node, utc(clock.instant()), utc(leaseUntil), priorities, atMost))
        .map(
            rows -> {
              var jobs = claimed(rows);
              jobs.sort(Comparator.comparing(ClaimedJob::runAt).thenComparing(ClaimedJob::id));
              return jobs;
            });
  }

  @Override
  public Future<Optional<Instant>> nextRunAt(String queue) {
    return pool.preparedQuery(JobSql.NEXT_RUN_AT)
        .execute(Tuple.of(queue, (Object) PRIORITIES))
        .map(rows -> Optional.ofNullable(instant(rows.iterator().next(), 0)));
  }

  // -- settle
  // ------------------------------------------------------------------------------------------------------------

  /**
   * Settles one job, together with those settled at the same time; answers whether the lease held.
   */
  Future<Boolean> settle(Settlement settlement) {
    return settles.submit(settlement);
  }

  private Future<List<Boolean>> settleEach(List<Settlement> settlements) {
    return settle(settlements)
        .map(held -> settlements.stream().map(s -> held.contains(s.job().id())).toList());
  }

  @Override
  public Future<Set<UUID>> settle(List<Settlement> settlements) {
    boolean plain =
        settlements.stream()
            .allMatch(s -> s.followUps().isEmpty() && hookOf(s.job().kind()) == null);
    if (plain) {
      return writeVerdicts(pool, settlements);
    }
    return transaction(
        tx ->
            writeVerdicts(tx.sql(), settlements)
                .compose(held -> writeAlong(tx, settlements, held)));
  }

  private Future<?> answers() {
    return pool.query("select 1").execute();
  }

  private Future<Set<UUID>> writeVerdicts(SqlClient sql, List<Settlement> settlements) {
    Instant now = clock.instant();
    return sql.preparedQuery(JobSql.SETTLE)
        .execute(SettleRows.of(sorted(settlements, Settlement::job), now))
        .map(JobRows::ids);
  }

  /**
   * Statements that change the same rows at the same time go through them in the same order, or
   * they would wait for each other.
   */
  private static <T> List<T> sorted(Collection<T> items, Function<T, ClaimedJob> job) {
    return items.stream().sorted(Comparator.comparing(item -> job.apply(item).id())).toList();
  }

  private Future<Set<UUID>> writeAlong(
      JobTransaction tx, List<Settlement> settlements, Set<UUID> held) {
    var followUps = new ArrayList<NewJob>();
    var byHook = new HashMap<SettleHook, List<Settled>>();
    for (Settlement s : settlements) {
      if (held.contains(s.job().id())) {
        followUps.addAll(s.followUps());
        var hook = hookOf(s.job().kind());
        if (hook != null) {
          byHook
              .computeIfAbsent(hook, h -> new ArrayList<>())
              .add(new Settled(s.job(), s.verdict(), s.result()));
        }
      }
    }
    Future<?> written = tx.enqueue(followUps);
    for (var entry : byHook.entrySet()) {
      written = written.compose(before -> entry.getKey().settled(tx, entry.getValue()));
    }
    return written.map(held);
  }

  @Nullable SettleHook hookOf(String kind) {
    var work = catalogue.find(kind);
    return work == null ? null : work.hook();
  }

  // -- leases
  // ------------------------------------------------------------------------------------------------------------

  @Override
  public Future<Map<UUID, Boolean>> renew(
      String node, Collection<ClaimedJob> running, Instant leaseUntil) {
    var jobs = sorted(running, Function.identity());
    return pool.preparedQuery(JobSql.RENEW)
        .execute(
            Tuple.of(
                node,
                jobs.stream().map(ClaimedJob::id).toArray(UUID[]::new),
                jobs.stream().map(ClaimedJob::epoch).toArray(Integer[]::new),
                utc(leaseUntil)))
        .map(
            rows -> {
              var held = new HashMap<UUID, Boolean>();
              rows.forEach(row -> held.put(row.getUUID(0), row.getBoolean(1)));
              return held;
            });
  }

  @Override
  public Future<List<ClaimedJob>> rescue(
      String node, Set<String> kinds, Instant lapsedBefore, Instant leaseUntil, int atMost) {
    return pool.preparedQuery(JobSql.RESCUE)
        .execute(
            Tuple.of(
                node, kinds.toArray(String[]::new), utc(lapsedBefore), utc(leaseUntil), atMost))
        .map(JobRows::claimed);
  }

  // -- housekeeping
  // ------------------------------------------------------------------------------------------------------

  @Override
  public Future<Void> present(String node, Map<String, Integer> slotsByQueue) {
    return pool.preparedQuery(JobSql.PRESENT)
        .execute(
            Tuple.of(
                node,
                slotsByQueue.keySet().toArray(String[]::new),
                slotsByQueue.values().toArray(Integer[]::new),
                utc(leaseClock.instant())))
        .mapEmpty();
  }

  @Override
  public Future<Void> absent(String node) {
    return pool.preparedQuery(JobSql.ABSENT).execute(Tuple.of(node)).mapEmpty();
  }

  @Override
  public Future<Integer> prune(int atMost) {
    return pool.preparedQuery(JobSql.PRUNE)
        .execute(Tuple.of(utc(clock.instant()), atMost))
        .map(rows -> rows.iterator().next().getInteger(0));
  }

  @Override
  public Future<Void> tidy(Duration idle) {
    return pool.preparedQuery(JobSql.FOLD_COUNTS)
        .execute()
        .compose(
            done ->
                pool.preparedQuery(LaneSql.FORGET_LANES)
                    .execute(Tuple.of(utc(clock.instant().minus(idle)), utc(clock.instant()))))
        .compose(
            done ->
                pool.preparedQuery(JobSql.FORGET_NODES)
                    .execute(Tuple.of(utc(leaseClock.instant().minus(idle)))))
        .mapEmpty();
  }
}
