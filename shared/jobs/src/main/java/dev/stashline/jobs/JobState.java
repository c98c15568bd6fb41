package dev.stashline.jobs;

import java.util.Locale;
import java.util.Set;

/**
 * The five states of a job. The same list stands in the table's constraint and in the trigger that
 * guards changes; a test holds the three together.
 *
 * <pre>
 *             ┌──────── retry, snooze, hand back ───────┐
 *             ▼                                         │
 *  enqueue ▶ pending ──claim──▶ running ──┬──▶ completed│
 *             │  ▲                 │      ├─────────────┘
 *             │  └── retry now ────┼──── discarded  (dead letter)
 *             └──── cancel ────────┴──▶ cancelled
 * </pre>
 */
public enum JobState {
  PENDING,
  RUNNING,
  COMPLETED,
  DISCARDED,
  CANCELLED;

  private final String word = name().toLowerCase(Locale.ROOT);

  /** The word in storage, JSON and logs. */
  public String word() {
    return word;
  }

  /** Returns the state of a stored word; throws IllegalArgumentException for any other text. */
  public static JobState of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }

  /** Whether the job has ended, for good unless a person retries a dead letter. */
  public boolean finished() {
    return this == COMPLETED || this == DISCARDED || this == CANCELLED;
  }

  /** The states that may follow this one. */
  public Set<JobState> next() {
    return switch (this) {
      case PENDING -> Set.of(RUNNING, CANCELLED);
      case RUNNING -> Set.of(PENDING, COMPLETED, DISCARDED, CANCELLED);
      case DISCARDED -> Set.of(PENDING);
      case COMPLETED, CANCELLED -> Set.of();
    };
  }
}
