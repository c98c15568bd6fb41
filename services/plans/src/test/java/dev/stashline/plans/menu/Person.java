package dev.stashline.plans.menu;

import dev.stashline.plans.planner.Allergen;
import dev.stashline.plans.planner.Condition;
import dev.stashline.plans.planner.DrivingGoal;
import dev.stashline.plans.planner.EatingStyle;
import dev.stashline.plans.planner.EnergyCrash;
import dev.stashline.plans.planner.FirstMeal;
import dev.stashline.plans.planner.Height;
import dev.stashline.plans.planner.MainPriority;
import dev.stashline.plans.planner.Mass;
import dev.stashline.plans.planner.Profile;
import dev.stashline.plans.planner.ProteinSource;
import dev.stashline.plans.planner.Sex;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** A person to plan for, described by what matters to the test; all else is usual. */
final class Person {

  private Sex sex = Sex.FEMALE;
  private int age = 35;
  private double kilograms = 68;
  private double centimetres = 168;
  private MainPriority priority = MainPriority.LONGEVITY;
  private EatingStyle style = EatingStyle.THREE_MEALS;
  private FirstMeal firstMeal = FirstMeal.FROM_7_TO_9AM;
  private final Set<Allergen> allergies = new LinkedHashSet<>();
  private final Set<String> otherAllergies = new LinkedHashSet<>();
  private final Set<String> dislikes = new LinkedHashSet<>();
  private final Set<ProteinSource> proteins = new LinkedHashSet<>();
  private final Set<String> otherProteins = new LinkedHashSet<>();

  static Person person() {
    return new Person();
  }

  Person sex(Sex is) {
    sex = is;
    return this;
  }

  Person body(double kg, double cm) {
    kilograms = kg;
    centimetres = cm;
    return this;
  }

  Person age(int years) {
    age = years;
    return this;
  }

  Person wants(MainPriority what) {
    priority = what;
    return this;
  }

  Person eats(EatingStyle how, FirstMeal from) {
    style = how;
    firstMeal = from;
    return this;
  }

  Person allergicTo(Allergen... to) {
    allergies.addAll(List.of(to));
    return this;
  }

  Person allergicTo(String... terms) {
    otherAllergies.addAll(List.of(terms));
    return this;
  }

  Person dislikes(String... terms) {
    dislikes.addAll(List.of(terms));
    return this;
  }

  Person lists(ProteinSource... sources) {
    proteins.addAll(List.of(sources));
    return this;
  }

  Person alsoLists(String... foods) {
    otherProteins.addAll(List.of(foods));
    return this;
  }

  Profile profile() {
    return new Profile(
        "Robin",
        "Robin Moss",
        age,
        sex,
        Mass.ofKilograms(kilograms),
        Height.ofCentimetres(centimetres),
        priority,
        DrivingGoal.FAMILY,
        allergies,
        otherAllergies,
        dislikes,
        proteins,
        otherProteins,
        style,
        firstMeal,
        EnergyCrash.SNACK,
        Set.<Condition>of(),
        List.of(),
        List.of(),
        List.of(),
        null,
        null);
  }

  @Override
  public String toString() {
    return "%s %d y %.0f kg %.0f cm %s %s %s allergies=%s%s dislikes=%s proteins=%s%s"
        .formatted(
            sex,
            age,
            kilograms,
            centimetres,
            priority,
            style,
            firstMeal,
            allergies,
            otherAllergies,
            dislikes,
            proteins,
            otherProteins);
  }
}
