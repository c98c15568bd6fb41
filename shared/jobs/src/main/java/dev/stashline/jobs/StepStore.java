package dev.stashline.jobs;

import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Where the results of steps are kept, each written only while the job's lease holds. */
public interface StepStore {
  /**
   * The stored result of a completed step as JSON; empty if it has to be done. Marks the step as
   * running.
   */
  Future<Optional<String>> begin(ClaimedJob job, String step);

  /**
   * Stores a step's result; the future fails with {@link LeaseLost} when the job is not held any
   * more.
   */
  Future<Void> complete(ClaimedJob job, String step, String resultJson, @Nullable StepWrite write);

  /** Notes that a step failed, for those who watch. */
  Future<Void> fail(ClaimedJob job, String step);

  Future<List<JobView.StepView>> list(UUID id);

  /**
   * Writes rows of other owners while nobody can take the job over; fails with {@link LeaseLost} if
   * somebody has.
   */
  Future<Void> whileHeld(ClaimedJob job, StepWrite write);
}
