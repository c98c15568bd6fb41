package dev.stashline.jobs;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A job as people see it, its arguments left out: they may be private. */
public record JobView(
    UUID id,
    String queue,
    String kind,
    @Nullable String subject,
    JobState state,
    Priority priority,
    @Nullable String lane,
    Instant runAt,
    int attempt,
    int maxAttempts,
    int epoch,
    @Nullable String node,
    @Nullable Instant leaseUntil,
    boolean cancelRequested,
    @Nullable String failure,
    Instant createdAt,
    @Nullable Instant startedAt,
    @Nullable Instant finishedAt) {

  /** A named step of a job. */
  public record StepView(
      String name, State state, int attempt, Instant startedAt, @Nullable Instant finishedAt) {
    /** WAITING is never stored: the step is declared by the kind and has not begun. */
    public enum State {
      WAITING,
      RUNNING,
      COMPLETED,
      FAILED
    }
  }

  /**
   * One page of jobs.
   *
   * @param next hands on to the next page; null on the last
   */
  public record JobPage(List<JobView> jobs, @Nullable UUID next) {}
}
