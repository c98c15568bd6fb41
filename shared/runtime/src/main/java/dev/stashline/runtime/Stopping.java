package dev.stashline.runtime;

import io.vertx.core.Future;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ordered end of a process, on SIGTERM or on demand: each step begins when the one before has
 * ended, all of them share one grace.
 *
 * <pre>
 *   not ready ▶ HTTP shutdown ▶ undeploy (jobs finish or are handed back) ▶ pools ▶ Vert.x
 * </pre>
 *
 * <p>A step that fails or takes too long is logged and passed over: the later ones still run. When
 * the grace is used up they are begun, but not waited for.
 */
public final class Stopping {
  private static final Logger log = LoggerFactory.getLogger(Stopping.class);

  private final Duration grace;
  private final InstantSource clock;
  private final List<Step> steps = new CopyOnWriteArrayList<>();
  private final AtomicReference<CompletableFuture<Void>> stopped = new AtomicReference<>();

  /**
   * @param clock one that nobody moves
   */
  public Stopping(Duration grace, InstantSource clock) {
    this.grace = grace;
    this.clock = clock;
  }

  /** Reads the grace. Kubernetes kills after 30 s by default, so ours is shorter. */
  public static Duration grace(Env env) {
    return env.duration(
        "SHUTDOWN_GRACE",
        Duration.ofSeconds(25),
        "How long the process may take to stop; shorter than what the platform allows");
  }

  /**
   * Adds a step after those added before.
   *
   * @param step is given what is left of the grace
   */
  public Stopping then(String name, Function<Duration, Future<?>> step) {
    steps.add(new Step(name, step));
    return this;
  }

  /** Stops on SIGTERM and SIGINT; the process ends when the last step has. */
  public void onSignal() {
    Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "stopping"));
  }

  /** Runs the steps, once however often it is called. Blocks until they are through. */
  public void stop() {
    var mine = new CompletableFuture<Void>();
    var running = stopped.compareAndExchange(null, mine);
    if (running != null) {
      running.join();
      return;
    }
    try {
      var end = clock.instant().plus(grace);
      log.info("stopping grace={}", grace);
      for (var step : steps) {
        var left = Duration.between(clock.instant(), end);
        run(step, left.isNegative() ? Duration.ZERO : left);
      }
      log.info("stopped left={}", Duration.between(clock.instant(), end));
    } finally {
      mine.complete(null);
    }
  }

  private static void run(Step step, Duration left) {
    try {
      step.action()
          .apply(left)
          .toCompletionStage()
          .toCompletableFuture()
          .get(left.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      log.warn("stopping step={} did not end in time", step.name());
    } catch (ExecutionException e) {
      log.warn("stopping step={} failed", step.name(), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      log.warn("stopping step={} failed", step.name(), e);
    }
  }

  private record Step(String name, Function<Duration, Future<?>> action) {}
}
