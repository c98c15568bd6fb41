package dev.stashline.broker;

import dev.stashline.jobs.Handler;
import dev.stashline.jobs.Job;
import dev.stashline.jobs.JobTransaction;
import dev.stashline.jobs.NewJob;
import dev.stashline.jobs.Outcome;
import dev.stashline.jobs.SettleHook;
import dev.stashline.jobs.Verdict;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * A message that waits in two lines: in its queue until its turn comes, then at its flow-control
 * key. A job can wait in one lane alone, so there are two.
 *
 * <pre>
 *   broker.turn     the message's id     in the queue's lane: keeps the message's place there until it has ended
 *   broker.deliver  its id for the key   in the key's lane: made as the turn comes, retries there, wakes the turn at its end
 * </pre>
 */
final class Turns implements Handler<BrokerJobs.DeliverMessage>, SettleHook {
  /** How late a queue goes on if a node dies between the end of a delivery and its wake. */
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(10);

  /** Of a UUID's variant, 10 in all that are made here: 11 marks the delivery at the key. */
  private static final long AT_KEY = 1L << 62;

  private final Pool pool;
  private final Lanes lanes;
  private final SettleHook failing;
  private final BrokerConfig config;
  private final InstantSource clock;

  /**
   * @param failing what follows from a message that cannot be delivered
   */
  Turns(Pool pool, Lanes lanes, SettleHook failing, BrokerConfig config, InstantSource clock) {
    this.pool = pool;
    this.failing = failing;
    this.lanes = lanes;
    this.config = config;
    this.clock = clock;
  }

  /** The job that delivers a message at its key once its turn has come. */
  static UUID atKey(UUID message) {
    return new UUID(message.getMostSignificantBits(), message.getLeastSignificantBits() | AT_KEY);
  }

  /** The message that a job delivers, or whose turn it is. */
  static UUID message(UUID job) {
    return new UUID(job.getMostSignificantBits(), job.getLeastSignificantBits() & ~AT_KEY);
  }

  static boolean isAtKey(UUID job) {
    return (job.getLeastSignificantBits() & AT_KEY) != 0;
  }

  /** Its turn has come, or it looks again: the place is kept while the message is active. */
  @Override
  public Outcome perform(Job<BrokerJobs.DeliverMessage> job) throws InterruptedException {
    var rows =
        job.await(
            pool.preparedQuery(MessageSql.FIND_ALL)
                .execute(Tuple.of((Object) new UUID[] {job.id()})));
    return rows.size() == 0 || Message.of(rows.iterator().next(), 0).state() != Message.State.ACTIVE
        ? Outcome.completed()
        : new Outcome.Snoozed(clock.instant().plus(LOOK_AGAIN));
  }

  /** With the place kept, and not before, the delivery may begin: else its end could be missed. */
  @Override
  public Future<Void> settled(JobTransaction tx, List<Settled> settled) {
    var waiting =
        settled.stream()
            .filter(turn -> turn.verdict() instanceof Verdict.SnoozeUntil)
            .map(turn -> turn.job().id())
            .toArray(UUID[]::new);
    var hopeless =
        settled.stream().filter(turn -> turn.verdict() instanceof Verdict.Discard).toList();
    var failed = failing.settled(tx, hopeless);
    if (waiting.length == 0) {
      return failed;
    }
    return failed
        .compose(
            v -> tx.sql().preparedQuery(MessageSql.FIND_ALL).execute(Tuple.of((Object) waiting)))
        .compose(
            rows -> {
              var active = new ArrayList<Message>();
              var ended = new ArrayList<UUID>();
              for (Row row : rows) {
                var message = Message.of(row, 0);
                if (message.state() == Message.State.ACTIVE) {
                  active.add(message);
                } else {
                  ended.add(message.id());
                }
              }
              // Ended since the turn looked: their wake has found it running, and was lost.
              tx.wake(ended);
              return deliver(tx, active);
            });
  }

  /** A delivery that was made by an earlier look stays as it is: its id is the same. */
  private Future<Void> deliver(JobTransaction tx, List<Message> messages) {
    return lanes
        .ofKeys(tx, messages)
        .compose(
            its -> {
              var deliveries = new ArrayList<NewJob>();
              for (Message message : messages) {
                var key = message.settings().flowControl();
                if (key != null) {
                  deliveries.add(
                      BrokerJobs.deliver(config)
                          .job(BrokerJobs.args(message.account(), message.url()))
                          .id(atKey(message.id()))
                          .attempts(BrokerJobs.attempts(message.settings().maxRetries()))
                          .lane(Lanes.the(its, Lanes.ofKey(message.account(), key.key()))));
                }
              }
              return tx.enqueue(deliveries).mapEmpty();
            });
  }

  /** With the transaction that ends messages: those whose turn it was give up their place. */
  static void end(JobTransaction tx, List<UUID> jobs) {
    tx.wake(jobs.stream().filter(Turns::isAtKey).map(Turns::message).toList());
  }
}
