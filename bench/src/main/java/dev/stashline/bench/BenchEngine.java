package dev.stashline.bench;

import dev.stashline.jobs.Catalogue;
import dev.stashline.jobs.JobEngine;
import dev.stashline.jobs.JobQueue;
import dev.stashline.jobs.JobState;
import dev.stashline.jobs.JobsConfig;
import dev.stashline.jobs.Kind;
import dev.stashline.jobs.Outcome;
import dev.stashline.jobs.Work;
import dev.stashline.runtime.Bus;
import dev.stashline.runtime.Database;
import dev.stashline.runtime.Migrations;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;
import org.HdrHistogram.ConcurrentHistogram;

/**
 * The engine as a process runs it, on a Postgres of its own whose commits are durable. Its two
 * kinds of work do nothing but report their start: one is kept for a day after its end (what
 * declares nothing else), one is removed when it is settled.
 */
final class BenchEngine implements AutoCloseable {
  private static final int POOL = 16;
  private static final String QUEUE = "bench";

  /**
   * @param nanos when it was enqueued, 0 if nobody asks
   */
  record Noop(long nanos) {}

  final Kind<Noop> kept = Kind.of("kept", QUEUE, Noop.class);
  final Kind<Noop> removed =
      Kind.of("removed", QUEUE, Noop.class).keep(Duration.ZERO, Duration.ofDays(1));

  private final BenchPostgres postgres = new BenchPostgres();
  private final Vertx vertx = Vertx.vertx();
  private final Pool pool;
  private final JobEngine.Ground ground;
  private final ConcurrentHistogram lateNanos = new ConcurrentHistogram(3);
  private volatile CountDownLatch awaited = new CountDownLatch(0);
  private JobEngine engine;

  BenchEngine() {
    var database = postgres.config(POOL);
    Migrations.run(database, List.of(new Migrations.Owner("jobs", "db/jobs")));
    pool = Database.open(vertx, database);
    ground =
        new JobEngine.Ground(
            vertx,
            pool,
            new Bus(vertx),
            new SimpleMeterRegistry(),
            InstantSource.system(),
            InstantSource.system(),
            RandomGenerator.getDefault());
    engine = engine();
  }

  private JobEngine engine() {
    var config =
        new JobsConfig(
            "bench",
            Duration.ofSeconds(30),
            Duration.ofSeconds(1),
            64,
            Duration.ofSeconds(5),
            Duration.ofDays(1));
    return new JobEngine(
        ground,
        config,
        new Catalogue(List.of(Work.of(kept, this::ran), Work.of(removed, this::ran))));
  }

  private Outcome ran(dev.stashline.jobs.Job<Noop> job) {
    if (job.args().nanos() != 0) {
      lateNanos.recordValue(System.nanoTime() - job.args().nanos());
    }
    awaited.countDown();
    return Outcome.completed();
  }

  JobQueue queue() {
    return engine.queue();
  }

  void startWorker(int slots) {
    engine.start(Map.of(QUEUE, slots));
  }

  void stopWorker() {
    await(engine.stop());
    engine = engine();
  }

  /** From now on {@link #awaitRuns} waits for so many jobs. */
  void expect(int jobs) {
    lateNanos.reset();
    awaited = new CountDownLatch(jobs);
  }

  /** Waits until the expected jobs have run and the store knows it of every one. */
  void awaitRuns() throws InterruptedException {
    if (!awaited.await(5, TimeUnit.MINUTES)) {
      throw new IllegalStateException(awaited.getCount() + " jobs have not run");
    }
    while (running() > 0) {
      Thread.sleep(5);
    }
  }

  private long running() {
    return await(queue().desk().count())
        .getOrDefault(QUEUE, Map.of())
        .getOrDefault(JobState.RUNNING, 0L);
  }

  /** From the call of enqueue to the start of the handler. */
  double lateMillis(double percentile) {
    return lateNanos.getValueAtPercentile(percentile) / 1e6;
  }

  void empty() {
    query("truncate jobs.job, jobs.tally");
  }

  void analyze() {
    query("analyze");
  }

  long backend() {
    return query("select pg_backend_pid()::bigint");
  }

  double storeMegabytes() {
    return query("select pg_database_size(current_database())") / (double) (1 << 20);
  }

  String store() {
    return await(pool.query("show server_version").execute()).iterator().next().getString(0);
  }

  private long query(String sql) {
    var rows = await(pool.query(sql).execute());
    return rows.size() == 0 ? 0 : rows.iterator().next().getLong(0);
  }

  static <T> T await(Future<T> future) {
    try {
      return future.await(5, TimeUnit.MINUTES);
    } catch (TimeoutException e) {
      throw new IllegalStateException("the engine has not answered", e);
    }
  }

  @Override
  public void close() {
    await(pool.close());
    await(vertx.close());
    postgres.close();
  }
}
