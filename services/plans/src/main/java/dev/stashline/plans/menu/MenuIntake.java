package dev.stashline.plans.menu;

import dev.stashline.plans.planner.FoodShare;
import dev.stashline.plans.planner.Nutrient;
import dev.stashline.plans.planner.PlannedIntake;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a menu supplies, and which of its foods supply it. */
public final class MenuIntake {

  private static final int TOP_FOODS = 5;

  private MenuIntake() {}

  /**
   * The average day of {@code menu}.
   *
   * <p>A lower bound: foods without a figure for a nutrient count nothing towards it. A nutrient
   * that none of the menu's foods has a figure for is absent.
   */
  public static PlannedIntake of(Menu menu) {
    Map<Nutrient, Map<String, Double>> byFood = new EnumMap<>(Nutrient.class);
    for (List<Meal> day : menu.days()) {
      for (Meal meal : day) {
        meal.ingredients().forEach(ingredient -> add(byFood, ingredient, menu.days().size()));
      }
    }
    Map<Nutrient, Double> perDay = new EnumMap<>(Nutrient.class);
    Map<Nutrient, List<FoodShare>> topFoods = new EnumMap<>(Nutrient.class);
    byFood.forEach(
        (nutrient, amounts) -> {
          double total = amounts.values().stream().mapToDouble(Double::doubleValue).sum();
          perDay.put(nutrient, total);
          topFoods.put(nutrient, top(amounts, total));
        });
    return new PlannedIntake(perDay, topFoods);
  }

  private static void add(
      Map<Nutrient, Map<String, Double>> byFood, Ingredient ingredient, int days) {
    ingredient
        .food()
        .per100g()
        .forEach(
            (nutrient, per100) ->
                byFood
                    .computeIfAbsent(nutrient, key -> new LinkedHashMap<>())
                    .merge(
                        ingredient.food().name(),
                        per100 * ingredient.grams() / 100 / days,
                        Double::sum));
  }

  private static List<FoodShare> top(Map<String, Double> amounts, double total) {
    return amounts.entrySet().stream()
        .filter(entry -> entry.getValue() > 0)
        .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
        .limit(TOP_FOODS)
        .map(
            entry ->
                new FoodShare(entry.getKey(), entry.getValue(), 100 * entry.getValue() / total))
        .toList();
  }
}
