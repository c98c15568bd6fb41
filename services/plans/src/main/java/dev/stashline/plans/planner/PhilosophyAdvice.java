package dev.stashline.plans.planner;

import static dev.stashline.plans.planner.Text.number;

import dev.stashline.plans.planner.MainPlan.NutritionPhilosophy;
import java.util.ArrayList;
import java.util.List;

/** Writes how the person should eat: energy, pattern, rules for each condition, and why. */
final class PhilosophyAdvice {

  private final Profile person;
  private final Targets targets;
  private final Bibliography sources;

  PhilosophyAdvice(Profile person, Targets targets, Bibliography sources) {
    this.person = person;
    this.targets = targets;
    this.sources = sources;
  }

  NutritionPhilosophy compose() {
    return new NutritionPhilosophy(approach(), principles(), rationale());
  }

  private String approach() {
    String energy =
        targets.goalAdjustmentKcal() < 0
            ? "A deficit of %s kcal with much protein"
                .formatted(number(-targets.goalAdjustmentKcal()))
            : targets.goalAdjustmentKcal() > 0
                ? "A surplus of %s kcal with protein for training"
                    .formatted(number(targets.goalAdjustmentKcal()))
                : "As much energy as you spend";
    String pattern =
        person.eatsPlantsOnly()
            ? ", from plants"
            : person.conditions().contains(Condition.HIGH_BLOOD_PRESSURE)
                ? ", in the DASH pattern: vegetables, fruit, pulses, %s, little salt"
                    .formatted(person.avoidsDairy() ? "whole grains" : "low-fat dairy")
                : person.conditions().contains(Condition.HIGH_CHOLESTEROL)
                    ? ", with plant oils, pulses, %s and whole grains in place of saturated fat"
                        .formatted(person.mayEatNuts() ? "nuts" : "seeds")
                    : ", from vegetables, fruit, pulses, whole grains and the protein foods you listed";
    return energy + pattern + ".";
  }

  private List<String> principles() {
    List<String> rules = new ArrayList<>();
    rules.add(
        sources.cite(
            "%d g of protein a day, shared out over all meals.".formatted(targets.proteinG()),
            Source.ISSN_PROTEIN_2017));
    rules.add(
        sources.cite(
            "%d g of fibre a day; more fibre goes with less heart disease, diabetes and bowel cancer."
                .formatted(targets.fibreG()),
            Source.REYNOLDS_FIBRE_2019));
    for (Condition condition : person.conditions()) {
      rules.add(principle(condition));
    }
    if (person.eatsPlantsOnly()) {
      rules.add(
          sources.cite(
              "Pulses, whole grains%s and seeds every day; well-planned plant diets are adequate, with vitamin B12 added."
                  .formatted(person.mayEatNuts() ? ", nuts" : ""),
              Source.AND_VEGETARIAN_2016));
    }
    rules.add(
        sources.cite(
            "Free sugars under 10 %% of energy (%d g a day for you), salt under 5 g."
                .formatted(Math.round(targets.energyKcal() * 0.10 / 4)),
            Source.WHO_DIET_2020));
    return List.copyOf(rules);
  }

  private String principle(Condition condition) {
    return switch (condition) {
      case HIGH_BLOOD_PRESSURE ->
          sources.cite(
              "For your blood pressure: under 2 g of sodium a day, and vegetables, fruit and %s as in DASH."
                  .formatted(person.avoidsDairy() ? "whole grains" : "low-fat dairy"),
              Source.WHO_SODIUM_2012,
              Source.DASH_1997);
      case HIGH_CHOLESTEROL ->
          sources.cite(
              "For your cholesterol: liquid plant oils instead of butter, ghee and coconut fat.",
              Source.AHA_DIET_2021);
      case DIABETES ->
          sources.cite(
              "For your diabetes: few refined grains and added sugars, non-starchy vegetables with every meal.",
              Source.ADA_NUTRITION_2019);
      case HYPOTHYROIDISM ->
          sources.cite(
              "For your thyroid: the same timing of tablet and breakfast every day.",
              Source.ATA_2014);
      case PCOS ->
          sources.cite(
              "For PCOS: the balanced diet you can keep; none is proven better than another.",
              Source.PCOS_2023);
      case IBS_IBD ->
          sources.cite("For your bowel: fibre in small steps, soluble first.", Source.ACG_IBS_2021);
    };
  }

  private String rationale() {
    return switch (person.mainPriority()) {
      case LONGEVITY ->
          sources.cite(
              "For a long life the pattern counts more than any one food: the more fibre and whole grains, the lower the risk of early death.",
              Source.REYNOLDS_FIBRE_2019);
      case COGNITIVE ->
          sources.cite(
              "For a clear head a Mediterranean-like diet is what the guidelines on cognitive decline recommend, with movement beside it.",
              Source.WHO_COGNITION_2019);
      case PHYSICAL ->
          sources.cite(
              "Muscle is built by training; protein of 1.4 to 2.0 g/kg a day and a modest surplus let it happen.",
              Source.ISSN_PROTEIN_2017,
              Source.ARAGON_2017);
      case BODY_COMPOSITION ->
          sources.cite(
              targets.goalAdjustmentKcal() < 0
                  ? "Many diets take off fat if they hold a deficit that you can keep; protein and strength training decide that it is fat."
                  : "For you no deficit is set (the reason stands under the figures); protein and strength training change the body's composition at the same weight.",
              Source.AHA_OBESITY_2013,
              Source.ARAGON_2017);
      case EMOTIONAL ->
          sources.cite(
              "In a trial with people in a depression, a Mediterranean-like diet with a dietitian's help eased symptoms more than company alone; a diet does not replace treatment.",
              Source.JACKA_2017);
    };
  }
}
