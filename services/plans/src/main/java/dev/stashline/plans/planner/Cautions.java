package dev.stashline.plans.planner;

import java.util.ArrayList;
import java.util.List;

/** What a person should clear with a professional, because an answer touches it. */
final class Cautions {

  private Cautions() {}

  /**
   * The cautions that {@code person}'s conditions, medicines, age and build call for; in order of
   * weight.
   */
  static List<Reason> of(Profile person) {
    List<Reason> cautions = new ArrayList<>();
    concerns(person, cautions);
    conditions(person, cautions);
    medicines(person, cautions);
    build(person, cautions);
    return List.copyOf(cautions);
  }

  private static void concerns(Profile person, List<Reason> cautions) {
    if (person.has(Concern.PREGNANCY) || person.has(Concern.BREASTFEEDING)) {
      add(
          cautions,
          "pregnancy",
          "Pregnancy and breastfeeding raise several needs (energy, iron, iodine, folate) above the figures here; use this plan only together with your midwife or doctor.",
          Source.NASEM_DRI);
    }
    if (person.has(Concern.EATING_DISORDER)) {
      add(
          cautions,
          "eating disorder",
          "Numbers for calories and weight can do harm with an eating disorder; please go through this plan with your care team before using it.",
          Source.NICE_NG69);
    }
    if (person.has(Concern.KIDNEY_DISEASE)) {
      add(
          cautions,
          "kidney disease",
          "With kidney disease, protein is set to 0.8 g/kg, and the potassium, phosphorus and water figures here may not be right for you; your kidney team's figures come first.",
          Source.KDIGO_2024);
    }
    if (person.has(Concern.HEART_DISEASE)) {
      add(
          cautions,
          "heart disease",
          "With heart disease, ask your doctor about the amount of fluid and before any new exercise.",
          Source.AHA_DIET_2021);
    }
    if (person.has(Concern.IRON_OVERLOAD)) {
      add(
          cautions,
          "iron overload",
          "With iron overload, take no iron and no high-dose vitamin C; the iron goal here is not meant for you.",
          Source.ODS_IRON);
    }
    if (person.has(Concern.LIVER_DISEASE)) {
      add(
          cautions,
          "liver disease",
          "With liver disease, discuss every supplement, alcohol and the protein figure with your doctor.",
          Source.EASL_2019);
    }
  }

  private static void conditions(Profile person, List<Reason> cautions) {
    for (Condition condition : person.conditions()) {
      switch (condition) {
        case HIGH_BLOOD_PRESSURE ->
            add(
                cautions,
                "high blood pressure",
                "Keep sodium under 2 g a day (5 g of salt) and get potassium from food; with kidney trouble or potassium-raising medicine ask first.",
                Source.WHO_SODIUM_2012);
        case HIGH_CHOLESTEROL ->
            add(
                cautions,
                "high cholesterol",
                "Prefer plant oils, pulses and whole grains to fatty meat, butter and coconut fat, and keep taking what was prescribed.",
                Source.AHA_DIET_2021);
        case DIABETES ->
            add(
                cautions,
                "diabetes",
                "A change of carbohydrates or meal times changes what medicine you need; measure more often in the first weeks and tell your care team.",
                Source.ADA_NUTRITION_2019);
        case HYPOTHYROIDISM -> {
          if (!person.takes(Medicine.THYROID_HORMONE)) {
            add(
                cautions,
                "hypothyroidism",
                "If you are given thyroid hormone, take it on an empty stomach, and keep calcium and iron four hours away from it.",
                Source.ATA_2014);
          }
        }
        case PCOS ->
            add(
                cautions,
                "PCOS",
                "No one diet is better than another in PCOS; the balanced plan that you can keep is the right one.",
                Source.PCOS_2023);
        case IBS_IBD ->
            add(
                cautions,
                "IBS or IBD",
                "Raise fibre slowly and by soluble sources first; in a flare, or with a narrowing of the bowel, the fibre figure here is too high, so follow your doctor's.",
                Source.ACG_IBS_2021);
      }
    }
  }

  private static void medicines(Profile person, List<Reason> cautions) {
    if (person.takes(Medicine.VITAMIN_K_ANTAGONIST)) {
      add(
          cautions,
          "warfarin and vitamin K",
          "You take a vitamin K antagonist: keep leafy greens about the same from day to day, take no vitamin K, and tell the clinic that checks your INR that you change your diet.",
          Source.ODS_VITAMIN_K);
    }
    if (person.takes(Medicine.THYROID_HORMONE)) {
      add(
          cautions,
          "thyroid hormone",
          "Take your thyroid tablet with water 60 minutes before breakfast, or at bedtime three hours after the last meal; iron and calcium at least four hours apart.",
          Source.ATA_2014);
    }
    if (person.takes(Medicine.POTASSIUM_RAISING)) {
      add(
          cautions,
          "potassium",
          "Your medicine can raise potassium: no potassium supplements or potassium salt without a blood test.",
          Source.NASEM_DRI);
    }
    if (person.takes(Medicine.HYPOGLYCAEMIC)) {
      add(
          cautions,
          "low blood sugar",
          "Your medicine can cause low blood sugar when a meal is late or small; do not start fasting or a deficit without your doctor.",
          Source.ADA_NUTRITION_2019);
    }
    if (person.takes(Medicine.METFORMIN)) {
      add(
          cautions,
          "metformin and vitamin B12",
          "Metformin over years lowers vitamin B12; ask for a blood test.",
          Source.DE_JAGER_2010);
    }
    if (person.takes(Medicine.ACID_SUPPRESSANT)) {
      add(
          cautions,
          "acid suppressant and vitamin B12",
          "Acid suppressants taken for two years or more are linked with low vitamin B12; ask for a blood test.",
          Source.LAM_2013);
    }
    if (person.takes(Medicine.MINERAL_BINDING)) {
      add(
          cautions,
          "minerals and your medicine",
          "Calcium, iron, magnesium and zinc bind your medicine; ask your pharmacist how many hours to leave between.",
          Source.ODS_CALCIUM);
    }
  }

  private static void build(Profile person, List<Reason> cautions) {
    double index = person.bodyMassIndex();
    if (index < Energy.UNDERWEIGHT) {
      add(
          cautions,
          "underweight",
          "Your body-mass index of %s is below 18.5; if you did not choose that, have the cause looked for."
              .formatted(Text.decimal(index)),
          Source.WHO_BMI_1995);
    }
    if (index >= 40) {
      add(
          cautions,
          "weight",
          "At a body-mass index of %s the equations are less exact; a weight plan deserves medical company."
              .formatted(Text.decimal(index)),
          Source.AHA_OBESITY_2013);
    }
    if (person.sex() != Sex.MALE
        && person.age() <= 50
        && !person.has(Concern.PREGNANCY)
        && !person.has(Concern.BREASTFEEDING)) {
      add(
          cautions,
          "pregnancy",
          "The form does not ask about pregnancy; if you are pregnant, breastfeeding or trying, these figures are not yours.",
          Source.NASEM_DRI);
    }
  }

  private static void add(List<Reason> cautions, String about, String text, Source source) {
    cautions.add(new Reason(about, text, source.citation()));
  }
}
