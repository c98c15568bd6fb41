package dev.stashline.plans.planner;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * A micronutrient that deserves this person's attention, and which answer makes it so.
 *
 * @param why a sentence that names the answer
 */
record Focus(Nutrient nutrient, String why, Source source) {

  /**
   * The micronutrients to watch, most pressing first, each once; never empty, since vitamin D
   * concerns everyone.
   */
  static List<Focus> of(Profile person) {
    List<Focus> all = new ArrayList<>();
    medical(person, all);
    food(person, all);
    lifeStage(person, all);
    priority(person, all);
    Set<Nutrient> seen = EnumSet.noneOf(Nutrient.class);
    return all.stream().filter(focus -> seen.add(focus.nutrient())).toList();
  }

  private static void medical(Profile person, List<Focus> all) {
    if (person.takes(Medicine.VITAMIN_K_ANTAGONIST)) {
      add(
          all,
          Nutrient.VITAMIN_K,
          "With your vitamin K antagonist the amount matters less than that it stays the same from day to day.",
          Source.ODS_VITAMIN_K);
    }
    if (person.has(Concern.ANAEMIA)) {
      add(
          all,
          Nutrient.IRON,
          "You mention anaemia or low iron; have the cause and your ferritin checked before taking iron.",
          Source.ODS_IRON);
    }
    if (person.takes(Medicine.METFORMIN)) {
      add(
          all,
          Nutrient.VITAMIN_B12,
          "Metformin lowers vitamin B12 over the years.",
          Source.DE_JAGER_2010);
    }
    if (person.takes(Medicine.ACID_SUPPRESSANT)) {
      add(
          all,
          Nutrient.VITAMIN_B12,
          "Long use of an acid suppressant is linked with low vitamin B12.",
          Source.LAM_2013);
    }
    if (person.conditions().contains(Condition.HIGH_BLOOD_PRESSURE)
        && !person.has(Concern.KIDNEY_DISEASE)
        && !person.takes(Medicine.POTASSIUM_RAISING)) {
      add(
          all,
          Nutrient.POTASSIUM,
          "More potassium from food lowers blood pressure, which you report as high.",
          Source.WHO_POTASSIUM_2012);
    }
    if (person.conditions().contains(Condition.HYPOTHYROIDISM)) {
      add(
          all,
          Nutrient.SELENIUM,
          "Selenium contributes to normal thyroid function, and you report an underactive thyroid; food is enough, tablets are not needed.",
          Source.EU_CLAIMS_2012);
    }
    if (person.has(Concern.OSTEOPOROSIS)) {
      add(
          all,
          Nutrient.CALCIUM,
          "You mention weak bones; calcium maintains bone.",
          Source.ODS_CALCIUM);
    }
  }

  private static void food(Profile person, List<Focus> all) {
    if (person.eatsPlantsOnly()) {
      add(
          all,
          Nutrient.VITAMIN_B12,
          "You list plants as your only protein, and plants hold no reliable vitamin B12.",
          Source.AND_VEGETARIAN_2016);
      add(
          all,
          Nutrient.IRON,
          "Iron from plants is taken up less well; eat it together with vitamin C.",
          Source.AND_VEGETARIAN_2016);
      add(
          all,
          Nutrient.ZINC,
          "Zinc from plants is taken up less well; soaked or sprouted pulses help.",
          Source.AND_VEGETARIAN_2016);
    }
    if (person.avoidsDairy()) {
      add(
          all,
          Nutrient.CALCIUM,
          "Dairy is not on your list, so calcium must come from greens, pulses, seeds or fortified drinks.",
          Source.ODS_CALCIUM);
    }
    add(
        all,
        Nutrient.VITAMIN_D,
        person.eatsFish()
            ? "Few foods hold it beside oily fish, and sunlight varies."
            : "Few foods hold it beside oily fish, which is not on your list, and sunlight varies.",
        Source.ODS_VITAMIN_D);
  }

  private static void lifeStage(Profile person, List<Focus> all) {
    if (person.sex() != Sex.MALE && person.age() <= 50) {
      add(
          all,
          Nutrient.IRON,
          person.sex() == Sex.FEMALE
              ? "Women up to 50 need more iron, because of monthly losses."
              : "The higher figure for iron is used, because you left your sex open.",
          Source.ODS_IRON);
      add(
          all,
          Nutrient.FOLATE,
          "Folate before and early in a pregnancy protects a child's spine; the form does not ask, so it is listed.",
          Source.USPSTF_FOLIC_2023);
    }
    if (person.age() > 50) {
      add(
          all,
          Nutrient.VITAMIN_B12,
          "After 50, many absorb vitamin B12 from food less well.",
          Source.IOM_B_1998);
      add(
          all,
          Nutrient.CALCIUM,
          "At %d, bone needs a steady supply of calcium.".formatted(person.age()),
          Source.ODS_CALCIUM);
    }
  }

  private static void priority(Profile person, List<Focus> all) {
    switch (person.mainPriority()) {
      case LONGEVITY -> {
        claim(all, Nutrient.VITAMIN_C, "longevity");
        claim(all, Nutrient.VITAMIN_K, "longevity");
        claim(all, Nutrient.VITAMIN_E, "longevity");
      }
      case COGNITIVE -> {
        claim(all, Nutrient.ZINC, "a clear head");
        claim(all, Nutrient.VITAMIN_B5, "a clear head");
        claim(all, Nutrient.VITAMIN_B12, "a clear head");
      }
      case PHYSICAL -> {
        claim(all, Nutrient.MAGNESIUM, "physical performance");
        claim(all, Nutrient.CALCIUM, "physical performance");
        claim(all, Nutrient.VITAMIN_B6, "physical performance");
      }
      case BODY_COMPOSITION -> {
        claim(all, Nutrient.VITAMIN_B6, "body composition");
        claim(all, Nutrient.VITAMIN_B2, "body composition");
        claim(all, Nutrient.MAGNESIUM, "body composition");
      }
      case EMOTIONAL -> {
        claim(all, Nutrient.MAGNESIUM, "emotional balance");
        claim(all, Nutrient.FOLATE, "emotional balance");
        claim(all, Nutrient.VITAMIN_B12, "emotional balance");
      }
    }
  }

  private static void claim(List<Focus> all, Nutrient nutrient, String priority) {
    add(
        all,
        nutrient,
        "Your priority is %s; it contributes to %s.".formatted(priority, Purpose.of(nutrient)),
        Source.EU_CLAIMS_2012);
  }

  private static void add(List<Focus> all, Nutrient nutrient, String why, Source source) {
    all.add(new Focus(nutrient, why, source));
  }
}
