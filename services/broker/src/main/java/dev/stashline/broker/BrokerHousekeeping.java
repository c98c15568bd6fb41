package dev.stashline.broker;

import dev.stashline.runtime.Rounds;
import dev.stashline.runtime.TableStatistics;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/**
 * Removes what is past its retention, makes the log's partitions ahead, and keeps the planner's
 * picture true. Safe on all nodes at once.
 */
final class BrokerHousekeeping {
  private static final Duration EVERY = Duration.ofMinutes(1);
  private static final int BATCH = 1_000;
  private static final Duration FORGET_ENDPOINTS = Duration.ofDays(7);

  /** $1 now, $2 at most. */
  private static final String EXPIRED_MESSAGES =
      """
      delete from broker.message where id in (
        select id from broker.message m where expires_at < $1::timestamptz
          and not exists (select 1 from broker.workflow_step s where s.message_id = m.id)
          and not exists (select 1 from broker.workflow_run r where r.failure_callback = m.id)
        limit $2::bigint for update skip locked)\
      """;

  /** $1 now, $2 at most. */
  private static final String EXPIRED_LETTERS =
      """
      delete from broker.dead_letter where (millis, counter) in (
        select millis, counter from broker.dead_letter where expires_at < $1::timestamptz limit $2::bigint for update skip locked)\
      """;

  /** $1 now, $2 at most. */
  private static final String EXPIRED_DEDUP =
      """
      delete from broker.dedup where (account, key) in (
        select account, key from broker.dedup where valid_until < $1::timestamptz limit $2::bigint for update skip locked)\
      """;

  /**
   * $1 now less the log's retention, $2 at most. Keys that nobody fixed and that none waits for.
   */
  private static final String UNUSED_KEYS =
      """
      delete from broker.flow_key where (account, key) in (
        select account, key from broker.flow_key f
        where used_at < $1::timestamptz and not pinned_parallelism and not pinned_rate and not paused
          and not exists (select 1 from broker.message m where m.account = f.account and m.flow_key = f.key and m.state = 'active')
        limit $2::bigint for update skip locked)\
      """;

  /** $1 now, $2 at most. */
  private static final String EXPIRED_RUNS =
      """
      delete from broker.workflow_run where id in (
        select id from broker.workflow_run where expires_at < $1::timestamptz limit $2::bigint for update skip locked)\
      """;

  /** $1 now, $2 at most. */
  private static final String EXPIRED_EVENTS =
      """
      delete from broker.event where id in (
        select id from broker.event where expires_at < $1::timestamptz limit $2::bigint for update skip locked)\
      """;

  private final Rounds rounds;
  private final Pool pool;
  private final TableStatistics statistics;
  private final LogPartitions partitions;
  private final BrokerConfig config;
  private final InstantSource clock;

  BrokerHousekeeping(
      Vertx vertx,
      Pool pool,
      LogPartitions partitions,
      BrokerConfig config,
      InstantSource clock,
      RandomGenerator chance) {
    this.rounds = new Rounds(vertx, chance);
    this.pool = pool;
    statistics = new TableStatistics(pool, "broker");
    this.partitions = partitions;
    this.config = config;
    this.clock = clock;
  }

  void start() {
    rounds.repeat("broker housekeeping", EVERY, this::round);
    rounds.repeat("analyse broker", TableStatistics.EVERY, statistics::refresh);
  }

  void stop() {
    rounds.stop();
  }

  private Future<Void> round() {
    Instant now = clock.instant();
    return partitions
        .ready(now.plus(Duration.ofDays(1)))
        .compose(v -> partitions.drop(now, config.logRetention()))
        .compose(v -> remove(EXPIRED_LETTERS, now))
        .compose(v -> remove(EXPIRED_RUNS, now))
        .compose(v -> remove(EXPIRED_EVENTS, now))
        .compose(v -> remove(EXPIRED_MESSAGES, now))
        .compose(v -> remove(EXPIRED_DEDUP, now))
        .compose(v -> remove(UNUSED_KEYS, now.minus(config.logRetention())))
        .compose(v -> remove(EndpointSql.FORGET, now.minus(FORGET_ENDPOINTS)));
  }

  private Future<Void> remove(String statement, Instant now) {
    return pool.preparedQuery(statement)
        .execute(Tuple.of(Publishing.utc(now), (long) BATCH))
        .compose(
            rows -> rows.rowCount() < BATCH ? Future.succeededFuture() : remove(statement, now));
  }
}
