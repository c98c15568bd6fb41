package dev.stashline.jobs;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Why a job has not run yet, and until when. {@code until} is the engine's best knowledge: null
 * where only an event can tell (a person resumes, a worker starts).
 */
public sealed interface Waiting {
  @Nullable Instant until();

  /** It was asked to run later. */
  record RunTime(Instant until) implements Waiting {}

  /** The last attempt failed; the next one follows. */
  record BackingOff(Instant until, int attempt, int maxAttempts, String failure)
      implements Waiting {}

  /**
   * All places of its lane are taken by {@code holders}; until the first of their leases at the
   * latest.
   */
  record LaneFull(@Nullable Instant until, String lane, int maxRunning, List<UUID> holders)
      implements Waiting {}

  /** Its lane has started all it may in this period. */
  record LaneRate(Instant until, String lane, int maxStarts) implements Waiting {}

  /** In a strict lane, {@code before} comes first. */
  record LaneOrder(@Nullable Instant until, String lane, UUID before) implements Waiting {}

  record LanePaused(String lane) implements Waiting {
    @Override
    public @Nullable Instant until() {
      return null;
    }
  }

  record QueuePaused(Instant since) implements Waiting {
    @Override
    public @Nullable Instant until() {
      return null;
    }
  }

  /** No live node works on its queue. */
  record NoWorker(String queue) implements Waiting {
    @Override
    public @Nullable Instant until() {
      return null;
    }
  }

  /** It may start; {@code ahead} due jobs of its queue come first (counted up to 1,000). */
  record InLine(int ahead) implements Waiting {
    @Override
    public @Nullable Instant until() {
      return null;
    }
  }

  /** It does not wait: a node works on it. */
  record Running(Instant until, String node) implements Waiting {}

  /** It does not wait: it has ended. */
  record Finished(JobState state) implements Waiting {
    @Override
    public @Nullable Instant until() {
      return null;
    }
  }
}
