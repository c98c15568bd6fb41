package dev.stashline.jobs;

import dev.stashline.runtime.Json;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One attempt of a job, in its handler's hands. Used on the attempt's own virtual thread, and
 * inside {@link #together} on the threads that it starts.
 */
public final class Job<A> {
  private final ClaimedJob claimed;
  private final A args;
  private final StepStore steps;
  private final Telemetry telemetry;

  Job(ClaimedJob claimed, A args, StepStore steps, Telemetry telemetry) {
    this.claimed = claimed;
    this.args = args;
    this.steps = steps;
    this.telemetry = telemetry;
  }

  public UUID id() {
    return claimed.id();
  }

  public A args() {
    return args;
  }

  /** Which attempt this is, from 1. */
  public int attempt() {
    return claimed.attempt();
  }

  public int maxAttempts() {
    return claimed.maxAttempts();
  }

  /**
   * The lease's number: rises with every lease, so a receiver can refuse what an earlier owner
   * sends late.
   */
  public int epoch() {
    return claimed.epoch();
  }

  /** When the job was due, by the engine's clock. */
  public Instant runAt() {
    return claimed.runAt();
  }

  public Instant createdAt() {
    return claimed.createdAt();
  }

  /** Waits for a future on this virtual thread; its failure is thrown as it is. */
  public <T> T await(Future<T> future) throws InterruptedException {
    try {
      return future.toCompletionStage().toCompletableFuture().get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  /**
   * The result of a named step: read if an earlier attempt completed it, worked out and stored
   * otherwise. So it is done, and paid for, once.
   *
   * @throws LeaseLost if another node has the job by now; the result is not stored
   */
  public <T> T step(String name, Class<T> type, Callable<T> work) throws Exception {
    return step(name, type, work, null);
  }

  /**
   * As {@link #step(String, Class, Callable)}; rows of the handler's own are written in the
   * transaction that stores the result.
   */
  public <T> T step(
      String name, Class<T> type, Callable<T> work, @Nullable Function<T, StepWrite> alsoWrite)
      throws Exception {
    Optional<String> stored = await(steps.begin(claimed, name));
    if (stored.isPresent()) {
      return Json.read(stored.get(), type);
    }
    telemetry.stepped(claimed, name, "running");
    T result;
    try {
      result = work.call();
    } catch (Exception e) {
      await(steps.fail(claimed, name).otherwiseEmpty());
      telemetry.stepped(claimed, name, "failed");
      throw e;
    }
    await(
        steps.complete(
            claimed, name, Json.write(result), alsoWrite == null ? null : alsoWrite.apply(result)));
    telemetry.stepped(claimed, name, "completed");
    return result;
  }

  /**
   * Does several things side by side and returns when all have ended. If any failed, the failure
   * that is worth a retry goes up first, so that one hopeless part does not keep the others from
   * being tried again.
   */
  public void together(List<? extends Callable<?>> parts) throws Exception {
    var tasks = new ArrayList<FutureTask<?>>();
    var threads = new ArrayList<Thread>();
    for (Callable<?> part : parts) {
      var task = new FutureTask<>(part);
      tasks.add(task);
      threads.add(Thread.ofVirtual().name("job-" + claimed.id() + "-part").start(task));
    }
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      threads.forEach(Thread::interrupt);
      throw e;
    }
    Exception worst = null;
    for (FutureTask<?> task : tasks) {
      try {
        task.get();
      } catch (ExecutionException e) {
        if (e.getCause() instanceof Error error) {
          throw error;
        }
        if (e.getCause() instanceof Exception failure
            && (worst == null || rank(failure) < rank(worst))) {
          worst = failure;
        }
      }
    }
    if (worst != null) {
      throw worst;
    }
  }

  private static int rank(Exception failure) {
    return switch (failure) {
      case LeaseLost e -> 0;
      case JobFailed e when e.failure() instanceof Failure.Never -> 4;
      case JobFailed e when e.failure() instanceof Failure.NeedsPerson -> 3;
      case JobFailed e when e.failure() instanceof Failure.RetryLater -> 2;
      default -> 1;
    };
  }

  /**
   * Writes rows of the handler's own while nobody can take the job over; throws {@link LeaseLost}
   * if somebody has.
   */
  public void whileHeld(StepWrite write) throws InterruptedException {
    await(steps.whileHeld(claimed, write));
  }
}
