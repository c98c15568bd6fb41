package dev.stashline.broker;

import dev.stashline.jobs.JobQueue;
import dev.stashline.jobs.Work;
import dev.stashline.runtime.DatabaseConfig;
import dev.stashline.runtime.Migrations;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A QStash-compatible broker on the job engine: a published message is a row and a job.
 *
 * <pre>
 *   POST /v2/publish ─▶ message + job, one commit ─▶ 200
 *                              │ when due
 *                              ▼
 *                       Deliver: read, sign, send ─▶ AfterAttempt: log, callbacks, dead letter, one commit
 * </pre>
 */
public final class Broker {
  /** The tables of this service. */
  public static final Migrations.Owner MIGRATIONS = new Migrations.Owner("broker", "db/broker");

  private static final Logger log = LoggerFactory.getLogger(Broker.class);

  private final InstantSource clock;
  private final AtomicReference<@Nullable JobQueue> queue = new AtomicReference<>();
  private final Accounts accounts;
  private final LogPartitions partitions;
  private final Receivers receivers;
  private final Breakers breakers;
  private final Courier courier;
  private final List<Work<?>> catalogue;
  private final BrokerServer server;
  private final BrokerHousekeeping housekeeping;
  private final Timetable timetable;
  private final Intake intake;
  private final Bell bell;

  private Broker(
      Vertx vertx, Pool pool, BrokerConfig config, InstantSource clock, RandomGenerator chance) {
    this.clock = clock;
    accounts = new Accounts(pool, config, clock, chance);
    partitions = new LogPartitions(pool);
    receivers = new Receivers(vertx, config);
    breakers = new Breakers(vertx, pool, config.breaker(), clock, chance);
    courier = new Courier(vertx, receivers, config);
    var runs = new Runs();
    var ends = new RunEnds(runs, config, clock);
    var failures = new RunFailures(ends);
    var lanes = new Lanes(config, clock);
    var publishing = new Publishing(this::queue, pool, partitions, runs, lanes, config, clock);
    var endings = new RunEndings(this::queue, ends, publishing);
    var waiters = new Waiters(this::queue, runs, publishing, config, clock);
    var afterAttempt = new AfterAttempt(publishing, runs, failures, partitions, config, clock);
    var turns = new Turns(pool, lanes, afterAttempt, config, clock);
    catalogue =
        List.of(
            Work.of(
                    BrokerJobs.deliver(config),
                    new Deliver(
                        pool,
                        partitions,
                        courier,
                        breakers,
                        new StepDelivery(pool, config, clock),
                        config,
                        clock,
                        chance))
                .onSettled(afterAttempt),
            Work.of(BrokerJobs.turn(), turns).onSettled(turns),
            Work.of(BrokerJobs.waitTimeout(), waiters));
    var groups = new UrlGroups(pool, config, clock);
    var drafting = new Drafting(receivers, groups, config, clock);
    intake =
        new Intake(vertx, pool, drafting, publishing, new Refusals(config, clock), config, clock);
    bell = new Bell(vertx, intake::wake);
    timetable = new Timetable(vertx, pool, drafting, publishing, clock);
    var cancellations = new Cancellations(this::queue, partitions, publishing, ends, config, clock);
    var api =
        new Api(
            List.of(
                new PublishApi(drafting, publishing),
                new WaitingApi(pool, this::queue, clock),
                new MessageApi(pool, cancellations, clock),
                new QueueApi(new Queues(pool, this::queue, config, clock), cancellations),
                new FlowControlApi(new FlowKeys(pool, this::queue), this::queue, config.quotas()),
                new RunApi(pool, endings),
                new TriggerApi(drafting, publishing, chance),
                new EventApi(pool, waiters),
                new RunLogApi(pool),
                new WorkflowCallbackApi(
                    pool, this::queue, failures, publishing, partitions, config, clock),
                new WorkflowDlqApi(pool, runs, publishing, config, clock, chance),
                new DlqApi(pool, new Republishing(publishing, config, clock)),
                new LogApi(pool),
                new ScheduleApi(pool, drafting, timetable, config, clock, chance),
                new UrlGroupApi(groups, receivers, config, clock),
                new KeysApi(accounts),
                new ReadinessApi(pool),
                new EndpointApi(pool, this::queue, breakers, clock)));
    server = new BrokerServer(vertx, api, accounts, config);
    housekeeping = new BrokerHousekeeping(vertx, pool, partitions, config, clock, chance);
  }

  /**
   * @param chance makes signing keys and token ids: a {@link java.security.SecureRandom}
   */
  public static Broker of(
      Vertx vertx, Pool pool, BrokerConfig config, InstantSource clock, RandomGenerator chance) {
    return new Broker(vertx, pool, config, clock, chance);
  }

  /** What the engine must know to deliver. */
  public List<Work<?>> catalogue() {
    return catalogue;
  }

  /** Where messages are handed in; before {@link #start}. */
  public void use(JobQueue engines) {
    queue.set(engines);
  }

  /**
   * Listens for what is published by SQL; before {@link #start}. Without it, or while it cannot,
   * that is late by a second at most.
   */
  public void listenOn(DatabaseConfig database) {
    bell.on(database);
  }

  private JobQueue queue() {
    return Objects.requireNonNull(queue.get(), "use(JobQueue) comes before start()");
  }

  /**
   * Writes the rows of the settings' users, makes the log's partitions and opens the API. It also
   * starts with no user at all, and says so: the first one may be made while it runs.
   */
  public Future<Void> start() {
    queue();
    return accounts
        .ready()
        .onSuccess(Broker::warnUnless)
        .compose(v -> partitions.ready(clock.instant()))
        .compose(v -> intake.ready())
        .compose(v -> server.start())
        .onSuccess(
            v -> {
              housekeeping.start();
              breakers.start();
              timetable.wake();
              intake.wake();
              bell.start();
            });
  }

  private static void warnUnless(boolean anybody) {
    if (!anybody) {
      log.warn(
          "nobody can use this broker yet: run ./stashline token --broker NAME, or set BROKER_TOKEN"
              + " with BROKER_CURRENT_SIGNING_KEY and BROKER_NEXT_SIGNING_KEY");
    }
  }

  public int actualPort() {
    return server.actualPort();
  }

  /** Takes no more requests, lets those under way finish within the grace, closes connections. */
  public Future<Void> stop(Duration grace) {
    housekeeping.stop();
    timetable.stop();
    bell.stop();
    intake.stop();
    breakers.stop();
    return server.stop(grace).eventually(courier::close).eventually(receivers::close);
  }
}
