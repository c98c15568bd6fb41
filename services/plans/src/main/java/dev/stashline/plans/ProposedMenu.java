package dev.stashline.plans;

import dev.stashline.plans.menu.Complexity;
import dev.stashline.plans.menu.FoodTable;
import dev.stashline.plans.menu.Ingredient;
import dev.stashline.plans.menu.Meal;
import dev.stashline.plans.menu.Menu;
import dev.stashline.plans.menu.PrepType;
import dev.stashline.plans.menu.Slot;
import dev.stashline.plans.menu.Violation;
import dev.stashline.plans.planner.Profile;
import dev.stashline.plans.planner.Targets;
import dev.stashline.providers.ai.Answer;
import java.time.DateTimeException;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;

/**
 * A week of meals as a model proposes it, in the planner's terms, with everything that is wrong with it. Foods are looked up in
 * the food table; one that is not there is a violation, since nothing could be computed from it.
 */
record ProposedMenu(Menu menu, List<Violation> violations) {
  private static final FoodTable FOODS = FoodTable.load();

  /** What the model is asked for. */
  record Week(List<Day> days) {
    record Day(List<Dish> meals) {}

    record Dish(
        String time,
        String name,
        String description,
        List<Amount> ingredients,
        List<String> steps,
        int prepMinutes,
        int cookMinutes) {}

    record Amount(String food, double grams) {}
  }

  static ProposedMenu read(Answer answer, Profile profile, Targets targets) {
    var violations = new ArrayList<Violation>();
    var days = new ArrayList<List<Meal>>();
    for (Week.Day day : answer.as(Week.class).days()) {
      int number = days.size() + 1;
      days.add(day.meals().stream().map(dish -> meal(number, dish, violations)).toList());
    }
    var menu = new Menu(days, List.of());
    violations.addAll(ComputedPlanMaker.planner().rules().check(menu, profile, targets));
    return new ProposedMenu(menu, violations);
  }

  private static Meal meal(int day, Week.Dish dish, List<Violation> violations) {
    var ingredients = new ArrayList<Ingredient>();
    for (Week.Amount amount : dish.ingredients()) {
      FOODS
          .resolve(amount.food(), amount.grams())
          .ifPresentOrElse(
              match -> ingredients.add(new Ingredient(amount.food(), match.food(), match.grams())),
              () ->
                  violations.add(
                      new Violation(
                          Violation.Kind.UNKNOWN_FOOD,
                          day,
                          dish.name(),
                          amount.food() + " is not in the list of permitted foods.")));
    }
    return new Meal(
        time(day, dish, violations),
        Slot.SNACK,
        dish.name(),
        dish.description(),
        ingredients,
        dish.steps(),
        dish.prepMinutes(),
        dish.cookMinutes(),
        PrepType.STANDARD,
        Complexity.SIMPLE,
        "");
  }

  private static LocalTime time(int day, Week.Dish dish, List<Violation> violations) {
    try {
      return LocalTime.parse(dish.time());
    } catch (DateTimeException e) {
      violations.add(
          new Violation(Violation.Kind.MEAL_TIME, day, dish.name(), "The time of a meal must look like 08:30."));
      return LocalTime.NOON;
    }
  }
}
