package dev.stashline.plans.planner;

import static dev.stashline.plans.planner.Text.decimal;
import static dev.stashline.plans.planner.Text.number;

import java.util.ArrayList;
import java.util.List;

/**
 * How the day's energy is divided, and the fibre and water that go with it.
 *
 * @param carbohydrateG what protein and fat leave, at 4 kcal/g; fibre is not counted in it
 */
record Macronutrients(
    int proteinG, int fatG, int carbohydrateG, int fibreG, int waterMl, List<Reason> reasons) {

  private static final int KCAL_PER_G_PROTEIN = 4;
  private static final int KCAL_PER_G_FAT = 9;
  private static final int KCAL_PER_G_CARBOHYDRATE = 4;

  private static final double FAT_SHARE = 0.28;
  private static final double GREATEST_PROTEIN_SHARE = 0.35;

  /** The recommended allowance of adults, from what the brain uses. */
  private static final int LEAST_CARBOHYDRATE_G = 130;

  private static final double FIBRE_G_PER_1000_KCAL = 14;

  /** What plants give without powders and without crowding out the rest. */
  private static final double PLANT_PROTEIN_PER_KG = 1.6;

  private static final double KIDNEY_PROTEIN_PER_KG = 0.8;

  private static final int WATER_ML_PER_KG = 33;
  private static final int WATER_ML_PER_KG_ACTIVE = 40;
  private static final int LEAST_WATER_ML = 1500;
  private static final int GREATEST_WATER_ML = 4000;

  static Macronutrients of(Profile person, Energy energy) {
    List<Reason> reasons = new ArrayList<>();
    int kcal = energy.targetKcal();
    int protein = protein(person, kcal, reasons);
    int fat = (int) Math.round(kcal * FAT_SHARE / KCAL_PER_G_FAT);
    reasons.add(
        new Reason(
            "fat",
            "Fat is %d g, 28 %% of energy, inside the acceptable range of 20 to 35 %%."
                .formatted(fat),
            Source.IOM_MACRO_2005.citation()));
    int carbohydrate =
        (int)
            Math.round(
                (kcal - protein * KCAL_PER_G_PROTEIN - fat * KCAL_PER_G_FAT)
                    / (double) KCAL_PER_G_CARBOHYDRATE);
    reasons.add(
        new Reason(
            "carbohydrate",
            "Carbohydrate is the remaining energy, %d g; the allowance of 130 g, which the brain uses, is kept."
                .formatted(carbohydrate),
            Source.IOM_MACRO_2005.citation()));
    int fibre = (int) Math.round(kcal * FIBRE_G_PER_1000_KCAL / 1000);
    reasons.add(
        new Reason(
            "fibre",
            "Fibre is %d g, 14 g for each 1,000 kcal.".formatted(fibre),
            Source.IOM_MACRO_2005.citation()));
    int water = water(person, energy, reasons);
    return new Macronutrients(protein, fat, carbohydrate, fibre, water, List.copyOf(reasons));
  }

  private static int protein(Profile person, int kcal, List<Reason> reasons) {
    double perKg = proteinPerKg(person);
    Source source = proteinSource(person);
    double mass = countedMass(person);
    double grams = perKg * mass;
    String text =
        "Protein is %s g for each of %s kg".formatted(decimal(perKg), decimal(mass))
            + (mass < person.mass().kilograms()
                ? " (the weight at a body-mass index of 30; fat tissue needs little protein)"
                : "");
    double inRange = kcal * GREATEST_PROTEIN_SHARE / KCAL_PER_G_PROTEIN;
    if (grams > inRange) {
      grams = inRange;
      source = Source.IOM_MACRO_2005;
      text += ", held to 35 % of energy, the top of the acceptable range";
    }
    double besideCarbohydrate =
        (kcal * (1 - FAT_SHARE) - LEAST_CARBOHYDRATE_G * KCAL_PER_G_CARBOHYDRATE)
            / KCAL_PER_G_PROTEIN;
    if (grams > besideCarbohydrate) {
      grams = besideCarbohydrate;
      source = Source.IOM_MACRO_2005;
      text += ", less what leaves room for 130 g of carbohydrate";
    }
    int protein = (int) Math.round(grams);
    reasons.add(
        new Reason("protein", text + ": " + number(protein) + " g a day.", source.citation()));
    return protein;
  }

  /**
   * Grams per kilogram: 0.8 with kidney disease, 2.2 to lose fat, 2.0 to build, 1.6 for health, 1.8
   * otherwise.
   */
  private static double proteinPerKg(Profile person) {
    if (person.has(Concern.KIDNEY_DISEASE)) {
      return KIDNEY_PROTEIN_PER_KG;
    }
    double wish =
        switch (person.mainPriority()) {
          case BODY_COMPOSITION -> 2.2;
          case PHYSICAL -> 2.0;
          case LONGEVITY -> 1.6;
          case COGNITIVE, EMOTIONAL ->
              switch (person.drivingGoal()) {
                case ATHLETIC -> 2.0;
                case HEALTH, CONDITION -> 1.6;
                case CAREER, FAMILY -> 1.8;
              };
        };
    return person.eatsPlantsOnly() ? Math.min(wish, PLANT_PROTEIN_PER_KG) : wish;
  }

  private static Source proteinSource(Profile person) {
    if (person.has(Concern.KIDNEY_DISEASE)) {
      return Source.KDIGO_2024;
    }
    if (person.eatsPlantsOnly()) {
      return Source.MORTON_2018;
    }
    return person.age() >= 65 ? Source.PROT_AGE_2013 : Source.ISSN_PROTEIN_2017;
  }

  /**
   * The mass that protein and water are counted for: the real one, up to what a body-mass index of
   * 30 would weigh.
   */
  private static double countedMass(Profile person) {
    double metres = person.height().metres();
    return Math.min(person.mass().kilograms(), Energy.OBESE * metres * metres);
  }

  private static int water(Profile person, Energy energy, List<Reason> reasons) {
    int perKg =
        energy.activity().compareTo(Activity.MODERATE) >= 0
            ? WATER_ML_PER_KG_ACTIVE
            : WATER_ML_PER_KG;
    double wish = perKg * countedMass(person);
    int water = (int) (Math.round(Math.clamp(wish, LEAST_WATER_ML, GREATEST_WATER_ML) / 50) * 50);
    reasons.add(
        new Reason(
            "water",
            "Water is %s ml a day, %d ml for each kilogram, drinks and watery food together; thirst and hot days may ask for more."
                .formatted(number(water), perKg),
            Source.IOM_WATER_2005.citation()));
    return water;
  }
}
