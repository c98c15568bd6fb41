package dev.stashline.bench;

import dev.stashline.bench.BenchEngine.Noop;
import dev.stashline.bench.Figures.Better;
import dev.stashline.jobs.Kind;
import dev.stashline.jobs.NewJob;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Measures the engine on a durable Postgres of its own and prints a table: enqueues one by one and
 * in bulk, the drain of waiting jobs, how soon a new job starts, and the drain beside half a
 * million jobs of tomorrow. {@code --quick} asks for less and is good for nothing but a first look.
 */
public final class EngineBench {
  private final Load load;
  private final BenchEngine engine;
  private final Machine machine;
  private final Figures figures = new Figures();

  private EngineBench(Load load, BenchEngine engine) {
    this.load = load;
    this.engine = engine;
    machine = new Machine(engine.backend());
  }

  public static void main(String[] args) throws Exception {
    var load = List.of(args).contains("--quick") ? Load.QUICK : Load.FULL;
    try (var engine = new BenchEngine()) {
      var bench = new EngineBench(load, engine);
      bench.warmUp();
      for (int round = 0; round < load.rounds(); round++) {
        bench.round();
      }
      bench.besideBacklog();
      bench.print();
    }
  }

  /** The peers' first rounds are as cold as ours would be; a compiler's minute is no figure. */
  private void warmUp() throws Exception {
    single(load.jobs() / 4);
    engine.expect(load.jobs() / 4);
    engine.startWorker(load.slots());
    engine.awaitRuns();
    engine.stopWorker();
  }

  private void round() throws Exception {
    figures.add("load before the round", Better.LOWER, machine.load());
    engine.empty();
    figures.add("single enqueues/s", Better.HIGHER, single(load.jobs()));
    drain("drain");
    engine.empty();
    figures.add("bulk enqueues/s", Better.HIGHER, bulk(engine.kept, load.bulkJobs()));
    engine.empty();
    bulk(engine.removed, load.jobs());
    drain("drain, kept for no time");
    engine.empty();
    latency();
  }

  private void besideBacklog() throws Exception {
    engine.empty();
    var tomorrow = Instant.now().plus(Duration.ofDays(1));
    for (int n = 0; n < load.backlog(); n += load.bulkSize()) {
      BenchEngine.await(
          engine.queue().enqueueAll(jobs(engine.kept).map(job -> job.at(tomorrow)).toList()));
    }
    engine.analyze();
    figures.add("store MB with backlog", Better.LOWER, engine.storeMegabytes());
    for (int round = 0; round < load.rounds(); round++) {
      bulk(engine.kept, load.jobs());
      drain("drain beside backlog");
    }
    figures.add("resident MB at the end", Better.LOWER, machine.residentMegabytes());
  }

  private double single(int jobs) throws Exception {
    return perSecond(
        jobs, load.callers(), () -> engine.queue().enqueue(engine.kept.job(new Noop(0))));
  }

  private double bulk(Kind<Noop> kind, int jobs) throws Exception {
    return load.bulkSize()
        * perSecond(
            jobs / load.bulkSize(),
            load.bulkCallers(),
            () -> engine.queue().enqueueAll(jobs(kind).toList()));
  }

  private Stream<NewJob> jobs(Kind<Noop> kind) {
    return IntStream.range(0, load.bulkSize()).mapToObj(i -> kind.job(new Noop(0)));
  }

  /** From the start of a worker until every waiting job is settled in the store. */
  private void drain(String what) throws Exception {
    engine.expect(load.jobs());
    var before = machine.cpu();
    long start = System.nanoTime();
    engine.startWorker(load.slots());
    engine.awaitRuns();
    double seconds = secondsSince(start);
    var cpu = machine.cpu().since(before);
    engine.stopWorker();
    double thousands = load.jobs() / 1e3;
    figures.add(what + "/s", Better.HIGHER, load.jobs() / seconds);
    figures.add(what + ", CPU ms per 1,000 jobs", Better.LOWER, cpu.ours() / thousands);
    figures.add(what + ", Postgres' part of it", Better.LOWER, cpu.store() / thousands);
    figures.add(
        what + ", others' share of the machine %", Better.LOWER, cpu.othersPercent(seconds));
  }

  private void latency() throws Exception {
    int jobs = load.perSecond() * load.seconds();
    long apart = TimeUnit.SECONDS.toNanos(1) / load.perSecond();
    engine.expect(jobs);
    engine.startWorker(load.callers());
    Thread.sleep(1_500);
    long start = System.nanoTime();
    for (int i = 0; i < jobs; i++) {
      for (long left; (left = start + i * apart - System.nanoTime()) > 0; ) {
        LockSupport.parkNanos(left);
      }
      engine.queue().enqueue(engine.kept.job(new Noop(System.nanoTime())));
    }
    engine.awaitRuns();
    engine.stopWorker();
    figures.add("enqueue to start, p50 ms", Better.LOWER, engine.lateMillis(50));
    figures.add("enqueue to start, p99 ms", Better.LOWER, engine.lateMillis(99));
  }

  /** Calls a second, each waiting for its answer, by so many callers. */
  private static double perSecond(int calls, int callers, Callable<io.vertx.core.Future<?>> call)
      throws Exception {
    var next = new AtomicInteger();
    long start = System.nanoTime();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var running =
          threads.invokeAll(
              IntStream.range(0, callers)
                  .<Callable<Void>>mapToObj(
                      caller ->
                          () -> {
                            while (next.getAndIncrement() < calls) {
                              call.call().toCompletionStage().toCompletableFuture().get();
                            }
                            return null;
                          })
                  .toList());
      for (var caller : running) {
        caller.get();
      }
    }
    return calls / secondsSince(start);
  }

  private static double secondsSince(long start) {
    return (System.nanoTime() - start) / 1e9;
  }

  private void print() {
    System.out.println(
        "%s, Postgres %s (fsync and synchronous_commit on), %s"
            .formatted(Machine.describe(), engine.store(), Instant.now()));
    System.out.println();
    System.out.print(figures.table());
  }
}
