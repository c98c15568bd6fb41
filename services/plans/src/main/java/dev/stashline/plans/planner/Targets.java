package dev.stashline.plans.planner;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What one person should take in on an average day, and why.
 *
 * @param basalKcal resting energy expenditure
 * @param activityMultiplier total over resting expenditure, 1.2 to 1.9
 * @param goalAdjustmentKcal what was really added to (or, negative, taken from) expenditure after
 *     the safety floors
 * @param micronutrients reference intake of every nutrient with {@link Nutrient#isMicronutrient()}
 * @param reasons how each number came about
 * @param cautions what the person should clear with a professional first; may be empty
 */
public record Targets(
    int energyKcal,
    int proteinG,
    int fatG,
    int carbohydrateG,
    int fibreG,
    int waterMl,
    int basalKcal,
    double activityMultiplier,
    int goalAdjustmentKcal,
    Map<Nutrient, Intake> micronutrients,
    List<Reason> reasons,
    List<Reason> cautions) {

  public Targets {
    Map<Nutrient, Intake> ordered = new EnumMap<>(Nutrient.class);
    ordered.putAll(micronutrients);
    micronutrients = Collections.unmodifiableMap(ordered);
    reasons = List.copyOf(reasons);
    cautions = List.copyOf(cautions);
  }

  /** What {@code person} needs; the same person always gets the same numbers. */
  public static Targets of(Profile person) {
    Energy energy = Energy.of(person);
    Macronutrients macros = Macronutrients.of(person, energy);
    List<Reason> reasons = new ArrayList<>(energy.reasons());
    reasons.addAll(macros.reasons());
    reasons.add(
        new Reason(
            "micronutrients",
            "Vitamins and minerals are the reference intakes for %d years, %s."
                .formatted(person.age(), whose(person.sex())),
            Source.NASEM_DRI.citation()));
    return new Targets(
        energy.targetKcal(),
        macros.proteinG(),
        macros.fatG(),
        macros.carbohydrateG(),
        macros.fibreG(),
        macros.waterMl(),
        energy.basalKcal(),
        energy.activity().multiplier(),
        energy.adjustmentKcal(),
        ReferenceIntakes.of(person.age(), person.sex()),
        reasons,
        Cautions.of(person));
  }

  private static String whose(Sex sex) {
    return switch (sex) {
      case FEMALE -> "women";
      case MALE -> "men";
      case UNSPECIFIED -> "of either sex the one that is enough for both, because you left it open";
    };
  }
}
