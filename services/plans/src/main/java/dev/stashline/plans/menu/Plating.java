package dev.stashline.plans.menu;

import dev.stashline.plans.planner.Nutrient;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleBiFunction;

/** Turns servings into grams a kitchen can weigh. */
final class Plating {

  /** Beyond this a day is weighed to the gram instead; the rule allows five per cent. */
  private static final double ROUNDING_TOLERANCE = 0.04;

  private final DayPattern pattern;
  private final Needs needs;

  Plating(DayPattern pattern, Needs needs) {
    this.pattern = pattern;
    this.needs = needs;
  }

  Menu serve(Dish[][] week, double[][] servings) {
    List<List<Meal>> days = new ArrayList<>();
    for (int day = 0; day < Menu.DAYS; day++) {
      List<Meal> meals = day(week[day], servings[day], Plating::handy);
      double off = Math.abs(Meal.amount(meals, Nutrient.ENERGY) / needs.kcal() - 1);
      days.add(off <= ROUNDING_TOLERANCE ? meals : day(week[day], servings[day], Plating::exact));
    }
    return new Menu(days, List.of());
  }

  private List<Meal> day(
      Dish[] dishes, double[] servings, ToDoubleBiFunction<Food, Double> rounding) {
    List<Meal> meals = new ArrayList<>();
    for (int meal = 0; meal < dishes.length; meal++) {
      meals.add(meal(pattern.meals().get(meal), dishes[meal], servings[meal], rounding));
    }
    return meals;
  }

  private static Meal meal(
      DayPattern.Eating eating,
      Dish dish,
      double servings,
      ToDoubleBiFunction<Food, Double> rounding) {
    Recipe recipe = dish.recipe();
    return new Meal(
        eating.time(),
        eating.slot(),
        dish.name(),
        dish.description(),
        dish.ingredients().stream()
            .map(
                ingredient ->
                    new Ingredient(
                        ingredient.food(),
                        rounding.applyAsDouble(ingredient.food(), ingredient.grams() * servings)))
            .toList(),
        dish.steps(),
        recipe.prepMinutes(),
        recipe.cookMinutes(),
        recipe.prepType(),
        recipe.complexity(),
        dish.tip());
  }

  /** To one gram below 20 g, to five up to 300 g, to ten above; whole eggs. */
  private static double handy(Food food, double grams) {
    Measure measure = food.measure();
    double step =
        food.group() == FoodGroup.EGG && measure != null
            ? measure.grams()
            : grams < 20 ? 1 : grams < 300 ? 5 : 10;
    return Math.max(step, Math.round(grams / step) * step);
  }

  private static double exact(Food food, double grams) {
    return Math.max(1, Math.round(grams));
  }
}
