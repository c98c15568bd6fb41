package dev.stashline.plans.planner;

import dev.stashline.plans.planner.MainPlan.DailyRecommendations;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes what to do from morning to evening, from the rhythm, the conditions and the habits told.
 */
final class DailyAdvice {

  private final Profile person;
  private final Targets targets;
  private final Rhythm rhythm;
  private final Bibliography sources;

  DailyAdvice(Profile person, Targets targets, Rhythm rhythm, Bibliography sources) {
    this.person = person;
    this.targets = targets;
    this.rhythm = rhythm;
    this.sources = sources;
  }

  DailyRecommendations compose() {
    return new DailyRecommendations(morning(), gut(), afternoon(), energy(), evening());
  }

  private List<String> morning() {
    List<String> steps = new ArrayList<>();
    if (person.takes(Medicine.THYROID_HORMONE)) {
      steps.add(
          sources.cite(
              "Thyroid tablet first, with water; coffee and breakfast an hour later.",
              Source.ATA_2014));
    }
    steps.add(
        "A large glass of water after getting up; over the day about %s ml."
            .formatted(Text.number(targets.waterMl())));
    steps.add(sources.cite("Daylight within the first hour.", Source.BROWN_2022));
    steps.add(
        switch (person.eatingStyle()) {
          case INTERMITTENT_FASTING ->
              "First meal at about %s; with your fasting, each meal has to carry more, so start with protein."
                  .formatted(rhythm.firstMeal());
          case THREE_MEALS ->
              "First of three meals at about %s, with about a third of the day's %d g of protein."
                  .formatted(rhythm.firstMeal(), targets.proteinG());
          case SNACKING_GRAZING ->
              "First meal at about %s, with protein, so that the grazing starts later."
                  .formatted(rhythm.firstMeal());
          case NO_PATTERN ->
              "First meal at about %s, every day: one fixed point is enough to begin a pattern."
                  .formatted(rhythm.firstMeal());
        });
    return List.copyOf(steps);
  }

  private List<String> gut() {
    List<String> steps = new ArrayList<>();
    if (person.conditions().contains(Condition.IBS_IBD)) {
      steps.add(
          sources.cite(
              (person.allergies().contains(Allergen.GLUTEN)
                      ? "With IBS, soluble fibre (psyllium) helps"
                      : "With IBS, soluble fibre (oats, psyllium) helps")
                  + " more than bran, and a low-FODMAP trial is best done for a few weeks with a dietitian.",
              Source.ACG_IBS_2021));
      steps.add(
          sources.cite(
              "With IBD, eat a varied diet in remission; in a flare or with a narrowing follow your team.",
              Source.ESPEN_IBD_2020));
    } else {
      steps.add(
          sources.cite(
              "Reach %d g of fibre in steps of 5 g a week, from pulses, whole grains, vegetables and fruit."
                  .formatted(targets.fibreG()),
              Source.REYNOLDS_FIBRE_2019));
    }
    if (person.allergies().contains(Allergen.GLUTEN)) {
      steps.add(
          "Without gluten, fibre has to come from pulses, potatoes, brown rice, millet, buckwheat and vegetables.");
    }
    steps.add(
        !person.mayEat("yoghurt")
            ? "Eat slowly; fermented vegetables are the choice for you."
            : "Eat slowly; plain yoghurt or another fermented food fits once a day.");
    return List.copyOf(steps);
  }

  private List<String> afternoon() {
    List<String> steps = new ArrayList<>();
    steps.add(
        person.conditions().contains(Condition.DIABETES)
                || person.conditions().contains(Condition.PCOS)
            ? sources.cite("Walk ten minutes after lunch.", Source.REYNOLDS_WALK_2016)
            : sources.cite(
                "Sit less: stand up and walk for some minutes in every hour.",
                Source.WHO_ACTIVITY_2020));
    steps.add(
        sources.cite("Last caffeine by %s.".formatted(rhythm.lastCaffeine()), Source.DRAKE_2013));
    return List.copyOf(steps);
  }

  private List<String> energy() {
    List<String> steps = new ArrayList<>();
    steps.add(
        switch (person.energyCrash()) {
          case CAFFEINE ->
              sources.cite(
                  "You answer a crash with caffeine: keep it under 400 mg a day, and try a walk first.",
                  Source.EFSA_CAFFEINE_2015);
          case SNACK ->
              "You answer a crash with a snack: plan it, with protein and fibre, instead of meeting it at the machine.";
          case BREAK ->
              sources.cite(
                  "You answer a crash with a break: keep it, moving or in daylight.",
                  Source.ALBULESCU_2022);
          case PUSH_THROUGH ->
              sources.cite(
                  "You push through a crash: a break of ten minutes restores more.",
                  Source.ALBULESCU_2022);
          case UNSTATED ->
              "You left open how you meet a crash: note for a week when it comes and what you ate before.";
        });
    if (person.takes(Medicine.HYPOGLYCAEMIC)) {
      steps.add(
          sources.cite(
              "With your medicine a crash may be low blood sugar: measure, and treat below 70 mg/dl (3.9 mmol/l) with 15 g of glucose.",
              Source.ADA_HYPOGLYCAEMIA_2024));
    }
    steps.add(
        "%s kcal spread over the day as in the menu, so that no meal has to make up for another."
            .formatted(Text.number(targets.energyKcal())));
    return List.copyOf(steps);
  }

  private List<String> evening() {
    List<String> steps = new ArrayList<>();
    steps.add("Last meal by %s, lights out at %s.".formatted(rhythm.lastMeal(), rhythm.bed()));
    if (person.drinksAlcohol()) {
      steps.add(
          sources.cite(
              "On alcohol you wrote %s: each evening without is a gain."
                  .formatted(Text.quote(person.alcohol())),
              Source.ALCOHOL_2023));
    }
    if (person.conditions().contains(Condition.HIGH_BLOOD_PRESSURE)) {
      steps.add(
          sources.cite(
              "Season dinner with herbs, lemon and spices; bread, cheese, cured meat and ready meals hold most of the salt.",
              Source.WHO_SODIUM_2012));
    }
    steps.add(
        sources.cite(
            "Dim light and no screens for the last hour.", Source.BROWN_2022, Source.CHANG_2015));
    return List.copyOf(steps);
  }
}
