package dev.stashline.broker;

import dev.stashline.jobs.JobQueue;
import dev.stashline.jobs.JobTransaction;
import dev.stashline.jobs.Lane;
import dev.stashline.qstash.FlowControl;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which lane of the engine a message waits in: that of its queue, which is strict, or that of its
 * flow-control key; none for most. Who has both waits in one after the other: {@link Turns}.
 */
final class Lanes {
  /**
   * $1 accounts, $2 names, $3 now. Makes the queues that are not there, with one delivery at a
   * time.
   */
  private static final String MAKE_QUEUES =
      """
      insert into broker.queue (account, name, parallelism, created_at, updated_at)
      select account, name, 1, $3, $3 from unnest($1::text[], $2::text[]) as n (account, name) order by account, name
      on conflict do nothing returning account\
      """;

  /** $1 accounts, $2 names. Held until the commit, so that a change of the queue waits for it. */
  private static final String QUEUES =
      """
      select q.account, q.name, q.parallelism
      from broker.queue q join unnest($1::text[], $2::text[]) as n (account, name) using (account, name)
      order by q.account, q.name for share of q\
      """;

  /**
   * $1 accounts, $2 keys, $3 parallelisms, $4 rates, $5 periods in seconds, $6 now. The newest
   * limits win where none are pinned. Returns those that hold now.
   */
  private static final String USE_KEYS =
      """
      insert into broker.flow_key as f (account, key, parallelism, rate, period_seconds, used_at)
      select account, key, parallelism, rate, period, $6
      from unnest($1::text[], $2::text[], $3::integer[], $4::integer[], $5::bigint[]) as n (account, key, parallelism, rate, period)
      order by account, key
      on conflict (account, key) do update set used_at = excluded.used_at,
        parallelism = case when f.pinned_parallelism then f.parallelism else excluded.parallelism end,
        rate = case when f.pinned_rate then f.rate else excluded.rate end,
        period_seconds = case when f.pinned_rate then f.period_seconds else excluded.period_seconds end
      returning account, key, parallelism, rate, period_seconds\
      """;

  /**
   * $1 accounts, $2 keys. Locks nothing: who asks holds a lane, which publishers take after keys.
   */
  private static final String KEYS =
      """
      select f.account, f.key, f.parallelism, f.rate, f.period_seconds
      from broker.flow_key f join unnest($1::text[], $2::text[]) as n (account, key) using (account, key)\
      """;

  private final BrokerConfig config;
  private final InstantSource clock;

  Lanes(BrokerConfig config, InstantSource clock) {
    this.config = config;
    this.clock = clock;
  }

  static String ofQueue(String account, String queue) {
    return "queue/" + account + "/" + queue;
  }

  static String ofKey(String account, String key) {
    return "flow/" + account + "/" + key;
  }

  static Lane queueLane(String account, String queue, int parallelism) {
    return new Lane(ofQueue(account, queue), parallelism, null, null, true);
  }

  static Lane keyLane(
      String account,
      String key,
      @Nullable Integer parallelism,
      @Nullable Integer rate,
      long periodSeconds) {
    return new Lane(
        ofKey(account, key),
        parallelism,
        rate,
        rate == null ? null : Duration.ofSeconds(periodSeconds),
        false);
  }

  /**
   * Changes the row that stands behind a lane, then does what follows, then sets the lane: in one
   * transaction. Whoever waits in it looks again.
   *
   * @param statement returns the row that it changed, or none
   * @param paused null leaves it as it is
   * @param absent the answer where there is no such row
   */
  static <T> Future<T> change(
      JobQueue jobs,
      String statement,
      Tuple values,
      Function<Row, Lane> laneOf,
      @Nullable Boolean paused,
      Function<JobTransaction, Future<T>> then,
      T absent) {
    return jobs.transaction(
            tx ->
                tx.sql()
                    .preparedQuery(statement)
                    .execute(values)
                    .compose(
                        rows -> {
                          if (rows.size() == 0) {
                            return Future.succeededFuture(absent);
                          }
                          var lane = laneOf.apply(rows.iterator().next());
                          return then.apply(tx)
                              .compose(
                                  answer -> tx.setLane(BrokerJobs.QUEUE, lane, paused).map(answer));
                        }))
        .onSuccess(found -> jobs.nudge(BrokerJobs.QUEUE));
  }

  /** What several messages of an account share: a queue's name, or a key. */
  private record Shared(String account, String name) implements Comparable<Shared> {
    @Override
    public int compareTo(Shared other) {
      int byAccount = account.compareTo(other.account);
      return byAccount != 0 ? byAccount : name.compareTo(other.name);
    }
  }

