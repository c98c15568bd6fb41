package dev.stashline.plans.menu;

import dev.stashline.plans.planner.FirstMeal;
import dev.stashline.plans.planner.Intake;
import dev.stashline.plans.planner.Nutrient;
import dev.stashline.plans.planner.Profile;
import dev.stashline.plans.planner.Targets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rules every menu passes before it is stored, whoever composed it.
 *
 * <p>Immutable, so any number of threads may share one.
 */
public final class MenuRules {

  /** Of a day's energy. */
  static final double ENERGY_TOLERANCE = 0.05;

  /** Of a day's protein target; more is no fault. */
  static final double PROTEIN_TOLERANCE = 0.10;

  /**
   * The recommended dietary allowance for adults, g per kg body mass and day (Institute of Medicine
   * 2005, Dietary Reference Intakes for Energy and Macronutrients, ch. 10). No compromise goes
   * below it.
   */
  static final double PROTEIN_FLOOR_PER_KG = 0.8;

  private static final int TIMES_A_WEEK = 2;
  private static final int FEWEST_MEALS = 2;
  private static final int MOST_MEALS = 4;
  private static final Duration FIRST_MEAL_TOLERANCE = Duration.ofMinutes(90);

  /** No ingredient of one person's meal weighs more; a larger figure is a slip. */
  private static final double MOST_GRAMS = 1500;

  private static final Comparator<Violation> SERIOUS_FIRST =
      Comparator.comparing(Violation::kind).thenComparing(Violation::day);

  private final FoodTable foods;
  private final AllergenWords allergenWords;

  MenuRules(FoodTable foods, AllergenWords allergenWords) {
    this.foods = foods;
    this.allergenWords = allergenWords;
  }

  /**
   * Everything about {@code menu} that breaks a rule, most serious first; empty if it may be
   * served.
   */
  public List<Violation> check(Menu menu, Profile profile, Targets targets) {
    List<Violation> found = new ArrayList<>();
    Diet diet = Diet.of(profile, allergenWords);
    if (menu.days().size() != Menu.DAYS) {
      found.add(
          week(
              Violation.Kind.DAY_COUNT,
              "The menu has " + menu.days().size() + " days, not seven."));
    }
    boolean lessProtein =
        menu.compromises().stream().anyMatch(c -> c.about() == Violation.Kind.PROTEIN);
    double proteinNeeded =
        lessProtein
            ? Math.min(targets.proteinG(), PROTEIN_FLOOR_PER_KG * profile.mass().kilograms())
            : targets.proteinG() * (1 - PROTEIN_TOLERANCE);
    for (int day = 1; day <= menu.days().size(); day++) {
      List<Meal> meals = menu.days().get(day - 1);
      for (Meal meal : meals) {
        found.addAll(foods(day, meal, diet));
      }
      found.addAll(day(day, meals, profile, targets, proteinNeeded));
    }
    found.addAll(repetitions(menu));
    found.addAll(limits(menu, targets));
    found.sort(SERIOUS_FIRST);
    return found;
  }

  /**
   * Everything that keeps a model's menu from being stored: what it says that cannot be read, and
   * what it serves that may not be served; most serious first.
   */
  public List<Violation> check(ProposedMenu proposed, Profile profile, Targets targets) {
    ProposedMenu.Reading reading = proposed.read(foods);
    List<Violation> found = new ArrayList<>(reading.violations());
    Diet diet = Diet.of(profile, allergenWords);
    for (ProposedMenu.Unknown unknown : reading.unknown()) {
      diet.to(unknown.food(), true)
          .ifPresent(
              o ->
                  found.add(
                      new Violation(
                          kind(o), unknown.day(), unknown.meal(), sentence(unknown.food(), o))));
    }
    found.addAll(check(reading.menu(), profile, targets));
    found.sort(SERIOUS_FIRST);
    return found;
  }

  /** The foods that proposals are read in. */
  public FoodTable foods() {
    return foods;
  }

  /** The names of all foods this person may be served, for a prompt; in the table's order. */
  public List<String> permittedFoods(Profile profile) {
    Diet diet = Diet.of(profile, allergenWords);
    return foods.foods().stream()
        .filter(food -> food.group() != FoodGroup.UNLISTED && diet.to(food).isEmpty())
        .map(Food::name)
        .toList();
  }

  private static List<Violation> foods(int day, Meal meal, Diet diet) {
    List<Violation> found = new ArrayList<>();
    for (Ingredient ingredient : meal.ingredients()) {
      diet.to(ingredient)
          .ifPresent(
              o ->
                  found.add(
                      new Violation(kind(o), day, meal.name(), sentence(ingredient.text(), o))));
      if (!(ingredient.grams() > 0 && ingredient.grams() <= MOST_GRAMS)) {
        found.add(
            new Violation(
                Violation.Kind.QUANTITY,
                day,
                meal.name(),
                "The weight of " + ingredient.text() + " must lie between 1 and 1500 g."));
      }
    }
    String words =
        String.join(
            " | ", meal.name(), meal.description(), String.join(" | ", meal.steps()), meal.tip());
    if (found.isEmpty()) {
      diet.to(words, false)
          .ifPresent(
              o ->
                  found.add(
                      new Violation(
                          kind(o), day, meal.name(), sentence("its text (" + o.found() + ")", o))));
    }
    return found;
  }

