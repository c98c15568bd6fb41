package dev.stashline.plans.menu;

import dev.stashline.plans.planner.Nutrient;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * A recipe with its choices made for one diet.
 *
 * @param family the recipe's index; dishes of one family count as the same meal
 * @param ingredients for one serving, in order of use
 * @param main index in the table of the food that tells its variants apart; -1 if it has none
 * @param amounts what a serving holds, by {@link Nutrient#ordinal()}; unknown figures count nothing
 */
record Dish(
    int family,
    String name,
    Recipe recipe,
    List<Ingredient> ingredients,
    List<String> steps,
    String tip,
    int main,
    double[] amounts) {

  private static final Pattern PLACEHOLDER = Pattern.compile("\\{(\\d+)}");

  /** The dishes a recipe gives, or what stands in their way. */
  record Adapted(List<Dish> dishes, Set<Objection> objections) {}

  double amount(Nutrient nutrient) {
    return amounts[nutrient.ordinal()];
  }

  double kcal() {
    return amount(Nutrient.ENERGY);
  }

  boolean suits(Slot slot) {
    return recipe.slots().contains(slot);
  }

  /**
   * Every dish that {@code recipe} gives under {@code diet}: one for each permitted choice of the
   * ingredient its name turns on, the first permitted choice for all others.
   */
  static Adapted adapt(Recipe recipe, int family, Diet diet, FoodTable foods) {
    Set<Objection> objections = new LinkedHashSet<>();
    List<List<Option>> permitted = new ArrayList<>();
    for (List<Recipe.Choice> choices : recipe.ingredients()) {
      permitted.add(permitted(choices, diet, foods, objections));
    }
    if (permitted.stream().anyMatch(List::isEmpty)) {
      return new Adapted(List.of(), objections);
    }
    int pivot = pivot(recipe);
    List<Dish> dishes = new ArrayList<>();
    for (Option variant :
        pivot < 0 ? List.of(new Option(Optional.empty(), 0)) : permitted.get(pivot)) {
      List<Option> taken =
          IntStream.range(0, permitted.size())
              .mapToObj(i -> i == pivot ? variant : permitted.get(i).getFirst())
              .toList();
      int main = variant.food().map(foods::indexOf).orElse(-1);
      Dish dish = of(recipe, family, taken, main, text -> diet.to(text, false).isEmpty());
      Optional<Objection> spoken =
          diet.to(
              String.join(" | ", dish.name, dish.description(), String.join(" | ", dish.steps)),
              false);
      spoken.ifPresentOrElse(objections::add, () -> dishes.add(dish));
    }
    return new Adapted(dishes, objections);
  }

  String description() {
    return recipe.description();
  }

  /** One permitted choice; no food where the ingredient is left out. */
  private record Option(Optional<Food> food, double grams) {}

  private static List<Option> permitted(
      List<Recipe.Choice> choices, Diet diet, FoodTable foods, Set<Objection> objections) {
    List<Option> options = new ArrayList<>();
    Set<Objection> met = new LinkedHashSet<>();
    for (Recipe.Choice choice : choices) {
      if (choice.equals(Recipe.Choice.NONE)) {
        options.add(new Option(Optional.empty(), 0));
        continue;
      }
      Food food =
          foods
              .named(choice.food())
              .orElseThrow(() -> new IllegalStateException("no such food: " + choice.food()));
      Optional<Objection> objection = diet.to(food);
      if (objection.isPresent()) {
        met.add(objection.get());
      } else {
        options.add(new Option(Optional.of(food), choice.grams()));
      }
    }
    if (options.isEmpty()) {
      objections.addAll(met);
    }
    return options;
  }

  /** The index of the ingredient in the name that has most choices; -1 if the name is fixed. */
  private static int pivot(Recipe recipe) {
    return PLACEHOLDER
        .matcher(recipe.name())
        .results()
        .map(match -> Integer.parseInt(match.group(1)) - 1)
        .max(Comparator.comparingInt(i -> recipe.ingredients().get(i).size()))
        .orElse(-1);
  }

  private static Dish of(
      Recipe recipe, int family, List<Option> taken, int main, Predicate<String> fit) {
    List<Ingredient> ingredients =
        taken.stream()
            .filter(option -> option.food().isPresent())
            .map(option -> new Ingredient(option.food().orElseThrow(), option.grams()))
            .toList();
    double[] amounts = new double[Nutrient.values().length];
    for (Ingredient ingredient : ingredients) {
      ingredient
          .food()
          .per100g()
          .forEach(
              (nutrient, per100) ->
                  amounts[nutrient.ordinal()] += per100 * ingredient.grams() / 100);
    }
    return new Dish(
        family,
        capital(fill(recipe.name(), taken).orElseThrow()),
        recipe,
        ingredients,
        recipe.steps().stream()
            .flatMap(step -> fill(step, taken).stream())
            .map(Dish::capital)
            .toList(),
        fit.test(recipe.tip()) ? recipe.tip() : "",
        main,
        amounts);
  }

  /** {@code text} with its ingredients named; empty if it names one that was left out. */
  private static Optional<String> fill(String text, List<Option> taken) {
    Matcher matcher = PLACEHOLDER.matcher(text);
    StringBuilder filled = new StringBuilder();
    while (matcher.find()) {
      Optional<Food> food = taken.get(Integer.parseInt(matcher.group(1)) - 1).food();
      if (food.isEmpty()) {
        return Optional.empty();
      }
      matcher.appendReplacement(filled, Matcher.quoteReplacement(food.get().name()));
    }
    matcher.appendTail(filled);
    return Optional.of(filled.toString());
  }

  private static String capital(String text) {
    return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }
}
