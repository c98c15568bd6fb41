package dev.stashline.runtime;

import io.vertx.core.Future;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the process says of itself, three questions apart: is it up, may it be given work, and does
 * the work flow.
 *
 * <pre>
 *   starting ──open──▶ open ──drain──▶ draining      ready = open, and every check passes
 * </pre>
 *
 * <p>Safe for use by several threads.
 */
public final class Health {
  private static final Logger log = LoggerFactory.getLogger(Health.class);

  private final Duration timeout;
  private final InstantSource clock;
  private final List<Named<Void>> checks = new CopyOnWriteArrayList<>();
  private final List<Named<Flow>> flows = new CopyOnWriteArrayList<>();
  private volatile Phase phase = Phase.STARTING;

  /**
   * @param timeout how long one check may take before it counts as down; keep it below the probe's
   */
  public Health(Duration timeout, InstantSource clock) {
    this.timeout = timeout;
    this.clock = clock;
  }

  /** Where the process is in its life. */
  public enum Phase {
    STARTING,
    OPEN,
    DRAINING
  }

  /**
   * Adds something without which no request can be served, such as Postgres.
   *
   * @param check fails when it is down; asked at each probe, so it should be cheap
   */
  public Health require(String name, Supplier<Future<Void>> check) {
    checks.add(new Named<>(name, check));
    return this;
  }

  /** Adds a kind of work to watch. It never makes the process unready: others may be working. */
  public Health watch(String name, Supplier<Future<Flow>> flow) {
    flows.add(new Named<>(name, flow));
    return this;
  }

  /** Says that everything is started. */
  public void open() {
    phase = Phase.OPEN;
  }

  /** Says that no new work should come, from now on and for good. */
  public void drain() {
    phase = Phase.DRAINING;
  }

  /** Asks all checks side by side. Never fails, and takes no longer than the timeout. */
  public Future<Readiness> readiness() {
    return all(checks, Health::checked)
        .map(
            results ->
                new Readiness(
                    phase == Phase.OPEN && results.values().stream().allMatch(Check::up),
                    phase,
                    results));
  }

  /** Asks how all watched work does, by name. Never fails; what cannot be told does not flow. */
  public Future<Map<String, Flow>> work() {
    return all(
        flows,
        (asked, _) ->
            asked.otherwise(failure -> new Flow(false, Map.of("reason", reason(failure)))));
  }

  private static Future<Check> checked(Future<Void> asked, Supplier<Long> millis) {
    return asked
        .map(_ -> new Check(true, millis.get(), null))
        .otherwise(failure -> new Check(false, millis.get(), reason(failure)));
  }

  private <T, R> Future<Map<String, R>> all(List<Named<T>> questions, Answer<T, R> answer) {
    Map<String, Future<R>> asked = new LinkedHashMap<>();
    for (var question : questions) {
      var started = clock.instant();
      Supplier<Long> millis = () -> Duration.between(started, clock.instant()).toMillis();
      asked.put(question.name(), answer.of(ask(question), millis));
    }
    return Future.join(List.copyOf(asked.values()))
        .map(
            _ -> {
              Map<String, R> results = new LinkedHashMap<>();
              asked.forEach((name, result) -> results.put(name, result.result()));
              return results;
            });
  }

  private <T> Future<T> ask(Named<T> question) {
    Future<T> asked;
    try {
      asked = question.asking().get();
    } catch (RuntimeException e) {
      asked = Future.failedFuture(e);
    }
    return asked
        .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
        .onFailure(e -> log.debug("check={} failed", question.name(), e));
  }

  /** The kind of failure only: its message may name hosts and users, and probes are not secret. */
  private static String reason(Throwable failure) {
    return failure instanceof TimeoutException ? "timeout" : failure.getClass().getSimpleName();
  }

  /**
   * The answer of one check.
   *
   * @param reason the kind of failure, null when up
   */
  public record Check(boolean up, long ms, @Nullable String reason) {}

  /**
   * Whether work flows.
   *
   * @param detail what it is judged by, such as the age of the oldest waiting job
   */
  public record Flow(boolean flowing, Map<String, Object> detail) {}

  /** Whether the process may be given work, and every check by its name. */
  public record Readiness(boolean ready, Phase phase, Map<String, Check> checks) {}

  private record Named<T>(String name, Supplier<Future<T>> asking) {}

  @FunctionalInterface
  private interface Answer<T, R> {
    Future<R> of(Future<T> asked, Supplier<Long> millis);
  }
}
