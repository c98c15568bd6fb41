package dev.stashline.jobs;

import static dev.stashline.jobs.JobRows.claimedJob;
import static dev.stashline.jobs.JobRows.utc;
import static dev.stashline.jobs.JobRows.view;

import dev.stashline.jobs.SettleHook.Settled;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What people ask of jobs in Postgres. */
final class PostgresDesk implements JobDesk {
  private final Pool pool;
  private final PostgresEnqueues enqueues;
  private final Catalogue catalogue;
  private final Handover handover;
  private final InstantSource clock;
  private final InstantSource leaseClock;
  private final WaitingReason waitingReason;
  private final JobsConfig config;

  PostgresDesk(
      Pool pool,
      PostgresEnqueues enqueues,
      Catalogue catalogue,
      Handover handover,
      InstantSource clock,
      InstantSource leaseClock,
      WaitingReason waitingReason,
      JobsConfig config) {
    this.pool = pool;
    this.enqueues = enqueues;
    this.catalogue = catalogue;
    this.handover = handover;
    this.clock = clock;
    this.leaseClock = leaseClock;
    this.waitingReason = waitingReason;
    this.config = config;
  }

  @Override
  public Future<Optional<JobState>> cancel(UUID id, String reason) {
    Instant now = clock.instant();
    return enqueues
        .transaction(tx -> cancel(tx, id, reason, now))
        .compose(
            state ->
                state.isPresent()
                    ? Future.succeededFuture(state)
                    : find(id).map(job -> job.map(JobView::state)));
  }

  /** Cancels within a transaction of the caller's; empty if the job is not waiting nor running. */
  Future<Optional<JobState>> cancel(JobTransaction tx, UUID id, String reason, Instant now) {
    return tx.sql()
        .preparedQuery(DeskSql.CANCEL)
        .execute(
            Tuple.of(
                id, SettleRows.storable(reason), utc(now), utc(now.plus(config.keepCancelled()))))
        .compose(
            rows -> {
              if (rows.size() == 0) {
                return Future.succeededFuture(Optional.empty());
              }
              Row row = rows.iterator().next();
              var state = JobState.of(row.getString("state"));
              var job = claimedJob(row);
              var hook = catalogue.hookOf(job.kind());
              Future<Void> written =
                  state != JobState.CANCELLED || hook == null
                      ? Future.succeededFuture()
                      : hook.settled(tx, List.of(new Settled(job, new Verdict.Cancel(reason), "")));
              return written.map(Optional.of(state));
            });
  }

  @Override
  public Future<Boolean> retryNow(UUID id) {
    Instant now = clock.instant();
    return pool.preparedQuery(DeskSql.RETRY_NOW)
        .execute(Tuple.of(id, utc(now)))
        .map(
            rows -> {
              rows.forEach(row -> handover.nudge(row.getString(0), now));
              return rows.size() > 0;
            })
        .recover(
            failure ->
                PostgresEnqueues.isTaken(failure)
                    ? Future.failedFuture(
                        new IllegalStateException(
                            "job "
                                + id
                                + " stays dead: another job with the same key is unfinished"))
                    : Future.failedFuture(failure));
  }

  @Override
  public Future<Optional<JobView>> find(UUID id) {
    return pool.preparedQuery(DeskSql.FIND)
        .execute(Tuple.of(id))
        .map(
            rows ->
                rows.size() == 0 ? Optional.empty() : Optional.of(view(rows.iterator().next())));
  }

  @Override
  public Future<JobView.JobPage> list(
      @Nullable String queue, @Nullable JobState state, @Nullable UUID after, int atMost) {
    return pool.preparedQuery(DeskSql.LIST)
        .execute(Tuple.of(queue, state == null ? null : state.word(), after, atMost + 1))
        .map(
            rows -> {
              var jobs = new ArrayList<JobView>();
              rows.forEach(row -> jobs.add(view(row)));
              boolean more = jobs.size() > atMost;
              return new JobView.JobPage(
                  more ? List.copyOf(jobs.subList(0, atMost)) : jobs,
                  more ? jobs.get(atMost - 1).id() : null);
            });
  }

