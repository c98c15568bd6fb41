package dev.stashline.jobs;

import dev.stashline.contracts.CancelRequested;
import dev.stashline.contracts.JobsWaiting;
import dev.stashline.runtime.Bus;
import dev.stashline.runtime.Migrations;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.random.RandomGenerator;

/**
 * The engine of one process: a queue to hand work in, and runners for the queues that this process
 * works on.
 */
public final class JobEngine {
  /** What {@link Migrations} needs to make the tables. */
  public static final Migrations.Owner MIGRATIONS = new Migrations.Owner("jobs", "db/jobs");

  /**
   * What the engine stands on. {@code leaseClock} is real time even where {@code clock} is moved.
   */
  public record Ground(
      Vertx vertx,
      Pool pool,
      Bus bus,
      MeterRegistry meters,
      InstantSource clock,
      InstantSource leaseClock,
      RandomGenerator chance) {}

  private final Ground ground;
  private final JobsConfig config;
  private final Catalogue catalogue;
  private final Telemetry telemetry;
  private final Handover handover;
  private final PostgresJobStore store;
  private final JobQueue queue;
  private final Housekeeping housekeeping;
  private final List<Runner> runners = new CopyOnWriteArrayList<>();

  public JobEngine(Ground ground, JobsConfig config, Catalogue catalogue) {
    this.ground = ground;
    this.config = config;
    this.catalogue = catalogue;
    telemetry = new Telemetry(ground.bus(), catalogue, ground.meters(), ground.clock());
    handover = new Handover(ground.bus(), ground.vertx());
    store =
        new PostgresJobStore(
            ground.pool(), catalogue, ground.clock(), ground.leaseClock(), config, handover);
    queue = new JobQueue(store, telemetry);
    housekeeping = new Housekeeping(ground, config, catalogue, store, telemetry, runners);
  }

  /**
   * Where this process hands work in; usable before {@link #start} and in processes that run
   * nothing.
   */
  public JobQueue queue() {
    return queue;
  }

  public Catalogue catalogue() {
    return catalogue;
  }

  /** Starts to work on queues, with so many slots each. */
  public void start(Map<String, Integer> slotsByQueue) {
    slotsByQueue.forEach((name, slots) -> runners.add(runner(name, slots)));
    ground.bus().consume("jobs.nudge", JobsWaiting.class, handover::nudged);
    ground.bus().consume("jobs.cancel", CancelRequested.class, this::interrupt);
    runners.forEach(handover::join);
    housekeeping.start();
    runners.forEach(Runner::start);
  }

  private Runner runner(String name, int slots) {
    return new Runner(name, slots, ground, config, catalogue, store, telemetry);
  }

  /**
   * The bus says that a cancel was asked for; if the message is lost, the next renewal finds out.
   */
  private void interrupt(CancelRequested hint) {
    for (Runner runner : runners) {
      runner.running().stream()
          .filter(attempt -> attempt.claimed().id().equals(hint.jobId()))
          .forEach(attempt -> attempt.stop(Attempt.Stop.CANCELLED));
    }
  }

  /** Looks at all queues at once: the clock was moved. */
  public void clockMoved() {
    runners.forEach(runner -> runner.nudge(ground.clock().instant()));
  }

  /** Claims no more, lets running jobs finish within the grace, hands the rest back. */
  public Future<Void> stop() {
    runners.forEach(handover::leave);
    return Future.all(runners.stream().map(Runner::stop).toList())
        .compose(done -> housekeeping.stop());
  }
}
