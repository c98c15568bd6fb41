package dev.stashline.plans.menu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class RecipeTest {

  private static final FoodTable FOODS = FoodTable.load();
  private static final List<Recipe> RECIPES = Recipe.load();
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{(\\d+)}");

  @Test
  void there_are_enough_for_every_place_in_the_day() {
    Map<Slot, Long> count =
        RECIPES.stream()
            .flatMap(recipe -> recipe.slots().stream())
            .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));

    assertThat(RECIPES).hasSizeGreaterThanOrEqualTo(80);
    assertThat(RECIPES).extracting(Recipe::name).doesNotHaveDuplicates();
    assertThat(count.get(Slot.BREAKFAST)).isGreaterThanOrEqualTo(25);
    assertThat(count.get(Slot.LUNCH)).isGreaterThanOrEqualTo(40);
    assertThat(count.get(Slot.DINNER)).isGreaterThanOrEqualTo(40);
    assertThat(count.get(Slot.SNACK)).isGreaterThanOrEqualTo(15);
  }

  @Test
  void every_choice_is_a_food_with_figures_or_a_seasoning_in_a_plausible_amount() {
    for (Recipe recipe : RECIPES) {
      for (List<Recipe.Choice> choices : recipe.ingredients()) {
        for (Recipe.Choice choice : choices) {
          if (choice.equals(Recipe.Choice.NONE)) {
            continue;
          }
          Food food =
              FOODS
                  .named(choice.food())
                  .orElseThrow(() -> new AssertionError(recipe.name() + ": " + choice.food()));
          assertThat(food.group()).as(choice.food()).isNotEqualTo(FoodGroup.UNLISTED);
          assertThat(choice.grams())
              .as("%s in %s", choice.food(), recipe.name())
              .isBetween(1.0, 600.0);
          if (food.group() == FoodGroup.SEASONING) {
            assertThat(choice.grams())
                .as("%s in %s", choice.food(), recipe.name())
                .isLessThanOrEqualTo(10);
          }
        }
      }
    }
  }

  @Test
  void every_dish_of_every_recipe_has_plausible_energy() {
    for (Dish dish : dishes()) {
      assertThat(dish.kcal()).as(dish.name()).isBetween(100.0, 900.0);
    }
    assertThat(dishes()).hasSizeGreaterThan(200);
  }

  @Test
  void texts_name_only_ingredients_there_are_and_a_name_none_that_may_be_left_out() {
    for (Recipe recipe : RECIPES) {
      String texts = recipe.name() + String.join(" ", recipe.steps());
      PLACEHOLDER
          .matcher(texts)
          .results()
          .forEach(
              match ->
                  assertThat(Integer.parseInt(match.group(1)))
                      .as(recipe.name())
                      .isBetween(1, recipe.ingredients().size()));
      PLACEHOLDER
          .matcher(recipe.name())
          .results()
          .forEach(
              match ->
                  assertThat(recipe.ingredients().get(Integer.parseInt(match.group(1)) - 1))
                      .as(recipe.name())
                      .doesNotContain(Recipe.Choice.NONE));
    }
  }

  @Test
  void a_swap_changes_the_name_the_ingredients_and_the_steps() {
    Recipe oats =
        RECIPES.stream()
            .filter(recipe -> recipe.name().startsWith("Overnight oats"))
            .findFirst()
            .orElseThrow();
    Diet withoutDairyAndSoy =
        Diet.of(
            Person.person()
                .allergicTo(
                    dev.stashline.plans.planner.Allergen.DAIRY,
                    dev.stashline.plans.planner.Allergen.SOY)
                .profile(),
            AllergenWords.load());

    Dish dish = Dish.adapt(oats, 0, withoutDairyAndSoy, FOODS).dishes().getFirst();

    assertThat(dish.ingredients())
        .extracting(ingredient -> ingredient.food().name())
        .contains("almond milk")
        .doesNotContain("milk", "soya milk");
    assertThat(dish.steps().getFirst()).contains("almond milk");
    assertThat(String.join(" ", dish.steps())).doesNotContain("{");
  }

  private static List<Dish> dishes() {
    Diet anything = Diet.of(Person.person().profile(), AllergenWords.load());
    return java.util.stream.IntStream.range(0, RECIPES.size())
        .boxed()
        .flatMap(i -> Dish.adapt(RECIPES.get(i), i, anything, FOODS).dishes().stream())
        .toList();
  }
}
