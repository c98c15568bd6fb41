package dev.stashline.broker;

import dev.stashline.jobs.JobDesk.LaneView;
import dev.stashline.jobs.JobQueue;
import dev.stashline.jobs.Lane;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The flow-control keys of all accounts, with what is used of their limits. */
final class FlowKeys {
  /**
   * A key's limits.
   *
   * @param lane null when nothing of it has been used lately
   */
  record FlowKey(
      String account,
      String key,
      @Nullable Integer parallelism,
      @Nullable Integer rate,
      long periodSeconds,
      boolean pinnedParallelism,
      boolean pinnedRate,
      boolean paused,
      @Nullable LaneView lane) {

    Lane toLane() {
      return Lanes.keyLane(account, key, parallelism, rate, periodSeconds);
    }
  }

  private static final String COLUMNS =
      "account, key, parallelism, rate, period_seconds, pinned_parallelism, pinned_rate, paused";

  /** $1 account, $2 key. */
  private static final String FIND =
      "select " + COLUMNS + " from broker.flow_key where account = $1 and key = $2";

  /** $1 account, $2 what the key has in it; empty for all. */
  private static final String LIST =
      "select "
          + COLUMNS
          + " from broker.flow_key where account = $1 and strpos(key, $2) > 0 order by key";

  /**
   * $1 account, $2 key, $3 parallelism or null, $4 rate or null, $5 period or null. Fixes what is
   * given.
   */
  private static final String PIN =
      """
      update broker.flow_key set parallelism = coalesce($3, parallelism), pinned_parallelism = pinned_parallelism or $3 is not null,
        rate = coalesce($4, rate), period_seconds = coalesce($5, period_seconds), pinned_rate = pinned_rate or $4 is not null
      where account = $1 and key = $2 returning\s"""
          + COLUMNS;

  /** $1 account, $2 key, $3 parallelism too, $4 rate too. The values stay until a message comes. */
  private static final String UNPIN =
      """
      update broker.flow_key set pinned_parallelism = pinned_parallelism and not $3, pinned_rate = pinned_rate and not $4
      where account = $1 and key = $2 returning\s"""
          + COLUMNS;

  /** $1 account, $2 key, $3 paused. */
  private static final String SET_PAUSED =
      "update broker.flow_key set paused = $3 where account = $1 and key = $2 returning " + COLUMNS;

  private final Pool pool;
  private final Supplier<JobQueue> jobs;

  FlowKeys(Pool pool, Supplier<JobQueue> jobs) {
    this.pool = pool;
    this.jobs = jobs;
  }

  Future<Optional<FlowKey>> find(String account, String key) {
    return pool.preparedQuery(FIND)
        .execute(Tuple.of(account, key))
        .compose(rows -> withLanes(rows.stream().toList()))
        .map(all -> all.stream().findFirst());
  }

  Future<List<FlowKey>> list(String account, String search) {
    return pool.preparedQuery(LIST)
        .execute(Tuple.of(account, search))
        .compose(rows -> withLanes(rows.stream().toList()));
  }

  private Future<List<FlowKey>> withLanes(List<Row> rows) {
    var names = rows.stream().map(row -> Lanes.ofKey(row.getString(0), row.getString(1))).toList();
    return jobs.get()
        .desk()
        .lanes(BrokerJobs.QUEUE, names)
        .map(
            lanes -> {
              Map<String, LaneView> byName = new HashMap<>();
              lanes.forEach(lane -> byName.put(lane.name(), lane));
              return rows.stream()
                  .map(
                      row -> read(row, byName.get(Lanes.ofKey(row.getString(0), row.getString(1)))))
                  .toList();
            });
  }

  private static FlowKey read(Row row, @Nullable LaneView lane) {
    return new FlowKey(
        row.getString(0),
        row.getString(1),
        row.getInteger(2),
        row.getInteger(3),
        row.getLong(4),
        row.getBoolean(5),
        row.getBoolean(6),
        row.getBoolean(7),
        lane);
  }

  /** Fixes limits: later messages change them no more. Counts and period start anew. */
  Future<Boolean> pin(
      String account,
      String key,
      @Nullable Integer parallelism,
      @Nullable Integer rate,
      @Nullable Long periodSeconds) {
    return change(PIN, Tuple.of(account, key, parallelism, rate, periodSeconds), null)
        .compose(found -> found ? reset(account, key) : Future.succeededFuture(false));
  }

  Future<Boolean> unpin(String account, String key, boolean parallelism, boolean rate) {
    return change(UNPIN, Tuple.of(account, key, parallelism, rate), null);
  }

  Future<Boolean> setPaused(String account, String key, boolean paused) {
    return change(SET_PAUSED, Tuple.of(account, key, paused), paused);
  }

  private Future<Boolean> change(String statement, Tuple values, @Nullable Boolean paused) {
    return Lanes.change(
        jobs.get(),
        statement,
        values,
        row -> read(row, null).toLane(),
        paused,
        tx -> Future.succeededFuture(true),
        false);
  }

  /** A new period of the rate begins now. */
  Future<Boolean> resetRate(String account, String key) {
    return find(account, key)
        .compose(
            found ->
                found.isEmpty()
                    ? Future.succeededFuture(false)
                    : jobs.get()
                        .desk()
                        .resetRate(BrokerJobs.QUEUE, Lanes.ofKey(account, key))
                        .map(true));
  }

  /** The rate's period and the count of deliveries under way start anew. */
  Future<Boolean> reset(String account, String key) {
    return resetRate(account, key)
        .compose(
            found ->
                jobs.get()
                    .desk()
                    .recountLane(BrokerJobs.QUEUE, Lanes.ofKey(account, key))
                    .map(found));
  }
}
