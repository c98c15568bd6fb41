package dev.stashline.broker;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The tokens in the database as they were a moment ago. All of them are kept, some 150 bytes each,
 * and not those that were asked for: so a guess, however often and whatever is guessed, takes no
 * memory, and all guesses together take one small query a second.
 *
 * <pre>
 *   a new token      good on every node within {@link #LOOK_AGAIN}
 *   a revoked token  refused on every node within {@link #FRESH}
 *   Postgres away    known tokens are good for {@link #STALE}; then, and for others, 503
 * </pre>
 */
final class KnownTokens {
  /** Five seconds: what was read is taken for true so long. */
  static final Duration FRESH = Duration.ofSeconds(5);

  /**
   * One second: so often an unknown token may make us read again, and so often we try after a
   * failure.
   */
  static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

  /** One minute: so long the last reading is good while there can be no other. */
  static final Duration STALE = Duration.ofMinutes(1);

  /** So long a request waits for a reading. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final Pool pool;
  private final InstantSource clock;
  private volatile @Nullable Reading last;
  private @Nullable Future<Reading> underWay;
  private @Nullable Instant failedAt;

  private record Reading(Map<Buffer, Sender> byHash, Set<String> writers, Instant at) {
    static Reading of(Iterable<Row> rows, Instant at) {
      var byHash = new HashMap<Buffer, Sender>();
      var writers = new HashSet<String>();
      for (Row row : rows) {
        var sender = new Sender(row.getString(1), row.getBoolean(2));
        byHash.put(row.getBuffer(0), sender);
        if (!sender.readOnly()) {
          writers.add(sender.account());
        }
      }
      return new Reading(byHash, writers, at);
    }
  }

  KnownTokens(Pool pool, InstantSource clock) {
    this.pool = pool;
    this.clock = clock;
  }

  /** Whose token has this hash. Fails with {@link ApiError} 503 if that cannot be told. */
  Future<Optional<Sender>> find(Buffer hash) {
    return look(reading -> Optional.ofNullable(reading.byHash().get(hash)));
  }

  /** A user of this name who may do more than look. */
  Future<Optional<Sender>> findWriter(String name) {
    return look(
        reading ->
            reading.writers().contains(name)
                ? Optional.of(new Sender(name, false))
                : Optional.empty());
  }

  /** Reads now. Answers whether there is any token. */
  Future<Boolean> read() {
    return read(clock.instant()).map(reading -> !reading.byHash().isEmpty());
  }

  private Future<Optional<Sender>> look(Function<Reading, Optional<Sender>> finder) {
    var now = clock.instant();
    var known = last;
    if (known != null) {
      var found = finder.apply(known);
      if (younger(known, found.isPresent() ? FRESH : LOOK_AGAIN, now)) {
        if (found.isPresent() && !younger(known, FRESH.dividedBy(2), now)) {
          // Nobody has to wait for it as long as requests keep coming.
          read(now);
        }
        return Future.succeededFuture(found);
      }
    }
    return read(now).map(finder).recover(failure -> Future.succeededFuture(stale(finder, now)));
  }

  private Optional<Sender> stale(Function<Reading, Optional<Sender>> finder, Instant now) {
    var known = last;
    if (known != null) {
      var found = finder.apply(known);
      if (younger(known, found.isPresent() ? STALE : FRESH, now)) {
        return found;
      }
    }
    throw new ApiError(503, "the broker could not check the token; please try again");
  }

  private static boolean younger(Reading reading, Duration than, Instant now) {
    return now.isBefore(reading.at().plus(than));
  }

  /** One reading at a time, and after one that failed none for a moment. */
  private synchronized Future<Reading> read(Instant now) {
    if (underWay != null) {
      return underWay;
    }
    if (failedAt != null && now.isBefore(failedAt.plus(LOOK_AGAIN))) {
      return Future.failedFuture("the database did not answer a moment ago");
    }
    var reading =
        pool.query(UserSql.TOKENS)
            .execute()
            .map(rows -> Reading.of(rows, now))
            .timeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    underWay = reading;
    reading.onComplete(done -> ended(done.result()));
    return reading;
  }

  private synchronized void ended(@Nullable Reading reading) {
    underWay = null;
    if (reading == null) {
      failedAt = clock.instant();
    } else {
      failedAt = null;
      last = reading;
    }
  }
}