  @Override
  public Future<Map<String, Map<JobState, Long>>> count() {
    return pool.preparedQuery(DeskSql.COUNT)
        .execute()
        .map(
            rows -> {
              Map<String, Map<JobState, Long>> counts = new HashMap<>();
              rows.forEach(
                  row ->
                      counts
                          .computeIfAbsent(row.getString(0), q -> new EnumMap<>(JobState.class))
                          .put(JobState.of(row.getString(1)), row.getLong(2)));
              return counts;
            });
  }

  @Override
  public Future<Map<String, Instant>> oldestDue() {
    return pool.preparedQuery(DeskSql.OLDEST_DUE)
        .execute(Tuple.of(utc(clock.instant()), (Object) PostgresJobStore.PRIORITIES))
        .map(
            rows -> {
              var oldest = new HashMap<String, Instant>();
              rows.forEach(
                  row -> oldest.put(row.getString(0), row.getOffsetDateTime(1).toInstant()));
              return oldest;
            });
  }

  @Override
  public Future<Optional<Instant>> lastCompleted(String queue) {
    return pool.preparedQuery(DeskSql.LAST_COMPLETED)
        .execute(Tuple.of(queue))
        .map(rows -> Optional.ofNullable(JobRows.instant(rows.iterator().next(), 0)));
  }

  @Override
  public Future<Waiting> why(JobView job) {
    return waitingReason.of(job);
  }

  @Override
  public Future<Void> pauseQueue(String queue) {
    return pool.preparedQuery(DeskSql.PAUSE_QUEUE)
        .execute(Tuple.of(queue, utc(clock.instant())))
        .mapEmpty();
  }

  @Override
  public Future<Void> resumeQueue(String queue) {
    return pool.preparedQuery(DeskSql.RESUME_QUEUE)
        .execute(Tuple.of(queue))
        .onSuccess(done -> handover.nudge(queue, clock.instant()))
        .mapEmpty();
  }

  @Override
  public Future<Void> pauseLane(String queue, String lane) {
    return pool.preparedQuery(LaneSql.PAUSE_LANE)
        .execute(Tuple.of(queue, lane, true, utc(clock.instant())))
        .mapEmpty();
  }

  @Override
  public Future<Void> resumeLane(String queue, String lane) {
    return pool.preparedQuery(LaneSql.PAUSE_LANE)
        .execute(Tuple.of(queue, lane, false, utc(clock.instant())))
        .onSuccess(done -> handover.nudge(queue, clock.instant()))
        .mapEmpty();
  }

  @Override
  public Future<List<LaneView>> lanes(String queue, Collection<String> names) {
    return pool.preparedQuery(LaneSql.LANES)
        .execute(Tuple.of(queue, names.toArray(String[]::new), utc(clock.instant())))
        .map(
            rows ->
                rows.stream()
                    .map(
                        row ->
                            new LaneView(
                                row.getString(0),
                                row.getInteger(1),
                                row.getInteger(2),
                                JobRows.instant(row, 3),
                                row.getBoolean(4),
                                row.getLong(5)))
                    .toList());
  }

  @Override
  public Future<Void> resetRate(String queue, String lane) {
    return changeLane(LaneSql.RESET_RATE, queue, lane);
  }

  @Override
  public Future<Void> recountLane(String queue, String lane) {
    return changeLane(LaneSql.RECOUNT, queue, lane);
  }

  private Future<Void> changeLane(String statement, String queue, String lane) {
    return pool.preparedQuery(statement)
        .execute(Tuple.of(queue, lane, utc(clock.instant())))
        .onSuccess(done -> handover.nudge(queue, clock.instant()))
        .mapEmpty();
  }

  @Override
  public Future<Integer> slots(String queue) {
    return pool.preparedQuery(DeskSql.SLOTS)
        .execute(Tuple.of(queue, utc(leaseClock.instant().minus(config.lease()))))
        .map(rows -> rows.iterator().next().getInteger(0));
  }
}
