package dev.stashline.broker;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What this node saw of endpoints, gathered in memory and written together. Any thread may add. */
final class Tallies {
  private static final int AT_ONCE = 500;

  private final Pool pool;
  private final Map<Endpoint, Tally> seen = new ConcurrentHashMap<>();

  Tallies(Pool pool) {
    this.pool = pool;
  }

  void add(Endpoint endpoint, Tally.Attempted attempted) {
    seen.compute(
        endpoint, (e, before) -> before == null ? Tally.first(attempted) : before.and(attempted));
  }

  /**
   * Writes, and forgets, those that are chosen, at most a few hundred; answers what it wrote. What
   * cannot be written is lost: figures, and a breaker that opens a little later.
   */
  Future<Map<Endpoint, Tally>> write(Predicate<Map.Entry<Endpoint, Tally>> chosen, Instant now) {
    var batch = new HashMap<Endpoint, Tally>();
    for (var entry : seen.entrySet()) {
      if (batch.size() == AT_ONCE) {
        break;
      }
      if (chosen.test(entry)) {
        var tally = seen.remove(entry.getKey());
        if (tally != null) {
          batch.put(entry.getKey(), tally);
        }
      }
    }
    return batch.isEmpty()
        ? Future.succeededFuture(batch)
        : pool.preparedQuery(EndpointSql.ADD).execute(rows(batch, now)).map(batch);
  }

  private static Tuple rows(Map<Endpoint, Tally> batch, Instant now) {
    int n = batch.size();
    var accounts = new String[n];
    var endpoints = new String[n];
    var failures = new Integer[n];
    var since = new OffsetDateTime[n];
    var attempts = new Double[n];
    var successes = new Double[n];
    var millis = new Double[n];
    var errors = new String[n];
    var failed = new OffsetDateTime[n];
    var alive = new OffsetDateTime[n];
    int i = 0;
    for (var entry : batch.entrySet()) {
      var tally = entry.getValue();
      accounts[i] = entry.getKey().account();
      endpoints[i] = entry.getKey().origin();
      failures[i] = tally.failures();
      since[i] = utc(tally.failingSince());
      attempts[i] = (double) tally.attempts();
      successes[i] = (double) tally.successes();
      millis[i] = (double) tally.millis();
      errors[i] = tally.error();
      failed[i] = utc(tally.failedAt());
      alive[i] = utc(tally.aliveAt());
      i++;
    }
    return Tuple.tuple(
        Arrays.asList(
            accounts,
            endpoints,
            failures,
            since,
            attempts,
            successes,
            millis,
            errors,
            failed,
            alive,
            Publishing.utc(now)));
  }

  private static @Nullable OffsetDateTime utc(@Nullable Instant time) {
    return time == null ? null : Publishing.utc(time);
  }
}
