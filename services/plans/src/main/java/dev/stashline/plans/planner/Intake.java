package dev.stashline.plans.planner;

import org.jspecify.annotations.Nullable;

/**
 * A reference intake of one nutrient for one person and day.
 *
 * @param recommended amount to reach on average, in {@code unit}
 * @param kind how it was established
 * @param upperLimit tolerable upper intake level in {@code unit}; null where none has been set
 * @param upperLimitScope what the upper limit counts; a limit on supplements alone says nothing
 *     about food
 * @param unit the nutrient's unit
 * @param source the publication and table of both figures
 */
public record Intake(
    double recommended,
    Kind kind,
    @Nullable Double upperLimit,
    Scope upperLimitScope,
    String unit,
    String source) {

  /** How a recommended amount was established. */
  public enum Kind {
    /** Recommended dietary allowance: covers 97–98 % of healthy people. */
    RDA,
    /** Adequate intake: observed in healthy people, where evidence for an allowance is too thin. */
    AI
  }

  /** What an upper limit counts. */
  public enum Scope {
    /** Food, water and supplements together. */
    ALL_SOURCES,
    /** Supplements, medicines and fortified food; not what food contains by nature. */
    SUPPLEMENTS,
    /** Preformed vitamin A (retinol) from any source; not carotenoids. */
    RETINOL
  }

  /** The upper limit where it counts a nutrient in ordinary food; null where none does. */
  public @Nullable Double upperLimitInFood() {
    return upperLimitScope == Scope.ALL_SOURCES ? upperLimit : null;
  }
}