  private static List<Violation> day(
      int day, List<Meal> meals, Profile profile, Targets targets, double proteinNeeded) {
    List<Violation> found = new ArrayList<>();
    if (meals.size() < FEWEST_MEALS || meals.size() > MOST_MEALS) {
      found.add(
          whole(
              Violation.Kind.MEAL_COUNT,
              day,
              "has " + meals.size() + " meals; two to four are allowed."));
    }
    double kcal = Meal.amount(meals, Nutrient.ENERGY);
    if (Math.abs(kcal / targets.energyKcal() - 1) > ENERGY_TOLERANCE) {
      found.add(
          whole(
              Violation.Kind.ENERGY,
              day,
              String.format(
                  Locale.ROOT,
                  "adds up to %.0f kcal; the target is %d kcal, give or take 5 %%.",
                  kcal,
                  targets.energyKcal())));
    }
    double protein = Meal.amount(meals, Nutrient.PROTEIN);
    if (protein < proteinNeeded) {
      found.add(
          whole(
              Violation.Kind.PROTEIN,
              day,
              String.format(
                  Locale.ROOT,
                  "has %.0f g of protein; at least %.0f g are needed.",
                  protein,
                  proteinNeeded)));
    }
    if (!meals.isEmpty() && profile.firstMeal() != FirstMeal.VARIES) {
      Duration apart =
          Duration.between(
                  profile.firstMeal().time(),
                  meals.stream().map(Meal::time).min(Comparator.naturalOrder()).orElseThrow())
              .abs();
      if (apart.compareTo(FIRST_MEAL_TOLERANCE) > 0) {
        found.add(
            whole(
                Violation.Kind.MEAL_TIME,
                day,
                "starts more than 90 minutes away from " + profile.firstMeal().time() + "."));
      }
    }
    return found;
  }

  private static List<Violation> repetitions(Menu menu) {
    List<Violation> found = new ArrayList<>();
    Map<Words, Integer> times = new HashMap<>();
    for (int day = 1; day <= menu.days().size(); day++) {
      Set<Words> today = new HashSet<>();
      for (Meal meal : menu.days().get(day - 1)) {
        Words name = Words.of(meal.name());
        if (!today.add(name)) {
          found.add(
              new Violation(
                  Violation.Kind.REPETITION, day, meal.name(), "It comes twice on one day."));
        }
        if (times.merge(name, 1, Integer::sum) == TIMES_A_WEEK + 1) {
          found.add(
              new Violation(
                  Violation.Kind.REPETITION,
                  day,
                  meal.name(),
                  "It comes more than twice in the week."));
        }
      }
    }
    return found;
  }

  /** On the average of the week: a limit is meant for habitual intake. */
  private static List<Violation> limits(Menu menu, Targets targets) {
    List<Violation> found = new ArrayList<>();
    for (Map.Entry<Nutrient, Intake> entry : targets.micronutrients().entrySet()) {
      @Nullable Double limit = entry.getValue().upperLimitInFood();
      double mean =
          menu.days().stream()
              .mapToDouble(day -> Meal.amount(day, entry.getKey()))
              .average()
              .orElse(0);
      if (limit != null && mean > limit) {
        found.add(
            week(
                Violation.Kind.UPPER_LIMIT,
                String.format(
                    Locale.ROOT,
                    "%s averages %.1f %s a day; the tolerable upper intake is %.1f.",
                    entry.getKey().displayName(),
                    mean,
                    entry.getKey().unit(),
                    limit)));
      }
    }
    return found;
  }

  private static Violation week(Violation.Kind kind, String text) {
    return new Violation(kind, 0, "", text);
  }

  private static Violation whole(Violation.Kind kind, int day, String text) {
    return new Violation(kind, day, "", "Day " + day + " " + text);
  }

  private static Violation.Kind kind(Objection objection) {
    return switch (objection.kind()) {
      case ALLERGEN -> Violation.Kind.ALLERGEN;
      case DISLIKED -> Violation.Kind.DISLIKED;
      case PROTEIN_SOURCE -> Violation.Kind.PROTEIN_SOURCE;
    };
  }

  private static String sentence(String where, Objection objection) {
    return switch (objection.kind()) {
      case ALLERGEN -> "Remove " + where + ": allergy to " + objection.what() + ".";
      case DISLIKED -> "Remove " + where + ": " + objection.what() + " is disliked.";
      case PROTEIN_SOURCE ->
          "Remove " + where + ": " + objection.what() + " is not among the listed proteins.";
    };
  }
}
