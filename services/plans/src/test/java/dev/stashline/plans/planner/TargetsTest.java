package dev.stashline.plans.planner;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TargetsTest {

  /**
   * Worked by hand from 10 × kg + 6.25 × cm − 5 × years (+ 5, − 161, − 78), times 1.375, rounded at
   * each step.
   */
  @ParameterizedTest
  @CsvSource({
    "female,            34, 65.8, 167.6, 1375, 1891",
    "male,              40, 80,   180,   1730, 2379",
    "non-binary,        30, 70,   170,   1535, 2111",
    "prefer-not-to-say, 30, 70,   170,   1535, 2111",
    "female,            70, 60,   160,   1089, 1497",
    "male,              18, 70,   175,   1709, 2350",
  })
  void energy_follows_the_published_equation(
      String gender, int age, double kg, double cm, int basal, int expenditure) {
    Targets targets =
        People.ada()
            .with("gender", gender)
            .with("age", age)
            .with("weight", kg)
            .with("height", cm)
            .targets();

    assertThat(targets.basalKcal()).isEqualTo(basal);
    assertThat(targets.energyKcal()).isEqualTo(expenditure);
    assertThat(targets.activityMultiplier()).isEqualTo(1.375);
    assertThat(targets.goalAdjustmentKcal()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "145, lbs, ft, '',    5, 6",
    "145, lbs, cm, 167.6, '', ''",
    "65.8, kg, ft, '',    5, 6",
    "65.8, kg, cm, 167.6, '', ''",
    "65.77, kg, cm, 167.64, '', ''",
  })
  void A13_pounds_and_kilograms_give_the_same_targets(
      double weight, String weightUnit, String heightUnit, String cm, String feet, String inches) {
    Targets targets =
        People.ada()
            .with("weight", weight)
            .with("weightUnit", weightUnit)
            .with("heightUnit", heightUnit)
            .with("height", cm)
            .with("heightFeet", feet)
            .with("heightInches", inches)
            .targets();

    assertThat(targets).isEqualTo(People.ada().targets());
    assertThat(targets.energyKcal()).isEqualTo(1891);
  }

  @Test
  void A13_the_same_number_in_another_unit_is_another_person() {
    assertThat(People.ada().with("weight", 145).with("weightUnit", "lbs").targets())
        .isNotEqualTo(People.ada().with("weight", 145).with("weightUnit", "kg").targets());
  }

  /** 80 kg, 180 cm, 40 years, male: basal 1730, expenditure 2379 (athletic: 2682). */
  @ParameterizedTest
  @CsvSource({
    "body-composition, family,   -400, 1979, 173",
    "physical,         family,    300, 2679, 160",
    "longevity,        family,      0, 2379, 128",
    "cognitive,        career,      0, 2379, 144",
    "emotional,        health,      0, 2379, 128",
    "cognitive,        condition,   0, 2379, 128",
    "cognitive,        athletic,  300, 2982, 160",
    "body-composition, athletic, -400, 2282, 176",
  })
  void the_goal_sets_energy_and_protein(
      String priority, String goal, int adjustment, int energy, int protein) {
    Targets targets =
        People.ben().with("mainPriority", priority).with("drivingGoal", goal).targets();

    assertThat(targets.goalAdjustmentKcal()).isEqualTo(adjustment);
    assertThat(targets.energyKcal()).isEqualTo(energy);
    assertThat(targets.proteinG()).isEqualTo(protein);
  }

  @Test
  void fat_is_28_percent_fibre_14_grams_per_1000_kcal_water_33_ml_per_kilogram() {
    Targets targets = People.ada().targets();

    assertThat(targets.fatG()).isEqualTo(59); // 1891 × 0.28 / 9 = 58.8
    assertThat(targets.fibreG()).isEqualTo(26); // 1891 × 14 / 1000 = 26.5
    assertThat(targets.proteinG()).isEqualTo(118); // 65.8 × 1.8 = 118.4
    assertThat(targets.carbohydrateG()).isEqualTo(222); // (1891 − 472 − 531) / 4 = 222
    assertThat(targets.waterMl()).isEqualTo(2150); // 65.8 × 33 = 2171, to the nearest 50
  }

  @Test
  void an_athletic_goal_is_taken_as_active() {
    Targets targets = People.ben().with("drivingGoal", "athletic").targets();

    assertThat(targets.activityMultiplier()).isEqualTo(1.55);
    assertThat(targets.waterMl()).isEqualTo(3200); // 80 × 40
  }

  @ParameterizedTest
  @CsvSource({
    "17.9, 58", // 58 kg at 180 cm
    "19.8, 64",
  })
  void who_is_lean_never_gets_a_deficit(double index, double kg) {
    Targets targets = People.ben().with("weight", kg).targets();

    assertThat(targets.goalAdjustmentKcal()).isZero();
    assertThat(targets.reasons())
        .anySatisfy(
            reason -> assertThat(reason.text()).contains("body-mass index").contains("" + index));
  }

  @ParameterizedTest
  @CsvSource({"pregnant", "breastfeeding a baby", "history of bulimia"})
  void some_conditions_forbid_a_deficit(String condition) {
    Targets targets =
        People.ada()
            .with("mainPriority", "body-composition")
            .with("otherCondition", condition)
            .targets();

    assertThat(targets.goalAdjustmentKcal()).isZero();
    assertThat(targets.cautions()).isNotEmpty();
  }

  @Test
  void from_65_on_only_obesity_allows_a_deficit() {
    assertThat(People.ben().with("age", 66).targets().goalAdjustmentKcal()).isZero();
    assertThat(People.ben().with("age", 66).with("weight", 110).targets().goalAdjustmentKcal())
        .isEqualTo(-400);
  }

  @Test
  void a_deficit_stops_at_the_floor() {
    // 50 kg, 150 cm, 50 years, female: basal 1027 (1026.5), expenditure 1412; 1200 is above 1130 =
    // basal × 1.1.
    Targets targets =
        People.ada()
            .with("mainPriority", "body-composition")
            .with("weight", 50)
            .with("height", 150)
            .with("age", 50)
            .targets();

    assertThat(targets.basalKcal()).isEqualTo(1027);
    assertThat(targets.energyKcal()).isEqualTo(1200);
    assertThat(targets.goalAdjustmentKcal()).isEqualTo(-212);
  }

  @Test
  void no_surplus_on_obesity() {
    assertThat(
            People.ben()
                .with("mainPriority", "physical")
                .with("weight", 120)
                .targets()
                .goalAdjustmentKcal())
        .isZero();
  }

  @Test
  void no_one_is_ever_below_the_floors_and_protein_stays_in_range() {
    for (String gender : List.of("female", "male", "non-binary")) {
      for (String priority : List.of("body-composition", "physical", "longevity", "cognitive")) {
        for (int age = 18; age <= 120; age += 17) {
          for (double cm = 130; cm <= 210; cm += 20) {
            for (double kg = 35; kg <= 250; kg += 35) {
              People person =
                  People.ada()
                      .with("gender", gender)
                      .with("mainPriority", priority)
                      .with("age", age)
                      .with("height", cm)
                      .with("weight", kg);
              if (!person.form().check().isEmpty()) {
                continue;
              }
              Targets targets = person.targets();
              assertThat(targets.energyKcal()).isGreaterThanOrEqualTo(1200);
              assertThat((double) targets.energyKcal())
                  .isGreaterThanOrEqualTo(Math.floor(targets.basalKcal() * 1.1));
              assertThat(targets.proteinG() * 4.0)
                  .isLessThanOrEqualTo(targets.energyKcal() * 0.35 + 4);
              assertThat(targets.carbohydrateG()).isGreaterThanOrEqualTo(129);
              assertThat(targets.waterMl()).isBetween(1500, 4000);
            }
          }
        }
      }
    }
  }

  @Test
  void kidney_disease_lowers_protein_and_says_so() {
    Targets targets = People.ben().with("otherCondition", "chronic kidney disease").targets();

    assertThat(targets.proteinG()).isEqualTo(64); // 80 × 0.8
    assertThat(targets.cautions()).extracting(Reason::about).contains("kidney disease");
  }

  @Test
  void plants_only_do_not_promise_more_protein_than_plants_give() {
    Targets targets = People.ben().with("proteinSources", List.of("plant-based")).targets();

    assertThat(targets.proteinG()).isEqualTo(128); // 80 × 1.6
  }

  @Test
  void every_number_has_a_reason_and_every_reason_a_source() {
    Targets targets = People.ben().targets();

    assertThat(targets.reasons())
        .extracting(Reason::about)
        .containsExactly(
            "basal",
            "activity",
            "goal",
            "protein",
            "fat",
            "carbohydrate",
            "fibre",
            "water",
            "micronutrients");
    assertThat(Stream.concat(targets.reasons().stream(), targets.cautions().stream()))
        .allSatisfy(reason -> assertThat(reason.source().url()).startsWith("http"));
  }

  @Test
  void an_unstated_activity_is_named_as_a_guess() {
    assertThat(People.ada().targets().reasons())
        .anySatisfy(reason -> assertThat(reason.text()).contains("does not ask how much you move"));
  }

  @Test
  void conditions_and_medicines_bring_their_cautions() {
    Targets targets =
        People.ada()
            .with("medicalConditions", List.of("high-blood-pressure", "diabetes"))
            .with("medications", "warfarin, metformin")
            .targets();

    assertThat(targets.cautions())
        .extracting(Reason::about)
        .contains(
            "high blood pressure",
            "diabetes",
            "warfarin and vitamin K",
            "metformin and vitamin B12");
  }

  @Test
  void targets_survive_json() throws Exception {
    Targets targets = People.ben().with("medicalConditions", "diabetes").targets();
    ObjectMapper json = new ObjectMapper();

    assertThat(json.readValue(json.writeValueAsString(targets), Targets.class)).isEqualTo(targets);
  }
}
