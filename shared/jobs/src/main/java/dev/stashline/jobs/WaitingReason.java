package dev.stashline.jobs;

import static dev.stashline.jobs.JobRows.utc;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Finds the first thing that holds a job back, in the order in which the engine would meet them:
 *
 * <pre>
 *   ended or running ─▶ its own run time ─▶ queue paused ─▶ lane paused, full, rate, order ─▶ no worker ─▶ in line
 * </pre>
 */
final class WaitingReason {
  private final Pool pool;
  private final InstantSource clock;
  private final InstantSource leaseClock;
  private final JobsConfig config;

  WaitingReason(Pool pool, InstantSource clock, InstantSource leaseClock, JobsConfig config) {
    this.pool = pool;
    this.clock = clock;
    this.leaseClock = leaseClock;
    this.config = config;
  }

  Future<Waiting> of(JobView job) {
    if (job.state().finished()) {
      return Future.succeededFuture(new Waiting.Finished(job.state()));
    }
    if (job.leaseUntil() != null && job.node() != null) {
      return Future.succeededFuture(new Waiting.Running(job.leaseUntil(), job.node()));
    }
    if (job.runAt().isAfter(clock.instant())) {
      return Future.succeededFuture(
          job.attempt() > 0 && job.failure() != null
              ? new Waiting.BackingOff(job.runAt(), job.attempt(), job.maxAttempts(), job.failure())
              : new Waiting.RunTime(job.runAt()));
    }
    return paused(job)
        .compose(found -> orElse(found, () -> inLane(job)))
        .compose(found -> orElse(found, () -> withoutWorker(job)))
        .compose(found -> found.isPresent() ? Future.succeededFuture(found.get()) : inLine(job));
  }

  private static Future<Optional<Waiting>> orElse(
      Optional<Waiting> found, java.util.function.Supplier<Future<Optional<Waiting>>> next) {
    return found.isPresent() ? Future.succeededFuture(found) : next.get();
  }

  private Future<Optional<Waiting>> paused(JobView job) {
    return query(WaitingSql.PAUSED_SINCE, Tuple.of(job.queue()))
        .map(
            rows ->
                first(rows)
                    .map(row -> new Waiting.QueuePaused(row.getOffsetDateTime(0).toInstant())));
  }

  private Future<Optional<Waiting>> inLane(JobView job) {
    String lane = job.lane();
    if (lane == null) {
      return Future.succeededFuture(Optional.empty());
    }
    return query(WaitingSql.LANE, Tuple.of(job.queue(), lane, utc(clock.instant())))
        .compose(
            rows -> {
              var found = first(rows);
              if (found.isEmpty()) {
                return Future.succeededFuture(Optional.empty());
              }
              Row row = found.get();
              boolean strict = row.getBoolean(0);
              Integer maxRunning = row.getInteger(1);
              if (row.getBoolean(3)) {
                return Future.succeededFuture(Optional.of(new Waiting.LanePaused(lane)));
              }
              boolean full = maxRunning != null && row.getInteger(4) >= maxRunning;
              // In a strict lane a job that has started keeps its place.
              boolean needsPlace = !strict || job.startedAt() == null;
              if (full && needsPlace) {
                var before =
                    strict
                        ? before(job, lane, true)
                        : Future.succeededFuture(Optional.<Waiting>empty());
                return before.compose(first -> orElse(first, () -> holders(job, lane, maxRunning)));
              }
              var rateUntil = JobRows.instant(row, 5);
              if (rateUntil != null) {
                return Future.succeededFuture(
                    Optional.of(new Waiting.LaneRate(rateUntil, lane, row.getInteger(2))));
              }
              return strict && needsPlace
                  ? before(job, lane, false)
                  : Future.succeededFuture(Optional.empty());
            });
  }

  private Future<Optional<Waiting>> before(JobView job, String lane, boolean full) {
    return query(WaitingSql.LANE_BEFORE, Tuple.of(job.queue(), lane, job.id(), full))
        .map(
            rows ->
                first(rows)
                    .map(
                        row ->
                            new Waiting.LaneOrder(JobRows.instant(row, 1), lane, row.getUUID(0))));
  }

  private Future<Optional<Waiting>> holders(JobView job, String lane, int maxRunning) {
    return query(WaitingSql.LANE_HOLDERS, Tuple.of(job.queue(), lane))
        .map(
            rows -> {
              var ids = new ArrayList<UUID>();
              rows.forEach(row -> ids.add(row.getUUID(0)));
              @Nullable Instant until =
                  first(rows).map(row -> JobRows.instant(row, 1)).orElse(null);
              return Optional.of(new Waiting.LaneFull(until, lane, maxRunning, ids));
            });
  }

  private Future<Optional<Waiting>> withoutWorker(JobView job) {
    var seenSince = utc(leaseClock.instant().minus(config.lease()));
    return query(WaitingSql.LIVE_NODES, Tuple.of(job.queue(), seenSince))
        .map(
            rows ->
                rows.iterator().next().getInteger(0) == 0
                    ? Optional.of(new Waiting.NoWorker(job.queue()))
                    : Optional.empty());
  }

  private Future<Waiting> inLine(JobView job) {
    return query(
            WaitingSql.AHEAD,
            Tuple.of(job.queue(), (short) job.priority().ordinal(), utc(job.runAt()), job.id()))
        .map(rows -> new Waiting.InLine(rows.iterator().next().getInteger(0)));
  }

  private Future<RowSet<Row>> query(String sql, Tuple arguments) {
    return pool.preparedQuery(sql).execute(arguments);
  }

  private static Optional<Row> first(RowSet<Row> rows) {
    return rows.size() == 0 ? Optional.empty() : Optional.of(rows.iterator().next());
  }
}
