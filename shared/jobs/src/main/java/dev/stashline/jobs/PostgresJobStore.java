package dev.stashline.jobs;

import static dev.stashline.jobs.JobRows.claimed;
import static dev.stashline.jobs.JobRows.instant;
import static dev.stashline.jobs.JobRows.utc;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Jobs in Postgres, in the same transactions as the rows they belong to: {@link PostgresEnqueues}
 * bring them in, {@link PostgresSettles} write what became of them, and what lies between is here.
 */
public final class PostgresJobStore implements JobStore {
  static final Short[] PRIORITIES = Priority.order(1);

  private final Pool pool;
  private final InstantSource clock;
  private final InstantSource leaseClock;
  private final Handover handover;
  private final Map<String, Boolean> lanesTurn = new ConcurrentHashMap<>();
  private final PostgresEnqueues enqueues;
  private final PostgresSettles settles;
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
    this.clock = clock;
    this.leaseClock = leaseClock;
    this.handover = handover;
    enqueues = new PostgresEnqueues(pool, clock, leaseClock, config, handover);
    settles = new PostgresSettles(pool, enqueues, catalogue, clock);
    steps = new PostgresSteps(pool, clock);
    desk =
        new PostgresDesk(
            pool,
            enqueues,
            catalogue,
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

  Future<Enqueued> enqueue(NewJob job) {
    return enqueues.enqueue(job);
  }

  @Override
  public Future<List<Enqueued>> enqueue(List<NewJob> jobs) {
    return enqueues.enqueue(jobs);
  }

  <T> Future<T> transaction(Function<JobTransaction, Future<T>> work) {
    return enqueues.transaction(work);
  }

  void nudge(String queue) {
    handover.nudge(queue, clock.instant());
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

  Future<Boolean> settle(Settlement settlement) {
    return settles.settle(settlement);
  }

  @Override
  public Future<Set<UUID>> settle(List<Settlement> settlements) {
    return settles.settle(settlements);
  }

  // -- leases
  // ------------------------------------------------------------------------------------------------------------

  @Override
  public Future<Map<UUID, Boolean>> renew(
      String node, Collection<ClaimedJob> running, Instant leaseUntil) {
    var jobs = PostgresSettles.sorted(running, Function.identity());
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
