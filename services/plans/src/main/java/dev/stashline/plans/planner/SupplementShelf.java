package dev.stashline.plans.planner;

import dev.stashline.plans.planner.MainPlan.Supplement;
import java.util.ArrayList;
import java.util.List;

/**
 * The supplements that may be recommended, each written for one person: dose, distance to
 * medicines, reason.
 */
final class SupplementShelf {

  private final Profile person;
  private final Targets targets;
  private final Bibliography sources;

  SupplementShelf(Profile person, Targets targets, Bibliography sources) {
    this.person = person;
    this.targets = targets;
    this.sources = sources;
  }

  Supplement vitaminB12() {
    List<String> because = new ArrayList<>();
    List<Source> from = new ArrayList<>();
    if (person.eatsPlantsOnly()) {
      because.add("plants, your only protein source, hold no reliable vitamin B12");
      from.add(Source.AND_VEGETARIAN_2016);
    }
    if (person.takes(Medicine.METFORMIN)) {
      because.add("metformin lowers it");
      from.add(Source.DE_JAGER_2010);
    }
    if (person.takes(Medicine.ACID_SUPPRESSANT)) {
      because.add("your acid suppressant is linked with low values");
      from.add(Source.LAM_2013);
    }
    if (person.age() > 50) {
      because.add("after 50 many absorb it from food less well");
      from.add(Source.IOM_B_1998);
    }
    from.add(Source.ODS_VITAMIN_B12);
    return new Supplement(
        "Vitamin B12",
        "25 to 100 µg a day (of so much only a little is absorbed; no upper limit has been set)",
        "with any meal",
        sources.cite(Text.sentence(Text.list(because)), from.toArray(Source[]::new)),
        "Normal red blood cells and nervous system",
        person.eatsPlantsOnly()
            ? "for as long as you eat this way"
            : "lasting; have the blood value checked once a year" + already("b12", "cobalamin"));
  }

  Supplement vitaminD() {
    double micrograms = recommended(Nutrient.VITAMIN_D);
    return new Supplement(
        "Vitamin D3",
        "%s µg (%s IU) a day"
            .formatted(Text.amount(micrograms), Text.number(Math.round(micrograms * 40))),
        timing("with the largest meal of the day"),
        sources.cite(
            "Your reference intake at %d years; food%s rarely reaches it. More is not better: the upper limit is 100 µg (4,000 IU), and high doses are not advised without cause."
                .formatted(
                    person.age(),
                    person.eatsFish()
                        ? " beside oily fish"
                        : " without oily fish, as in your case,"),
            Source.ODS_VITAMIN_D,
            Source.ENDOCRINE_2024),
        "Normal bones, muscles and immune system",
        "through the year, or October to April where summers are sunny"
            + already("vitamin d", "d3", "cholecalciferol"));
  }

  Supplement folicAcid() {
    return new Supplement(
        "Folic acid",
        "400 µg a day",
        timing("with any meal"),
        sources.cite(
            "Only if you plan or could become pregnant, which the form does not ask: it protects the child's spine, and has to start a month before.",
            Source.USPSTF_FOLIC_2023),
        "Fewer neural tube defects",
        "from a month before to the twelfth week of a pregnancy" + already("folic", "folate"));
  }

  Supplement omega3() {
    boolean algae = !person.eatsFish() || person.allergies().contains(Allergen.SHELLFISH);
    return new Supplement(
        algae ? "Omega-3 from algae (EPA and DHA)" : "Omega-3 (EPA and DHA)",
        "250 mg EPA and DHA a day",
        timing("with a meal"),
        sources.cite(
            algae
                ? "250 mg a day is the adequate intake; you have no fish, or cannot be sure of fish oil with your allergies, and algae give the same fats."
                : "250 mg a day is the adequate intake; two portions of fish a week, one of them oily, reach it without a capsule.",
            Source.EFSA_OMEGA_3_2010,
            Source.ODS_OMEGA_3),
        "Normal heart function",
        "lasting" + already("omega", "fish oil", "algae oil", "dha"));
  }

  Supplement iodisedSalt() {
    boolean poor = person.avoidsDairy() && !person.eatsFish();
    return new Supplement(
        "Iodised salt in place of plain salt",
        person.conditions().contains(Condition.HIGH_BLOOD_PRESSURE)
            ? "no more salt than now: under 5 g a day in all, every gram of it iodised"
            : "the salt you use, under 5 g a day in all",
        "in cooking",
        sources.cite(
            (poor
                    ? "Dairy and fish, the chief sources of iodine, are not on your list."
                    : "The food table has no iodine figures, so the menu cannot promise it.")
                + (hasThyroidTrouble()
                    ? " With your thyroid take no kelp and no high-dose iodine."
                    : ""),
            Source.WHO_SALT_IODINE_2014,
            Source.ODS_IODINE),
        "Normal thyroid function",
        "lasting" + already("iodine", "kelp"));
  }

