package dev.stashline.jobs;

import io.vertx.core.Future;
import java.util.List;

/**
 * Rows of other owners that must change in the very transaction that settles a job: a status, a log
 * line, a callback.
 */
@FunctionalInterface
public interface SettleHook {
  /**
   * Writes what follows from these verdicts. Called with all jobs of the kind in one group commit,
   * in no order; a failure rolls the group back, and each job is then settled by itself.
   */
  Future<Void> settled(JobTransaction tx, List<Settled> jobs);

  /**
   * A job whose verdict is being committed.
   *
   * @param result what the handler's outcome carried; empty text for none
   */
  record Settled(ClaimedJob job, Verdict verdict, Object result) {}
}
