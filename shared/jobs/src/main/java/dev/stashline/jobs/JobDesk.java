package dev.stashline.jobs;

import io.vertx.core.Future;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What people, pages and health checks ask of jobs. */
public interface JobDesk {
  /**
   * Cancels a waiting job, or marks a running one; answers its state afterwards, empty if there is
   * no such job.
   */
  Future<Optional<JobState>> cancel(UUID id, String reason);

  /**
   * Puts a dead letter back, or makes a waiting job due now, with all its attempts; false if it is
   * neither.
   */
  Future<Boolean> retryNow(UUID id);

  Future<Optional<JobView>> find(UUID id);

  /**
   * Jobs, newest first: of one queue if given, in one state if given, before {@code after} if
   * given.
   */
  Future<JobView.JobPage> list(
      @Nullable String queue, @Nullable JobState state, @Nullable UUID after, int atMost);

  /** Exact counts by queue and state, without the zeros. */
  Future<Map<String, Map<JobState, Long>>> count();

  /** The run time of the oldest due job of each queue that has one. */
  Future<Map<String, Instant>> oldestDue();

  /**
   * When a job of the queue was last completed, as far as finished jobs are kept; empty for never.
   */
  Future<Optional<Instant>> lastCompleted(String queue);

  Future<Waiting> why(JobView job);

  Future<Void> pauseQueue(String queue);

  Future<Void> resumeQueue(String queue);

  Future<Void> pauseLane(String queue, String lane);

  Future<Void> resumeLane(String queue, String lane);
}