  Supplement psyllium() {
    return new Supplement(
        "Psyllium husk",
        "about 10 g a day, begun with 3 g",
        "stirred into a large glass of water before a meal, two hours apart from any medicine",
        sources.cite(
            person.conditions().contains(Condition.HIGH_CHOLESTEROL)
                ? "You report high cholesterol; about 10 g a day lowered LDL cholesterol in 28 trials."
                : "It helps towards your %d g of fibre a day, and about 10 g a day lowered LDL cholesterol in 28 trials."
                    .formatted(targets.fibreG()),
            Source.JOVANOVSKI_2018),
        "Lower LDL cholesterol, steadier digestion",
        "try it for eight weeks" + already("psyllium", "metamucil", "fibre", "fiber"));
  }

  Supplement creatine() {
    return new Supplement(
        "Creatine monohydrate",
        "3 to 5 g a day",
        "at any time, every day",
        sources.cite(
            "It adds strength and lean mass to training, which your goal (%s) asks for."
                .formatted(goal()),
            Source.ISSN_CREATINE_2017),
        "More strength from the same training",
        "three months, then judge" + already("creatine"));
  }

  Supplement proteinPowder() {
    boolean listed = person.proteinSources().contains(ProteinSource.PROTEIN_POWDER);
    String kind =
        person.avoidsDairy()
            ? person.allergies().contains(Allergen.SOY) ? "Pea protein" : "Pea or soya protein"
            : "Whey or plant protein";
    return new Supplement(
        kind,
        "20 to 30 g of protein on days that fall short",
        "with the meal that has least protein",
        sources.cite(
            "Your goal is %d g of protein a day%s; powder is a convenience, not a need."
                .formatted(
                    targets.proteinG(), listed ? ", and you list powder among your sources" : ""),
            Source.ISSN_PROTEIN_2017),
        "Reaching the protein goal",
        "as needed" + already("protein", "whey"));
  }

  Supplement calcium() {
    return new Supplement(
        "Calcium (if greens, pulses and fortified drinks do not reach your goal)",
        "300 to 500 mg a day, from food and tablet together no more than %s mg"
            .formatted(Text.amount(limit(Nutrient.CALCIUM))),
        timing("with a meal"),
        sources.cite(
            "Dairy is not on your list, and your goal is %s mg; see the micronutrient table before you buy it."
                .formatted(Text.amount(recommended(Nutrient.CALCIUM))),
            Source.ODS_CALCIUM),
        "Normal bones",
        "while the menu falls short" + already("calcium"));
  }

  Supplement magnesium() {
    return new Supplement(
        "Magnesium (citrate or glycinate)",
        "100 to 200 mg a day",
        timing("in the evening with food"),
        sources.cite(
            "Only if the micronutrient table shows a gap to your %s mg; above 350 mg from supplements it upsets the bowel."
                .formatted(Text.amount(recommended(Nutrient.MAGNESIUM))),
            Source.ODS_MAGNESIUM),
        "Normal muscles and nerves",
        "three months, then judge" + already("magnesium"));
  }

  private String timing(String usual) {
    return person.takes(Medicine.THYROID_HORMONE)
        ? usual + ", at least four hours after your thyroid tablet"
        : person.takes(Medicine.MINERAL_BINDING)
            ? usual + ", apart from your medicine by as many hours as your pharmacist says"
            : usual;
  }

  private String already(String... words) {
    for (String taken : person.supplements()) {
      for (String word : words) {
        if (taken.contains(word)) {
          return "; you already take %s, so count that and add only what is missing"
              .formatted(taken);
        }
      }
    }
    return "";
  }

  private double recommended(Nutrient nutrient) {
    Intake intake = targets.micronutrients().get(nutrient);
    return intake == null ? 0 : intake.recommended();
  }

  private double limit(Nutrient nutrient) {
    Intake intake = targets.micronutrients().get(nutrient);
    return intake == null || intake.upperLimit() == null ? 0 : intake.upperLimit();
  }

  private boolean hasThyroidTrouble() {
    return person.conditions().contains(Condition.HYPOTHYROIDISM)
        || person.has(Concern.HYPERTHYROIDISM)
        || person.takes(Medicine.THYROID_HORMONE);
  }

  private String goal() {
    return person.drivingGoal() == DrivingGoal.ATHLETIC
        ? "athletic"
        : person.mainPriority().code().replace('-', ' ');
  }
}
