package dev.stashline.jobs;

import static dev.stashline.jobs.JobRows.utc;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Steps in Postgres. Every write proves that the lease holds: a late owner cannot commit. */
final class PostgresSteps implements StepStore {
  private final Pool pool;
  private final InstantSource clock;

  PostgresSteps(Pool pool, InstantSource clock) {
    this.pool = pool;
    this.clock = clock;
  }

  @Override
  public Future<Optional<String>> begin(ClaimedJob job, String step) {
    return pool.preparedQuery(StepSql.BEGIN_STEP)
        .execute(Tuple.of(job.id(), step, job.attempt(), utc(clock.instant()), job.epoch()))
        .compose(
            rows -> {
              if (rows.size() == 0) {
                return Future.failedFuture(new LeaseLost(job));
              }
              return Future.succeededFuture(
                  Optional.ofNullable(rows.iterator().next().getString(0)));
            });
  }

  @Override
  public Future<Void> complete(
      ClaimedJob job, String step, String resultJson, @Nullable StepWrite write) {
    if (write == null) {
      return writeStep(pool, job, step, resultJson);
    }
    return whileHeld(
        job, sql -> writeStep(sql, job, step, resultJson).compose(done -> write.write(sql)));
  }

  private Future<Void> writeStep(SqlClient sql, ClaimedJob job, String step, String json) {
    return sql.preparedQuery(StepSql.COMPLETE_STEP)
        .execute(Tuple.of(job.id(), step, job.attempt(), json, utc(clock.instant()), job.epoch()))
        .compose(
            rows ->
                rows.rowCount() == 0
                    ? Future.failedFuture(new LeaseLost(job))
                    : Future.succeededFuture());
  }

  @Override
  public Future<Void> whileHeld(ClaimedJob job, StepWrite write) {
    return pool.withTransaction(
        sql ->
            sql.preparedQuery(StepSql.HOLD)
                .execute(Tuple.of(job.id(), job.epoch()))
                .compose(
                    rows ->
                        rows.size() == 0
                            ? Future.failedFuture(new LeaseLost(job))
                            : write.write(sql))
                .mapEmpty());
  }

  @Override
  public Future<Void> fail(ClaimedJob job, String step) {
    return pool.preparedQuery(StepSql.FAIL_STEP)
        .execute(Tuple.of(job.id(), step, utc(clock.instant()), job.epoch()))
        .mapEmpty();
  }

  @Override
  public Future<List<JobView.StepView>> list(UUID id) {
    return pool.preparedQuery(StepSql.STEPS)
        .execute(Tuple.of(id))
        .map(
            rows -> {
              var steps = new ArrayList<JobView.StepView>();
              rows.forEach(row -> steps.add(JobRows.step(row)));
              return steps;
            });
  }
}
