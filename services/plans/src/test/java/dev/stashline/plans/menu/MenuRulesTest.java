package dev.stashline.plans.menu;

import static dev.stashline.plans.menu.Person.person;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stashline.plans.menu.ProposedMenu.ProposedDay;
import dev.stashline.plans.menu.ProposedMenu.ProposedIngredient;
import dev.stashline.plans.menu.ProposedMenu.ProposedMeal;
import dev.stashline.plans.planner.Allergen;
import dev.stashline.plans.planner.EatingStyle;
import dev.stashline.plans.planner.FirstMeal;
import dev.stashline.plans.planner.Profile;
import dev.stashline.plans.planner.ProteinSource;
import dev.stashline.plans.planner.Targets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MenuRulesTest {

  private static final MenuPlanner PLANNER = MenuPlanner.load();
  private static final MenuRules RULES = PLANNER.rules();

  @Test
  void A14_a_proposal_that_keeps_the_rules_passes() {
    Person person = person().allergicTo(Allergen.PEANUTS);

    assertThat(check(person, proposal(person))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "peanuts",
        "crunchy peanut butter",
        "satay sauce",
        "Roasted Groundnuts",
        "chicken in satay marinade",
        "peanut oil"
      })
  void A14_planted_peanuts_are_caught(String planted) {
    Person person = person().allergicTo(Allergen.PEANUTS);
    ProposedMenu menu =
        changed(proposal(person), meal -> with(meal, new ProposedIngredient(planted, 5)));

    assertThat(check(person, menu))
        .first()
        .satisfies(
            violation -> {
              assertThat(violation.kind()).isEqualTo(Violation.Kind.ALLERGEN);
              assertThat(violation.day()).isEqualTo(1);
              assertThat(violation.text()).contains("peanuts");
            });
  }

  @Test
  void A14_an_allergen_named_only_in_the_steps_is_caught() {
    Person person = person().allergicTo(Allergen.PEANUTS);
    ProposedMenu menu =
        changed(proposal(person), meal -> saying(meal, "Drizzle with peanut sauce."));

    assertThat(kinds(person, menu)).contains(Violation.Kind.ALLERGEN);
  }

  @Test
  void A14_an_allergen_in_an_unknown_food_is_caught_as_such() {
    Person person = person().allergicTo(Allergen.TREE_NUTS);
    ProposedMenu menu =
        changed(proposal(person), meal -> with(meal, new ProposedIngredient("nutella", 10)));

    assertThat(kinds(person, menu)).contains(Violation.Kind.ALLERGEN, Violation.Kind.UNKNOWN_FOOD);
  }

  @Test
  void A14_a_disliked_food_is_caught_by_another_name() {
    Person person = person().dislikes("eggplant");
    ProposedMenu menu =
        changed(
            proposal(person), meal -> with(meal, new ProposedIngredient("roast aubergine", 20)));

    assertThat(kinds(person, menu)).containsOnly(Violation.Kind.DISLIKED);
  }

  @Test
  void A14_a_protein_that_is_not_listed_is_caught() {
    Person person = person().lists(ProteinSource.CHICKEN, ProteinSource.EGGS, ProteinSource.DAIRY);
    ProposedMenu menu =
        changed(proposal(person), meal -> with(meal, new ProposedIngredient("prawns", 15)));

    assertThat(kinds(person, menu)).containsOnly(Violation.Kind.PROTEIN_SOURCE);
  }

  @Test
  void an_unknown_food_is_not_guessed_at() {
    ProposedMenu menu =
        changed(
            proposal(person()), meal -> with(meal, new ProposedIngredient("unicorn fillet", 100)));

    assertThat(check(person(), menu))
        .singleElement()
        .satisfies(
            violation -> {
              assertThat(violation.kind()).isEqualTo(Violation.Kind.UNKNOWN_FOOD);
              assertThat(violation.text()).contains("unicorn fillet");
            });
  }

  @Test
  void energy_off_by_more_than_five_per_cent_is_caught() {
    ProposedMenu menu =
        changed(proposal(person()), meal -> with(meal, new ProposedIngredient("olive oil", 40)));

    assertThat(kinds(person(), menu)).containsOnly(Violation.Kind.ENERGY);
  }

  @Test
  void a_meal_three_times_a_week_or_twice_a_day_is_caught() {
    ProposedMenu menu = proposal(person());
    String first = meals(menu, 0).getFirst().name();
    List<@Nullable ProposedDay> days = new ArrayList<>();
    for (ProposedDay day : present(menu.days())) {
      days.add(
          new ProposedDay(
              present(day.meals()).stream()
                  .map(meal -> named(meal, first))
                  .map(meal -> (@Nullable ProposedMeal) meal)
                  .toList()));
    }

    assertThat(kinds(person(), new ProposedMenu(days))).containsOnly(Violation.Kind.REPETITION);
  }

  @Test
  void a_first_meal_hours_away_from_the_stated_time_is_caught() {
    Person late = person().eats(EatingStyle.THREE_MEALS, FirstMeal.AFTER_11AM);

    assertThat(kinds(late, proposal(person()))).contains(Violation.Kind.MEAL_TIME);
  }

  @Test
  void a_weight_that_cannot_be_is_caught() {
    for (double grams : new double[] {0, -5, 9000, Double.NaN}) {
      ProposedMenu menu =
          changed(proposal(person()), meal -> with(meal, new ProposedIngredient("parsley", grams)));
      assertThat(kinds(person(), menu)).as("%s g", grams).contains(Violation.Kind.QUANTITY);
    }
  }

  @Test
  void a_proposal_full_of_holes_gives_violations_not_exceptions() {
    List<@Nullable ProposedDay> days = new ArrayList<>();
    days.add(null);
    days.add(new ProposedDay(null));
    List<@Nullable ProposedMeal> meals = new ArrayList<>();
    meals.add(null);
    meals.add(new ProposedMeal(null, null, null, null, null, null, -1, -1, null, null, null));
    days.add(new ProposedDay(meals));

    assertThat(kinds(person(), new ProposedMenu(null))).containsOnly(Violation.Kind.DAY_COUNT);
    assertThat(kinds(person(), new ProposedMenu(days)))
        .contains(
            Violation.Kind.DAY_COUNT,
            Violation.Kind.MEAL_COUNT,
            Violation.Kind.QUANTITY,
            Violation.Kind.MEAL_TIME);
  }

  @Test
  void the_list_of_permitted_foods_holds_no_forbidden_one() {
    List<String> foods =
        RULES.permittedFoods(
            person()
                .lists(ProteinSource.PLANT_BASED)
                .allergicTo(Allergen.SOY)
                .dislikes("okra")
                .profile());

    assertThat(foods)
        .contains("red lentils", "brown rice", "olive oil", "spinach")
        .doesNotContain(
            "firm tofu",
            "soy sauce",
            "egg",
            "milk",
            "butter",
            "okra",
            "chicken breast",
            "bacon",
            "cured meat");
  }

  private static List<Violation> check(Person person, ProposedMenu menu) {
    Profile profile = person.profile();
    return RULES.check(menu, profile, Targets.of(profile));
  }

  private static List<Violation.Kind> kinds(Person person, ProposedMenu menu) {
    return check(person, menu).stream().map(Violation::kind).distinct().toList();
  }

  /** What a model would have to write to propose the computed menu. */
  private static ProposedMenu proposal(Person person) {
    Profile profile = person.profile();
    Menu menu = PLANNER.compose(profile, Targets.of(profile), new SplittableRandom(3));
    List<@Nullable ProposedDay> days = new ArrayList<>();
    for (List<Meal> day : menu.days()) {
      List<@Nullable ProposedMeal> meals = new ArrayList<>();
      for (Meal meal : day) {
        List<@Nullable ProposedIngredient> ingredients = new ArrayList<>();
        meal.ingredients()
            .forEach(i -> ingredients.add(new ProposedIngredient(i.text(), i.grams())));
        meals.add(
            new ProposedMeal(
                meal.time().toString(),
                meal.slot().code(),
                meal.name(),
                meal.description(),
                ingredients,
                new ArrayList<@Nullable String>(meal.steps()),
                meal.prepMinutes(),
                meal.cookMinutes(),
                meal.prepType().code(),
                meal.complexity().code(),
                meal.tip()));
      }
      days.add(new ProposedDay(meals));
    }
    return new ProposedMenu(days);
  }

  /** {@code menu} with its very first meal changed. */
  private static ProposedMenu changed(ProposedMenu menu, UnaryOperator<ProposedMeal> change) {
    List<@Nullable ProposedDay> days = new ArrayList<>(present(menu.days()));
    List<@Nullable ProposedMeal> meals = new ArrayList<>(meals(menu, 0));
    meals.set(0, change.apply(meals(menu, 0).getFirst()));
    days.set(0, new ProposedDay(meals));
    return new ProposedMenu(days);
  }

  private static List<ProposedMeal> meals(ProposedMenu menu, int day) {
    return present(present(menu.days()).get(day).meals());
  }

  private static <T> List<T> present(@Nullable List<@Nullable T> list) {
    List<T> present = new ArrayList<>();
    if (list != null) {
      for (@Nullable T element : list) {
        if (element != null) {
          present.add(element);
        }
      }
    }
    return present;
  }

  private static ProposedMeal with(ProposedMeal meal, ProposedIngredient extra) {
    List<@Nullable ProposedIngredient> ingredients = new ArrayList<>(present(meal.ingredients()));
    ingredients.add(extra);
    return new ProposedMeal(
        meal.time(),
        meal.slot(),
        meal.name(),
        meal.description(),
        ingredients,
        meal.cookingInstructions(),
        1,
        1,
        meal.prepType(),
        meal.complexity(),
        meal.mealPrepTip());
  }

  private static ProposedMeal saying(ProposedMeal meal, String step) {
    List<@Nullable String> steps = new ArrayList<>();
    steps.add(step);
    return new ProposedMeal(
        meal.time(),
        meal.slot(),
        meal.name(),
        meal.description(),
        meal.ingredients(),
        steps,
        1,
        1,
        meal.prepType(),
        meal.complexity(),
        meal.mealPrepTip());
  }

  private static ProposedMeal named(ProposedMeal meal, @Nullable String name) {
    return new ProposedMeal(
        meal.time(),
        meal.slot(),
        name,
        meal.description(),
        meal.ingredients(),
        meal.cookingInstructions(),
        1,
        1,
        meal.prepType(),
        meal.complexity(),
        meal.mealPrepTip());
  }
}
