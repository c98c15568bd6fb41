package dev.stashline.plans.planner;

import dev.stashline.plans.planner.MainPlan.BiomarkerAnalysis;
import dev.stashline.plans.planner.MainPlan.Labs;
import java.util.ArrayList;
import java.util.List;

/**
 * Says what can be said without laboratory values: what was reported, and which tests to ask for.
 */
final class BiomarkerAdvice {

  private static final double OVERWEIGHT = 25;

  private final Profile person;
  private final Labs labs;
  private final Bibliography sources;

  BiomarkerAdvice(Profile person, Labs labs, Bibliography sources) {
    this.person = person;
    this.labs = labs;
    this.sources = sources;
  }

  BiomarkerAnalysis compose() {
    return new BiomarkerAnalysis(summary(), concerns(), positives(), optimizations(), tests());
  }

  private String summary() {
    return switch (labs) {
      case NONE ->
          "You sent no laboratory results, so nothing below is measured: it rests on what you reported.";
      case NOT_READ ->
          "You sent a laboratory file, but nothing has been read from it; this plan does not know your values and rests on what you reported.";
    };
  }

  private List<String> concerns() {
    List<String> concerns = new ArrayList<>();
    for (Condition condition : person.conditions()) {
      concerns.add("Reported by you, not measured: " + name(condition) + ".");
    }
    double index = person.bodyMassIndex();
    if (index < Energy.UNDERWEIGHT || index >= OVERWEIGHT) {
      concerns.add(
          sources.cite(
              "Body-mass index %s, %s; it says nothing about muscle."
                  .formatted(
                      Text.decimal(index),
                      index < Energy.UNDERWEIGHT
                          ? "in the range of underweight"
                          : index < Energy.OBESE
                              ? "in the range of overweight"
                              : "in the range of obesity"),
              Source.WHO_BMI_1995));
    }
    return List.copyOf(concerns);
  }

  private List<String> positives() {
    List<String> positives = new ArrayList<>();
    double index = person.bodyMassIndex();
    if (index >= Energy.UNDERWEIGHT && index < OVERWEIGHT) {
      positives.add(
          sources.cite(
              "Body-mass index %s, in the normal range.".formatted(Text.decimal(index)),
              Source.WHO_BMI_1995));
    }
    if (person.conditions().isEmpty() && person.otherConditions().isEmpty()) {
      positives.add("You report no medical condition.");
    }
    if (person.alcohol() != null && !person.drinksAlcohol()) {
      positives.add(sources.cite("You report that you do not drink alcohol.", Source.ALCOHOL_2023));
    }
    return List.copyOf(positives);
  }

  private List<String> optimizations() {
    return List.of(
        "With results from the last six months this plan could weigh its goals by what you lack instead of by age and sex.");
  }

  private List<String> tests() {
    List<String> tests = new ArrayList<>();
    tests.add(
        sources.cite(
            person.conditions().contains(Condition.HIGH_BLOOD_PRESSURE)
                ? "Blood pressure at home, for a week, to show your doctor."
                : "Blood pressure, %s."
                    .formatted(
                        person.age() >= 40
                            ? "every year"
                            : "every three to five years, yearly at raised risk"),
            Source.USPSTF_PRESSURE_2021));
    if (person.conditions().contains(Condition.DIABETES)) {
      tests.add(sources.cite("HbA1c, as often as your care team asks.", Source.ADA_NUTRITION_2019));
    } else if (person.conditions().contains(Condition.PCOS)) {
      tests.add(sources.cite("Glucose, as advised for everyone with PCOS.", Source.PCOS_2023));
    } else if (person.age() >= 35 && person.age() <= 70 && person.bodyMassIndex() >= OVERWEIGHT) {
      tests.add(
          sources.cite(
              "Fasting glucose or HbA1c, advised from 35 to 70 at your body-mass index.",
              Source.USPSTF_GLUCOSE_2021));
    }
    if (person.conditions().contains(Condition.HIGH_CHOLESTEROL)
        || (person.age() >= 40 && person.age() <= 75)) {
      tests.add(
          sources.cite(
              "Cholesterol, as part of an estimate of heart risk.", Source.USPSTF_STATIN_2022));
    }
    if (person.conditions().contains(Condition.HYPOTHYROIDISM)) {
      tests.add(sources.cite("TSH, when diet or weight change much.", Source.ATA_2014));
    }
    if (person.eatsPlantsOnly()
        || person.takes(Medicine.METFORMIN)
        || person.takes(Medicine.ACID_SUPPRESSANT)) {
      tests.add(sources.cite("Vitamin B12.", Source.ODS_VITAMIN_B12));
    }
    if (person.has(Concern.ANAEMIA)) {
      tests.add(sources.cite("Blood count and ferritin.", Source.ODS_IRON));
    }
    tests.add(
        sources.cite(
            "A routine vitamin D test is not advised for healthy adults.", Source.ENDOCRINE_2024));
    return List.copyOf(tests);
  }

  private static String name(Condition condition) {
    return switch (condition) {
      case HIGH_BLOOD_PRESSURE -> "high blood pressure";
      case HIGH_CHOLESTEROL -> "high cholesterol";
      case DIABETES -> "diabetes";
      case HYPOTHYROIDISM -> "an underactive thyroid";
      case PCOS -> "polycystic ovary syndrome";
      case IBS_IBD -> "irritable bowel or inflammatory bowel disease";
    };
  }
}
