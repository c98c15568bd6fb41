package dev.stashline.plans.menu;

import dev.stashline.plans.planner.Nutrient;
import java.time.LocalTime;
import java.util.List;
import java.util.Objects;

/**
 * One meal of the plan, sized for one person.
 *
 * @param time wall-clock, in the person's own zone
 * @param tip how to make it easier; may be empty
 */
public record Meal(
    LocalTime time,
    Slot slot,
    String name,
    String description,
    List<Ingredient> ingredients,
    List<String> steps,
    int prepMinutes,
    int cookMinutes,
    PrepType prepType,
    Complexity complexity,
    String tip) {

  public Meal {
    ingredients = List.copyOf(ingredients);
    steps = List.copyOf(steps);
  }

  /** What it holds of {@code nutrient} as far as the table knows. */
  public double amount(Nutrient nutrient) {
    return ingredients.stream()
        .map(ingredient -> ingredient.food().amount(nutrient, ingredient.grams()))
        .filter(Objects::nonNull)
        .mapToDouble(Double::doubleValue)
        .sum();
  }

  static double amount(List<Meal> meals, Nutrient nutrient) {
    return meals.stream().mapToDouble(meal -> meal.amount(nutrient)).sum();
  }
}
