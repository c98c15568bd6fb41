package dev.stashline.plans.planner;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes the skin pillar from age, conditions, alcohol and the computed targets. */
final class SkinAdvice {

  private static final int AGEING_BEGINS = 30;

  private final Profile person;
  private final Targets targets;
  private final Bibliography sources;

  SkinAdvice(Profile person, Targets targets, Bibliography sources) {
    this.person = person;
    this.targets = targets;
    this.sources = sources;
  }

  Lifestyle.SkinImprovement compose() {
    return new Lifestyle.SkinImprovement(
        intro(), morning(), evening(), nutrition(), lifestyle(), why());
  }

  private String intro() {
    if (person.has(Concern.SKIN_CONDITION)) {
      return "You mention a skin condition: what your dermatologist prescribed comes before this list, and nothing new goes on inflamed skin.";
    }
    if (isProneToAcne()) {
      return "With PCOS, acne is common, so this routine keeps pores free and is gentle.";
    }
    return person.age() >= AGEING_BEGINS
        ? sources.cite(
            "At %d, daily sunscreen is the care that a randomised trial showed to slow the ageing of skin."
                .formatted(person.age()),
            Source.HUGHES_2013)
        : "At %d, cleansing, moisture and protection from the sun are enough."
            .formatted(person.age());
  }

  private List<String> morning() {
    List<String> steps = new ArrayList<>();
    steps.add(
        "Wash with lukewarm water"
            + (person.age() >= 60 ? " alone; older skin is drier." : " or a mild cleanser."));
    steps.add(moisturiser());
    steps.add(
        sources.cite(
            "Broad-spectrum sunscreen of SPF 15 or more (30 on bright days) on face, neck and hands, every day: daily use slowed skin ageing in a trial of four and a half years.",
            Source.HUGHES_2013));
    return List.copyOf(steps);
  }

  private List<String> evening() {
    List<String> steps = new ArrayList<>();
    steps.add("Wash with a mild cleanser, so that sunscreen and dirt come off.");
    String retinoid = retinoid();
    if (retinoid != null) {
      steps.add(retinoid);
    }
    steps.add(moisturiser());
    return List.copyOf(steps);
  }

  private String moisturiser() {
    return sources.cite(
        "A moisturiser without perfume on slightly damp skin, for the skin's barrier.",
        Source.PURNAMAWATI_2017);
  }

  /**
   * A retinoid suits ageing and acne; not inflamed skin, and not pregnancy, which the form cannot
   * rule out.
   */
  private @Nullable String retinoid() {
    if (person.has(Concern.PREGNANCY)
        || person.has(Concern.BREASTFEEDING)
        || (person.has(Concern.SKIN_CONDITION) && !isProneToAcne())) {
      return null;
    }
    String warning =
        person.sex() != Sex.MALE && person.age() <= 50
            ? " Not if you are or may become pregnant."
            : "";
    if (isProneToAcne()) {
      return sources.cite(
              "Adapalene or benzoyl peroxide in a thin layer, on every second evening at first.",
              Source.AAD_ACNE_2024)
          + warning;
    }
    return person.age() >= AGEING_BEGINS
        ? sources.cite(
                "Optional: a retinol cream on two evenings a week at first; retinoids soften fine lines and even the tone, and irritate when hurried.",
                Source.MUKHERJEE_2006)
            + warning
        : null;
  }

  private List<String> nutrition() {
    List<String> points = new ArrayList<>();
    Intake vitaminC = targets.micronutrients().get(Nutrient.VITAMIN_C);
    if (vitaminC != null) {
      points.add(
          sources.cite(
              "Vitamin C, %s %s a day, is needed to form collagen; fruit and vegetables of the menu give it."
                  .formatted(Text.amount(vitaminC.recommended()), vitaminC.unit()),
              Source.PULLAR_2017));
    }
    points.add(
        "Protein, %d g a day, and water, %s ml, as in your targets; skin renews itself from them like every tissue."
            .formatted(targets.proteinG(), Text.number(targets.waterMl())));
    if (isProneToAcne() || person.conditions().contains(Condition.DIABETES)) {
      points.add(
          sources.cite(
              "Whole grains and pulses in place of sugar and white flour: a low glycaemic load eased acne within twelve weeks in a small trial.",
              Source.SMITH_2007));
    }
    if (person.allergies().contains(Allergen.DAIRY)) {
      points.add(
          "You leave out dairy, which takes nothing from your skin; see to calcium elsewhere.");
    }
    return List.copyOf(points);
  }

  private List<String> lifestyle() {
    List<String> points = new ArrayList<>();
    points.add(
        sources.cite(
            "Shade and clothes around midday when the sun is strong; sunscreen is the second line.",
            Source.WHO_UV_2002));
    if (person.drinksAlcohol()) {
      points.add(
          sources.cite(
              "Alcohol (you wrote %s): less is better for the whole body, and no amount is without risk."
                  .formatted(Text.quote(person.alcohol())),
              Source.ALCOHOL_2023));
    }
    points.add(
        "Look over your whole skin once a month; show a doctor any mole that changes or a sore that does not heal.");
    return List.copyOf(points);
  }

  private String why() {
    return sources.cite(
        "Of what ages the face, the sun is the part that can be kept off: daily sunscreen slowed it in a randomised trial.",
        Source.HUGHES_2013);
  }

  private boolean isProneToAcne() {
    return person.conditions().contains(Condition.PCOS)
        || person.otherConditions().stream().anyMatch(item -> item.contains("acne"));
  }
}
