package dev.stashline.runtime;

import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts what callers do, over all processes that share a Redis. Without one, or while it is away,
 * each process counts for itself: then a caller may do as much at every process, but nobody is
 * turned away for our trouble. Any thread.
 *
 * <p>The rule is the generic cell rate algorithm (ITU-T I.371, as leaky bucket): one number for
 * each caller and limit, the moment at which all permits are back.
 */
public final class RateLimits {
  private static final Logger log = LoggerFactory.getLogger(RateLimits.class);

  /** KEYS: the caller's. ARGV: now, between permits, period (all in ms), whether to take one. */
  private static final String SCRIPT =
      """
      local now, every, period = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
      local after = math.max(tonumber(redis.call('get', KEYS[1]) or '0'), now) + every
      local wait = math.ceil(after - now - period)
      if wait > 0 then return wait end
      if ARGV[4] == '1' then redis.call('set', KEYS[1], after, 'px', math.ceil(after - now)) end
      return 0""";

  /** A request waits so long for the count, no longer. */
  private static final long PATIENCE_MILLIS = 250;

  /** After a failure Redis is left alone for a while. */
  private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Optional<Redis> redis;
  private final InstantSource clock;
  private final LocalRates local = new LocalRates();
  private final AtomicLong leftAloneUntil = new AtomicLong(System.nanoTime());

  public RateLimits(Optional<Redis> redis, InstantSource clock) {
    this.redis = redis;
    this.clock = clock;
  }

  /** Takes a permit. Answers zero, or how long to wait until one is there; never fails. */
  public Future<Duration> take(String caller, RateLimit limit) {
    return ask(caller, limit, true);
  }

  /** How long to wait until a permit is there, zero if it is; takes none; never fails. */
  public Future<Duration> look(String caller, RateLimit limit) {
    return ask(caller, limit, false);
  }

  private Future<Duration> ask(String caller, RateLimit limit, boolean take) {
    if (limit.isOff()) {
      return Future.succeededFuture(Duration.ZERO);
    }
    String key = "stashline:rate:" + limit.name() + ":" + caller;
    long now = clock.millis();
    if (redis.isEmpty() || System.nanoTime() - leftAloneUntil.get() < 0) {
      return Future.succeededFuture(local.ask(key, limit, now, take));
    }
    var request =
        Request.cmd(Command.EVAL)
            .arg(SCRIPT)
            .arg(1)
            .arg(key)
            .arg(now)
            .arg(Double.toString(limit.everyMillis()))
            .arg(limit.period().toMillis())
            .arg(take ? "1" : "0");
    return redis
        .get()
        .send(request)
        .timeout(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)
        .map(wait -> Duration.ofMillis(wait.toLong()))
        .otherwise(
            failure -> {
              leftAloneUntil.set(System.nanoTime() + PAUSE_NANOS);
              log.warn(
                  "redis does not count, this process does cause={}", failure.getClass().getName());
              return local.ask(key, limit, now, take);
            });
  }
}
