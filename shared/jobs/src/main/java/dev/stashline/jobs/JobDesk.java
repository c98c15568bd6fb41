package dev.stashline.jobs;

import io.vertx.core.Future;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
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

  /** The lanes of these names that there are; a lane is forgotten when it has been idle. */
  Future<List<LaneView>> lanes(String queue, Collection<String> names);

  /** Lets a new period of a lane's rate begin now. */
  Future<Void> resetRate(String queue, String lane);

  /** Counts the places taken in a lane anew. */
  Future<Void> recountLane(String queue, String lane);

  /** How many jobs of the queue all live nodes together can run at the same time. */
  Future<Integer> slots(String queue);

  /**
   * What a lane uses of its limits.
   *
   * @param running places taken
   * @param starts in the period that runs now; 0 when none does
   * @param periodStart of the last period; null before the first
   * @param waiting jobs that wait in it, for whatever reason
   */
  record LaneView(
      String name,
      int running,
      int starts,
      @Nullable Instant periodStart,
      boolean paused,
      long waiting) {}
}
