package dev.stashline.plans.menu;

/**
 * What goes into a meal.
 *
 * @param text what it is called there; a model's own words, if a model proposed it
 * @param food the food meant
 * @param grams of {@code food} as tabulated
 */
public record Ingredient(String text, Food food, double grams) {

  Ingredient(Food food, double grams) {
    this(food.name(), food, grams);
  }

  /** For a shopping list: {@code 60 g rolled oats (¾ cup)}. */
  String quantity() {
    Measure measure = food.measure();
    String household = measure == null ? "" : measure.of(grams);
    return Math.round(grams) + " g " + text + (household.isEmpty() ? "" : " (" + household + ")");
  }
}
