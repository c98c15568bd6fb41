package dev.stashline.webhooks;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes receipts past their retention. Every node with the door may do it at the same time; one
 * that dies leaves it to the others.
 */
public final class ReceiptRetention {
  private static final Logger log = LoggerFactory.getLogger(ReceiptRetention.class);
  private static final Duration EVERY = Duration.ofMinutes(10);
  private static final int BATCH = 1_000;

  private final Vertx vertx;
  private final Pool pool;
  private final Duration keep;
  private final InstantSource clock;
  private volatile boolean stopped;

  /**
   * @param keep longer than any sender still repeats a delivery
   */
  public ReceiptRetention(Vertx vertx, Pool pool, Duration keep, InstantSource clock) {
    this.vertx = vertx;
    this.pool = pool;
    this.keep = keep;
    this.clock = clock;
  }

  /** Begins with a round at once. */
  public void start() {
    round()
        .onFailure(
            e -> log.warn("receipts stay for now, trying again cause={}", e.getClass().getName()))
        .onComplete(
            done -> {
              if (!stopped) {
                vertx.setTimer(EVERY.toMillis(), id -> start());
              }
            });
  }

  public void stop() {
    stopped = true;
  }

  /** One round, in batches; answers how many receipts it removed. */
  Future<Integer> round() {
    return stopped ? Future.succeededFuture(0) : prune(clock.instant().minus(keep));
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