  /** The lanes of drafts, by lane name; queues and keys that are new are made. */
  Future<Map<String, Lane>> of(JobTransaction tx, List<Draft> drafts) {
    var queues = new TreeMap<Shared, Draft>();
    var keys = new TreeMap<Shared, FlowControl>();
    for (Draft draft : drafts) {
      String queue = draft.via().queue();
      var flowControl = draft.settings().flowControl();
      if (queue != null) {
        queues.put(new Shared(draft.account(), queue), draft);
      }
      // An heir is stored by who holds its lane already, and comes to its key later.
      if (flowControl != null && draft.heirOf() == null) {
        keys.put(new Shared(draft.account(), flowControl.key()), flowControl);
      }
    }
    if (queues.isEmpty() && keys.isEmpty()) {
      return Future.succeededFuture(Map.of());
    }
    var lanes = new HashMap<String, Lane>();
    return queues(tx, queues, lanes).compose(v -> keys(tx, keys, lanes)).map(lanes);
  }

  /**
   * The lanes of messages' keys, with the limits that hold now, not those of the messages; a key
   * that is new is made.
   */
  Future<Map<String, Lane>> ofKeys(JobTransaction tx, List<Message> messages) {
    var keys = new TreeMap<Shared, FlowControl>();
    for (Message message : messages) {
      var flowControl = message.settings().flowControl();
      if (flowControl != null) {
        keys.put(new Shared(message.account(), flowControl.key()), flowControl);
      }
    }
    return tx.sql()
        .preparedQuery(KEYS)
        .execute(
            Tuple.of(
                keys.keySet().stream().map(Shared::account).toArray(String[]::new),
                (Object) keys.keySet().stream().map(Shared::name).toArray(String[]::new)))
        .compose(
            rows -> {
              var lanes = putKeys(rows, new HashMap<>());
              keys.keySet().removeIf(key -> lanes.containsKey(ofKey(key.account(), key.name())));
              return keys(tx, keys, lanes).map(lanes);
            });
  }

  static Lane the(Map<String, Lane> lanes, String name) {
    return Objects.requireNonNull(lanes.get(name), "every queue and key has a lane");
  }

  private Future<?> queues(
      JobTransaction tx, TreeMap<Shared, Draft> queues, Map<String, Lane> lanes) {
    if (queues.isEmpty()) {
      return Future.succeededFuture();
    }
    var accounts = queues.keySet().stream().map(Shared::account).toArray(String[]::new);
    var names = queues.keySet().stream().map(Shared::name).toArray(String[]::new);
    return tx.sql()
        .preparedQuery(MAKE_QUEUES)
        .execute(Tuple.of(accounts, names, Publishing.utc(clock.instant())))
        .compose(
            made ->
                made.rowCount() == 0
                    ? Future.succeededFuture()
                    : config
                        .quotas()
                        .checkMade(
                            tx.sql(),
                            Quotas.Thing.QUEUES,
                            made.stream().map(row -> row.getString(0)).toArray(String[]::new)))
        .compose(v -> tx.sql().preparedQuery(QUEUES).execute(Tuple.of(accounts, (Object) names)))
        .onSuccess(
            rows -> {
              for (Row row : rows) {
                var lane = queueLane(row.getString(0), row.getString(1), row.getInteger(2));
                lanes.put(lane.name(), lane);
              }
            });
  }

  private Future<?> keys(
      JobTransaction tx, TreeMap<Shared, FlowControl> keys, Map<String, Lane> lanes) {
    if (keys.isEmpty()) {
      return Future.succeededFuture();
    }
    return tx.sql()
        .preparedQuery(USE_KEYS)
        .execute(
            Tuple.of(
                keys.keySet().stream().map(Shared::account).toArray(String[]::new),
                keys.keySet().stream().map(Shared::name).toArray(String[]::new),
                keys.values().stream().map(FlowControl::parallelism).toArray(Integer[]::new),
                keys.values().stream().map(FlowControl::rate).toArray(Integer[]::new),
                keys.values().stream().map(f -> f.period().toSeconds()).toArray(Long[]::new),
                Publishing.utc(clock.instant())))
        .map(rows -> putKeys(rows, lanes));
  }

  private static Map<String, Lane> putKeys(RowSet<Row> rows, Map<String, Lane> lanes) {
    for (Row row : rows) {
      var lane =
          keyLane(
              row.getString(0),
              row.getString(1),
              row.getInteger(2),
              row.getInteger(3),
              row.getLong(4));
      lanes.put(lane.name(), lane);
    }
    return lanes;
  }
}
