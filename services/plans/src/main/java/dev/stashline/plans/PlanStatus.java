package dev.stashline.plans;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import java.util.Set;

/**
 * The state of a person's plan. The same list stands in the table's constraint and trigger; a test
 * holds them together.
 *
 * <pre>
 *   (none) ─▶ queued ─▶ processing ─┬─▶ completed   all four parts stored, the mail sent
 *               │                   ├─▶ partial     some parts stored; which are missing is said
 *               └──────▶ failed ◀───┘
 *   completed, partial, failed ─▶ queued            asked for again; a partial plan keeps what it has
 * </pre>
 */
public enum PlanStatus {
  QUEUED,
  PROCESSING,
  COMPLETED,
  PARTIAL,
  FAILED;

  /** As SQL, JSON and pages write it. */
  @JsonValue
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether work on the plan is under way or waits to be. */
  public boolean active() {
    return this == QUEUED || this == PROCESSING;
  }

  public Set<PlanStatus> next() {
    return switch (this) {
      case QUEUED -> Set.of(PROCESSING, FAILED);
      case PROCESSING -> Set.of(COMPLETED, PARTIAL, FAILED);
      case COMPLETED, PARTIAL, FAILED -> Set.of(QUEUED);
    };
  }
}
