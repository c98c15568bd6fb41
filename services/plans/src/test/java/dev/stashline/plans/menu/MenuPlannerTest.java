package dev.stashline.plans.menu;

import static dev.stashline.plans.menu.Person.person;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.stashline.plans.planner.Allergen;
import dev.stashline.plans.planner.EatingStyle;
import dev.stashline.plans.planner.FirstMeal;
import dev.stashline.plans.planner.MainPriority;
import dev.stashline.plans.planner.Nutrient;
import dev.stashline.plans.planner.Profile;
import dev.stashline.plans.planner.ProteinSource;
import dev.stashline.plans.planner.Sex;
import dev.stashline.plans.planner.Targets;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class MenuPlannerTest {

  private static final MenuPlanner PLANNER = MenuPlanner.load();

  /**
   * Both ends of body mass, every eating style, each allergen alone and in pairs, each protein
   * alone, and usual mixes.
   */
  static List<Person> people() {
    List<Person> people = new ArrayList<>();
    for (EatingStyle style : EatingStyle.values()) {
      people.add(person().eats(style, FirstMeal.BEFORE_7AM));
      people.add(person().sex(Sex.MALE).body(90, 185).eats(style, FirstMeal.AFTER_11AM));
    }
    for (double kg : new double[] {45, 60, 100, 130}) {
      people.add(person().body(kg, 150 + kg / 3).wants(MainPriority.BODY_COMPOSITION));
      people.add(
          person()
              .sex(Sex.MALE)
              .body(kg, 155 + kg / 3)
              .wants(MainPriority.PHYSICAL)
              .eats(EatingStyle.INTERMITTENT_FASTING, FirstMeal.FROM_9_TO_11AM));
      people.add(
          person()
              .sex(Sex.UNSPECIFIED)
              .age(70)
              .body(kg, 155 + kg / 3)
              .wants(MainPriority.BODY_COMPOSITION)
              .eats(EatingStyle.SNACKING_GRAZING, FirstMeal.VARIES));
    }
    for (Allergen allergen : Allergen.values()) {
      people.add(person().allergicTo(allergen));
      people.add(person().allergicTo(allergen).lists(ProteinSource.PLANT_BASED));
      people.add(person().allergicTo(allergen).lists(ProteinSource.CHICKEN));
      for (Allergen other : Allergen.values()) {
        if (other.ordinal() > allergen.ordinal()) {
          people.add(person().sex(Sex.MALE).body(80, 180).allergicTo(allergen, other));
        }
      }
    }
    people.add(person().allergicTo(Allergen.values()));
    for (ProteinSource source : ProteinSource.values()) {
      if (source != ProteinSource.PROTEIN_POWDER) {
        people.add(person().lists(source));
        people.add(
            person()
                .lists(source)
                .sex(Sex.MALE)
                .body(85, 182)
                .wants(MainPriority.PHYSICAL)
                .eats(EatingStyle.INTERMITTENT_FASTING, FirstMeal.AFTER_11AM));
      }
    }
    people.add(person().lists(ProteinSource.PLANT_BASED, ProteinSource.PROTEIN_POWDER));
    people.add(person().lists(ProteinSource.PLANT_BASED, ProteinSource.EGGS, ProteinSource.DAIRY));
    people.add(person().lists(ProteinSource.PLANT_BASED, ProteinSource.FISH_SEAFOOD));
    people.add(person().lists(ProteinSource.PLANT_BASED).allergicTo(Allergen.SOY, Allergen.GLUTEN));
    people.add(
        person()
            .lists(ProteinSource.PLANT_BASED)
            .allergicTo(Allergen.SOY, Allergen.TREE_NUTS, Allergen.PEANUTS));
    people.add(person().dislikes("mushrooms", "tomatoes"));
    people.add(
        person().dislikes("cilantro", "eggplant", "spicy food").allergicTo("sesame", "kiwi"));
    people.add(person().allergicTo("eggs").dislikes("fish"));
    return people;
  }

  @ParameterizedTest
  @MethodSource("people")
  void every_menu_keeps_every_rule(Person person) {
    Profile profile = person.profile();
    Targets targets = Targets.of(profile);

    Menu menu = compose(person);

    assertThat(PLANNER.rules().check(menu, profile, targets)).isEmpty();
    assertThat(menu.compromises()).isEmpty();
    assertThat(menu.days()).hasSize(7);
    for (List<Meal> day : menu.days()) {
      assertThat(Meal.amount(day, Nutrient.ENERGY))
          .isCloseTo(targets.energyKcal(), within(0.05 * targets.energyKcal()));
      assertThat(Meal.amount(day, Nutrient.PROTEIN))
          .isGreaterThanOrEqualTo(0.9 * targets.proteinG());
      assertThat(day).hasSizeBetween(2, 4);
      assertThat(day).extracting(Meal::name).doesNotHaveDuplicates();
    }
    Map<String, Long> times =
        menu.days().stream()
            .flatMap(List::stream)
            .collect(Collectors.groupingBy(Meal::name, Collectors.counting()));
    assertThat(times.values()).allMatch(count -> count <= 2);
  }

  @Test
  void A14_no_menu_of_the_grid_serves_a_food_tagged_with_the_allergen() {
    for (Allergen allergen : Allergen.values()) {
      Menu menu = compose(person().allergicTo(allergen));

      assertThat(menu.days())
          .allSatisfy(
              day ->
                  assertThat(day)
                      .flatMap(Meal::ingredients)
                      .noneMatch(
                          ingredient -> ingredient.food().contains().contains(allergen.code())));
    }
  }

  @Test
  void the_same_person_and_chance_give_the_same_menu() {
    Person person =
        person().allergicTo(Allergen.DAIRY).eats(EatingStyle.SNACKING_GRAZING, FirstMeal.VARIES);

    assertThat(compose(person)).isEqualTo(compose(person));
    assertThat(
            PLANNER.compose(
                person.profile(), Targets.of(person.profile()), new SplittableRandom(2)))
        .isNotEqualTo(compose(person));
  }

  @ParameterizedTest
  @EnumSource(FirstMeal.class)
  void the_first_meal_is_at_the_stated_time_and_a_fasting_window_is_kept(FirstMeal first) {
    for (List<Meal> day : compose(person().eats(EatingStyle.INTERMITTENT_FASTING, first)).days()) {
      LocalTime start = day.getFirst().time();
      assertThat(start).isEqualTo(first.time());
      assertThat(day.getLast().time()).isBefore(start.plusHours(8));
      assertThat(day).isSortedAccordingTo((a, b) -> a.time().compareTo(b.time()));
    }
  }

  @Test
  void impossible_wishes_are_told_with_what_stands_in_the_way() {
    Person nothingLeft =
        person()
            .lists(ProteinSource.DAIRY)
            .allergicTo(Allergen.DAIRY)
            .dislikes("vegetables", "fruit", "cereals");

    assertThatThrownBy(() -> compose(nothingLeft))
        .isInstanceOf(MenuImpossible.class)
        .hasMessageContaining("contains a food you excluded")
        .hasMessageContaining("What stands in the way")
        .hasMessageContaining("vegetables")
        .hasMessageContaining("plant-based is not among the proteins you listed");
  }

  @Test
  void less_protein_than_the_target_is_owned_up_to_and_never_below_the_allowance() {
    Person dairyOnly = person().lists(ProteinSource.DAIRY).wants(MainPriority.BODY_COMPOSITION);

    Menu menu = compose(dairyOnly);

    assertThat(menu.compromises())
        .singleElement()
        .extracting(Compromise::about)
        .isEqualTo(Violation.Kind.PROTEIN);
    assertThat(menu.days())
        .allSatisfy(
            day -> assertThat(Meal.amount(day, Nutrient.PROTEIN)).isGreaterThanOrEqualTo(0.8 * 68));
  }

  /**
   * Vitamin D comes from few foods, B12 from animals: without fish, or without animals, food alone
   * does not reach them.
   */
  @Test
  void an_unrestricted_menu_closes_the_gaps_in_vitamins_and_minerals() {
    Map<Nutrient, Double> share = new EnumMap<>(Nutrient.class);
    Targets targets = Targets.of(person().profile());
    Menu menu = compose(person());
    targets
        .micronutrients()
        .forEach(
            (nutrient, intake) ->
                share.put(
                    nutrient,
                    menu.days().stream()
                            .mapToDouble(day -> Meal.amount(day, nutrient))
                            .average()
                            .orElseThrow()
                        / intake.recommended()));

    assertThat(share)
        .hasSizeGreaterThanOrEqualTo(20)
        .allSatisfy((nutrient, reached) -> assertThat(reached).isGreaterThan(0.9));
  }

  private static Menu compose(Person person) {
    Profile profile = person.profile();
    return PLANNER.compose(profile, Targets.of(profile), new SplittableRandom(1));
  }
}
