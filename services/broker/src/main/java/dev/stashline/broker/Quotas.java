package dev.stashline.broker;

import dev.stashline.qstash.PublishSettings;
import dev.stashline.runtime.Env;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * How many things one account may have. The defaults are those of QStash's pay-as-you-go plan, as
 * its pricing page has them.
 *
 * @param endpoints of one URL group
 * @param queueParallelism deliveries of one queue at the same time
 * @param keyParallelism deliveries of one flow-control key at the same time
 */
record Quotas(
    int urlGroups,
    int endpoints,
    int queues,
    int queueParallelism,
    int keyParallelism,
    int schedules) {
  private static final int MOST = 1_000_000;

  /** $1 accounts. Held until the commit; other rows may refer to the accounts meanwhile. */
  private static final String HOLD =
      "select from broker.account where id = any($1::text[]) order by id for no key update";

  /** What an account may have so many of. */
  enum Thing {
    QUEUES("queues", "broker.queue"),
    URL_GROUPS("url groups", "broker.url_group"),
    SCHEDULES("schedules", "broker.schedule");

    private final String shown;

    /** $1 accounts. The most that one of them has. */
    private final String count;

    Thing(String shown, String table) {
      this.shown = shown;
      count =
          """
          select coalesce(max(n), 0) from (
            select count(*) as n from %s where account = any($1::text[]) group by account) counts\
          """
              .formatted(table);
    }
  }

  static Quotas from(Env env) {
    return new Quotas(
        env.integer("BROKER_MAX_URL_GROUPS", 100, 0, MOST, "The most URL groups of one user"),
        env.integer("BROKER_MAX_ENDPOINTS", 100, 1, MOST, "The most endpoints of one URL group"),
        env.integer("BROKER_MAX_QUEUES", 100, 0, MOST, "The most queues of one user"),
        env.integer(
            "BROKER_MAX_QUEUE_PARALLELISM",
            100,
            1,
            MOST,
            "The most deliveries of one queue at the same time"),
        env.integer(
            "BROKER_MAX_FLOW_CONTROL_PARALLELISM",
            100,
            1,
            MOST,
            "The most deliveries of one flow-control key at the same time"),
        env.integer("BROKER_MAX_SCHEDULES", 1_000, 0, MOST, "The most schedules of one user"));
  }

  /**
   * Refuses what was just made in a transaction, if it was one too many. From here to the commit
   * nobody else makes things for these accounts: whoever waits here counts afterwards, in a
   * statement of its own, and so sees them all. Asked only when something is new.
   *
   * @return fails with {@link ApiError} 412
   */
  Future<Void> checkMade(SqlClient transaction, Thing thing, String... accounts) {
    return transaction
        .preparedQuery(HOLD)
        .execute(Tuple.of((Object) accounts))
        .compose(v -> transaction.preparedQuery(thing.count).execute(Tuple.of((Object) accounts)))
        .map(
            rows -> {
              check(thing.shown, rows.iterator().next().getLong(0), most(thing));
              return null;
            });
  }

  private int most(Thing thing) {
    return switch (thing) {
      case QUEUES -> queues;
      case URL_GROUPS -> urlGroups;
      case SCHEDULES -> schedules;
    };
  }

  /**
   * Refuses a message with a flow-control key that would let through too much at a time, its
   * callbacks' keys as well.
   *
   * @throws ApiError 412
   */
  void check(PublishSettings settings) {
    checkKeyParallelism(keyParallelism(settings));
  }

  /**
   * As {@link #check}, of settings that were changed. What was accepted once stays so, also under a
   * limit that was lowered since.
   */
  void checkChange(PublishSettings before, PublishSettings after) {
    if (keyParallelism(after) > keyParallelism(before)) {
      check(after);
    }
  }

  /** What one key of a message or of its callbacks lets through at a time; 0 without a bound. */
  private static int keyParallelism(PublishSettings settings) {
    var flowControl = settings.flowControl();
    Integer own = flowControl == null ? null : flowControl.parallelism();
    return Stream.of(settings.callback(), settings.failureCallback())
        .filter(Objects::nonNull)
        .mapToInt(callback -> keyParallelism(callback.settings()))
        .reduce(own == null ? 0 : own, Math::max);
  }

  /**
   * Refuses what a flow-control key may not let through at a time.
   *
   * @throws ApiError 412
   */
  void checkKeyParallelism(int parallelism) {
    check("deliveries of a flow-control key at a time", parallelism, keyParallelism);
  }

  /**
   * Refuses what is over a limit.
   *
   * @throws ApiError 412
   */
  void check(String what, long count, int most) {
    if (count > most) {
      throw new ApiError(412, "no more than " + most + " " + what + " are allowed");
    }
  }
}
