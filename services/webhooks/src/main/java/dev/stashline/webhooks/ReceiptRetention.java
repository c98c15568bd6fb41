package dev.stashline.webhooks;

import dev.stashline.runtime.Rounds;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/**
 * Removes receipts past their retention. Every node with the door may do it at the same time; one
 * that dies leaves it to the others.
 */
public final class ReceiptRetention {
  private static final Duration EVERY = Duration.ofMinutes(10);
  private static final int BATCH = 1_000;

  private final Rounds rounds;
  private final Pool pool;
  private final Duration keep;
  private final InstantSource clock;

  /**
   * @param keep longer than any sender still repeats a delivery
   */
  public ReceiptRetention(
      Vertx vertx, Pool pool, Duration keep, InstantSource clock, RandomGenerator chance) {
    this.rounds = new Rounds(vertx, chance);
    this.pool = pool;
    this.keep = keep;
    this.clock = clock;
  }

  /** Begins with a round at once. */
  public void start() {
    rounds.repeat("receipt retention", EVERY, this::round);
  }

  public void stop() {
    rounds.stop();
  }

  /** One round, in batches; answers how many receipts it removed. */
  Future<Integer> round() {
    return prune(clock.instant().minus(keep));
  }

  private Future<Integer> prune(Instant olderThan) {
    return Receipts.prune(pool, olderThan, BATCH)
        .compose(
            removed ->
                removed < BATCH
                    ? Future.succeededFuture(removed)
                    : prune(olderThan).map(more -> removed + more));
  }
}
