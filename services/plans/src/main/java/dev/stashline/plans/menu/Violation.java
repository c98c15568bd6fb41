package dev.stashline.plans.menu;

/**
 * One rule that a menu breaks.
 *
 * @param day 1 to 7; 0 if it concerns the week
 * @param meal the meal's name; empty if it concerns the whole day or week
 * @param text a sentence that tells a model, or a person, what to change; may name a health datum,
 *     so not to be logged
 */
public record Violation(Kind kind, int day, String meal, String text) {

  /** The rules, most serious first. */
  public enum Kind {
    ALLERGEN,
    DISLIKED,
    PROTEIN_SOURCE,
    UNKNOWN_FOOD,
    QUANTITY,
    DAY_COUNT,
    MEAL_COUNT,
    MEAL_TIME,
    REPETITION,
    ENERGY,
    PROTEIN,
    UPPER_LIMIT
  }
}
