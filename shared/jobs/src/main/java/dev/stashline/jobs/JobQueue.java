package dev.stashline.jobs;

import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/**
 * Where work is handed in. Every future is answered after its commit: what it says is durable. Any
 * thread may call.
 */
public final class JobQueue {
  private final PostgresJobStore store;
  private final Telemetry telemetry;

  JobQueue(PostgresJobStore store, Telemetry telemetry) {
    this.store = store;
    this.telemetry = telemetry;
  }

  /** Enqueues one job. Callers at the same time share a commit. */
  public Future<Enqueued> enqueue(NewJob job) {
    return store.enqueue(job);
  }

  /** Enqueues many jobs in one commit, all or none; answers in their order. */
  public Future<List<Enqueued>> enqueueAll(List<NewJob> jobs) {
    return store.enqueue(jobs);
  }

  /**
   * Enqueues jobs in one transaction with rows of the caller's: both, or neither. {@code work} is
   * called a second time if its first transaction fell victim to a deadlock.
   */
  public <T> Future<T> transaction(Function<JobTransaction, Future<T>> work) {
    return store.transaction(work);
  }

  /**
   * Cancels a job: a waiting one at once, a running one as soon as its handler can be interrupted.
   *
   * @return the state it is in now: cancelled, running (with a cancel asked for), or the end it had
   *     reached before; empty if there is no such job
   */
  public Future<Optional<JobState>> cancel(UUID id, String reason) {
    return desk()
        .cancel(id, reason)
        .onSuccess(
            state -> {
              if (state.filter(s -> s == JobState.RUNNING).isPresent()) {
                telemetry.cancelRequested(id);
              }
            });
  }

  /**
   * Puts a dead letter back with all its attempts, or lets a waiting job run at once; false if it
   * is neither.
   */
  public Future<Boolean> retryNow(UUID id) {
    return desk().retryNow(id);
  }

  /** Lets the queue's runners look for work now: after a lane was changed in a transaction. */
  public void nudge(String queue) {
    store.nudge(queue);
  }

  /** For those who look: lists, counts, reasons. */
  public JobDesk desk() {
    return store.desk();
  }

  public StepStore steps() {
    return store.steps();
  }
}
