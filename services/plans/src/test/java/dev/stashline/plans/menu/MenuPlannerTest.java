package dev.stashline.plans.menu;

import static dev.stashline.plans.menu.Person.person;

import dev.stashline.plans.planner.Allergen;
import dev.stashline.plans.planner.EatingStyle;
import dev.stashline.plans.planner.FirstMeal;
import dev.stashline.plans.planner.MainPriority;
import dev.stashline.plans.planner.Nutrient;
import dev.stashline.plans.planner.ProteinSource;
import dev.stashline.plans.planner.Sex;
import dev.stashline.plans.planner.Targets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MenuPlannerTest {

  private static final MenuPlanner PLANNER = MenuPlanner.load();

  static List<Person> grid() {
    List<Person> grid = new ArrayList<>();
    for (EatingStyle style : EatingStyle.values()) {
      for (FirstMeal first : List.of(FirstMeal.BEFORE_7AM, FirstMeal.AFTER_11AM)) {
        grid.add(person().eats(style, first));
        grid.add(person().sex(Sex.MALE).body(90, 185).eats(style, first));
      }
    }
    for (double kg : new double[] {45, 60, 100, 130}) {
      for (MainPriority priority : List.of(MainPriority.BODY_COMPOSITION, MainPriority.PHYSICAL)) {
        grid.add(person().body(kg, 150 + kg / 3).wants(priority));
        grid.add(
            person()
                .sex(Sex.MALE)
                .body(kg, 155 + kg / 3)
                .wants(priority)
                .eats(EatingStyle.INTERMITTENT_FASTING, FirstMeal.FROM_9_TO_11AM));
        grid.add(
            person()
                .sex(Sex.UNSPECIFIED)
                .body(kg, 155 + kg / 3)
                .wants(priority)
                .eats(EatingStyle.SNACKING_GRAZING, FirstMeal.FROM_7_TO_9AM));
      }
    }
    for (Allergen allergen : Allergen.values()) {
      grid.add(person().allergicTo(allergen));
      for (Allergen other : Allergen.values()) {
        if (other.ordinal() > allergen.ordinal()) {
          grid.add(person().sex(Sex.MALE).body(80, 180).allergicTo(allergen, other));
        }
      }
    }
    grid.add(person().allergicTo(Allergen.values()));
    for (ProteinSource source : ProteinSource.values()) {
      grid.add(person().lists(source));
      grid.add(
          person()
              .lists(source)
              .sex(Sex.MALE)
              .body(85, 182)
              .wants(MainPriority.PHYSICAL)
              .eats(EatingStyle.INTERMITTENT_FASTING, FirstMeal.AFTER_11AM));
    }
    grid.add(person().lists(ProteinSource.PLANT_BASED, ProteinSource.PROTEIN_POWDER));
    grid.add(person().lists(ProteinSource.PLANT_BASED, ProteinSource.EGGS, ProteinSource.DAIRY));
    grid.add(person().lists(ProteinSource.PLANT_BASED, ProteinSource.FISH_SEAFOOD));
    for (Allergen allergen : Allergen.values()) {
      grid.add(person().lists(ProteinSource.PLANT_BASED).allergicTo(allergen));
      grid.add(person().lists(ProteinSource.CHICKEN).allergicTo(allergen));
    }
    grid.add(person().lists(ProteinSource.PLANT_BASED).allergicTo(Allergen.SOY, Allergen.GLUTEN));
    grid.add(
        person()
            .lists(ProteinSource.PLANT_BASED)
            .allergicTo(Allergen.SOY, Allergen.TREE_NUTS, Allergen.PEANUTS));
    grid.add(person().dislikes("mushrooms", "tomatoes"));
    grid.add(person().dislikes("cilantro", "eggplant", "spicy food").allergicTo("sesame", "kiwi"));
    grid.add(person().allergicTo("eggs").dislikes("fish"));
    return grid;
  }

  @Test
  void explore() {
    Map<Nutrient, int[]> covered = new EnumMap<>(Nutrient.class);
    List<Double> times = new ArrayList<>();
    int n = 0;
    for (Person person : grid()) {
      var profile = person.profile();
      var targets = Targets.of(profile);
      long start = System.nanoTime();
      try {
        Menu menu = PLANNER.compose(profile, targets, new SplittableRandom(7));
        double ms = (System.nanoTime() - start) / 1e6;
        times.add(ms);
        n++;
        StringBuilder low = new StringBuilder();
        targets
            .micronutrients()
            .forEach(
                (nutrient, intake) -> {
                  double mean =
                      menu.days().stream()
                          .mapToDouble(d -> Meal.amount(d, nutrient))
                          .average()
                          .orElseThrow();
                  int[] c = covered.computeIfAbsent(nutrient, k -> new int[1]);
                  if (mean >= 0.9 * intake.recommended()) c[0]++;
                  else
                    low.append(" %s %.0f%%".formatted(nutrient, 100 * mean / intake.recommended()));
                });
        double least =
            menu.days().stream()
                .mapToDouble(d -> Meal.amount(d, Nutrient.PROTEIN))
                .min()
                .orElseThrow();
        System.out.printf(
            "%6.0f ms %d kcal protein %.0f/%d fat %.0f/%d fibre %.0f/%d %s%s | %s%n",
            ms,
            targets.energyKcal(),
            least,
            targets.proteinG(),
            menu.days().stream()
                .mapToDouble(d -> Meal.amount(d, Nutrient.FAT))
                .average()
                .orElseThrow(),
            targets.fatG(),
            menu.days().stream()
                .mapToDouble(d -> Meal.amount(d, Nutrient.FIBRE))
                .average()
                .orElseThrow(),
            targets.fibreG(),
            menu.compromises().isEmpty() ? "" : "COMPROMISE ",
            person,
            low);
      } catch (MenuImpossible impossible) {
        System.out.printf("IMPOSSIBLE %s: %s%n", person, impossible.getMessage());
      }
    }
    int total = n;
    covered.forEach((k, v) -> System.out.printf("%s %d%%%n", k, 100 * v[0] / total));
    times.sort(null);
    System.out.printf(
        "n=%d median %.0f p95 %.0f max %.0f%n",
        n, times.get(n / 2), times.get(n * 95 / 100), times.getLast());
  }
}
