package dev.stashline.broker;

import dev.stashline.runtime.Rounds;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pauses endpoints that do nothing but fail for long, and lets their backlog out bit by bit once a
 * probe comes through. The truth is in the rows, for all nodes; each looks at those that are not
 * well twice a second. A probe is an ordinary attempt of one message; all others wait meanwhile,
 * and that costs them nothing.
 *
 * <pre>
 *   pauses between probes   30 s, 1, 2, 4, 5, 5 min …; longer if the endpoint asks for it, up to an hour
 *   messages let out        2 a second at first, twice as many every 15 s, all after 2 min
 * </pre>
 */
final class Breakers {
  private static final Logger log = LoggerFactory.getLogger(Breakers.class);

  private static final Duration LOOK = Duration.ofMillis(500);

  /** Those that are well are written about every so many looks: ten seconds. */
  private static final int LOOKS_BETWEEN_FIGURES = 20;

  private static final Duration FIRST_PAUSE = Duration.ofSeconds(30);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);
  private static final Duration LONGEST_ASKED = Duration.ofHours(1);

  /** So many failures in a row while it recovers, and it is paused again. */
  private static final int RELAPSE = 3;

  private final Rounds rounds;
  private final Pool pool;
  private final BrokerConfig.Breaker config;
  private final InstantSource clock;
  private final HeldBack heldBack;
  private final Tallies tallies;
  private volatile Map<Endpoint, EndpointHealth> unwell = new ConcurrentHashMap<>();
  private final Set<Endpoint> probes = ConcurrentHashMap.newKeySet();
  private int looks;

  Breakers(
      Vertx vertx,
      Pool pool,
      BrokerConfig.Breaker config,
      InstantSource clock,
      RandomGenerator chance) {
    this.rounds = new Rounds(vertx, chance);
    this.pool = pool;
    this.config = config;
    this.clock = clock;
    heldBack = new HeldBack(chance);
    tallies = new Tallies(pool);
  }

  /** What an attempt may do. */
  sealed interface Pass {
    /** Go. */
    record Free() implements Pass {}

    /** Go, for all who wait. */
    record Probe() implements Pass {}

    /** Wait. */
    record Held(Instant until) implements Pass {}
  }

  private static final Pass FREE = new Pass.Free();

  /** Until when a message has to wait, by what this node knows; null if it may {@link #enter}. */
  @Nullable Instant heldUntil(Endpoint endpoint) {
    var health = unwell.get(endpoint);
    return health == null ? null : heldBack.until(health, clock.instant());
  }

  /** Asks to start an attempt. Whoever gets a probe must {@link #report} or {@link #letGo}. */
  Future<Pass> enter(Endpoint endpoint) {
    var health = unwell.get(endpoint);
    if (health == null) {
      return Future.succeededFuture(FREE);
    }
    return switch (health.state()) {
      case CLOSED -> Future.succeededFuture(FREE);
      case OPEN, PROBING ->
          change(EndpointSql.TAKE_PROBE, endpoint, clock.instant())
              .map(
                  taken -> {
                    if (taken.isEmpty()) {
                      return new Pass.Held(heldBack.shortly(clock.instant()));
                    }
                    probes.add(endpoint);
                    return new Pass.Probe();
                  });
      case RECOVERING -> start(health);
    };
  }

  private Future<Pass> start(EndpointHealth health) {
    var endpoint = health.endpoint();
    var now = clock.instant();
    return pool.preparedQuery(EndpointSql.TAKE_START)
        .execute(
            Tuple.of(
                endpoint.account(),
                endpoint.origin(),
                Publishing.utc(now),
                Ramp.gapMicros(health, now)))
        .map(
            rows -> {
              if (rows.size() == 0) {
                return new Pass.Held(heldBack.inTheRamp(health, now));
              }
              var next = rows.iterator().next().getOffsetDateTime(0).toInstant();
              unwell.computeIfPresent(endpoint, (e, known) -> known.nextStart(next));
              return FREE;
            });
  }

  /** What an attempt told about its endpoint. Completes when, after a probe, all may know. */
  Future<Void> report(Endpoint endpoint, Pass pass, Tally.Attempted attempted) {
    tallies.add(endpoint, attempted);
    if (!(pass instanceof Pass.Probe)) {
      return Future.succeededFuture();
    }
    probes.remove(endpoint);
    var now = clock.instant();
    return (attempted.failed() ? stayOpen(endpoint, attempted.asked(), now) : recover(endpoint))
        .recover(failure -> missed(endpoint, failure))
        .mapEmpty();
  }

  /** The probe was not made. */
  Future<Void> letGo(Endpoint endpoint) {
    probes.remove(endpoint);
    return change(EndpointSql.LET_GO, endpoint, clock.instant())
        .recover(failure -> missed(endpoint, failure))
        .mapEmpty();
  }

  private static <T> Future<Optional<T>> missed(Endpoint endpoint, Throwable failure) {
    log.warn(
        "the outcome of a probe could not be written, its lease will lapse endpoint={} cause={}",
        endpoint.origin(),
        failure.getClass().getName());
    return Future.succeededFuture(Optional.empty());
  }

  private Future<Optional<EndpointHealth>> stayOpen(
      Endpoint endpoint, Duration asked, Instant now) {
    return change(
        EndpointSql.STAY_OPEN, endpoint, now, LONGEST_PAUSE.toMillis(), askedMillis(asked));
  }

  private static long askedMillis(Duration asked) {
    return Math.min(asked.toMillis(), LONGEST_ASKED.toMillis());
  }

  /** Lets a paused endpoint's backlog out from now on; empty if it is not paused. */
  Future<Optional<EndpointHealth>> recover(Endpoint endpoint) {
    return change(EndpointSql.RECOVER, endpoint, clock.instant())
        .onSuccess(
            changed -> {
              if (changed.isPresent()) {
                log.info("an endpoint recovers endpoint={}", endpoint.origin());
              }
            });
  }

  private Future<Optional<EndpointHealth>> change(
      String statement, Endpoint endpoint, Instant now, Object... more) {
    var values = Tuple.of(endpoint.account(), endpoint.origin(), Publishing.utc(now));
    for (Object value : more) {
      values.addValue(value);
    }
    return pool.preparedQuery(statement)
        .execute(values)
        .map(
            rows -> {
              for (Row row : rows) {
                var health = EndpointHealth.of(row);
                unwell.put(endpoint, health);
                return Optional.of(health);
              }
              return Optional.empty();
            });
  }

  // -- what is done in the background

  void start() {
    rounds.repeat("look at endpoints", LOOK, () -> look(looks++ % LOOKS_BETWEEN_FIGURES == 0));
  }

  void stop() {
    rounds.stop();
  }

  /**
   * Tells what was seen here, makes what follows from it, and learns what the others saw.
   *
   * @param all also tells about endpoints that are well
   */
  Future<Void> look(boolean all) {
    var known = unwell;
    var now = clock.instant();
    return tallies
        .write(
            seen -> all || seen.getValue().failures() > 0 || known.containsKey(seen.getKey()), now)
        .compose(written -> written.isEmpty() && known.isEmpty() ? unchanged() : judge(written))
        .compose(v -> keepProbes())
        .compose(v -> pool.preparedQuery(EndpointSql.UNWELL).execute())
        .map(
            rows -> {
              var next = new ConcurrentHashMap<Endpoint, EndpointHealth>();
              for (Row row : rows) {
                var health = EndpointHealth.of(row);
                next.put(health.endpoint(), health);
              }
              unwell = next;
              heldBack.keepOnly(next.keySet());
              return null;
            });
  }

  private static Future<Void> unchanged() {
    return Future.succeededFuture();
  }

  private Future<Void> judge(Map<Endpoint, Tally> written) {
    var now = clock.instant();
    var asking =
        written.entrySet().stream()
            .filter(seen -> !seen.getValue().asked().isZero())
            .sorted(Map.Entry.comparingByKey())
            .toList();
    return pool.preparedQuery(EndpointSql.OPEN)
        .execute(
            Tuple.of(
                    config.failures(),
                    Publishing.utc(now.minus(config.after())),
                    RELAPSE,
                    Publishing.utc(now),
                    FIRST_PAUSE.toMillis(),
                    LONGEST_PAUSE.toMillis())
                .addValue(asking.stream().map(e -> e.getKey().account()).toArray(String[]::new))
                .addValue(asking.stream().map(e -> e.getKey().origin()).toArray(String[]::new))
                .addValue(
                    asking.stream()
                        .map(e -> askedMillis(e.getValue().asked()))
                        .toArray(Long[]::new)))
        .compose(
            rows -> {
              rows.forEach(row -> log.warn("an endpoint is paused endpoint={}", row.getString(1)));
              return pool.preparedQuery(EndpointSql.CLOSE)
                  .execute(Tuple.of(Publishing.utc(now.minus(Ramp.WHOLE)), Publishing.utc(now)));
            })
        .mapEmpty();
  }

  private Future<Void> keepProbes() {
    var mine = new ArrayList<>(probes);
    return mine.isEmpty()
        ? unchanged()
        : pool.preparedQuery(EndpointSql.KEEP_PROBES)
            .execute(
                Tuple.of(
                    mine.stream().map(Endpoint::account).toArray(String[]::new),
                    (Object) mine.stream().map(Endpoint::origin).toArray(String[]::new)))
            .mapEmpty();
  }
}
