package dev.stashline.plans.planner;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.stashline.plans.planner.MicronutrientTable.Row;
import dev.stashline.plans.planner.MicronutrientTable.Status;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MicronutrientTableTest {

  private final Map<Nutrient, Double> perDay = new EnumMap<>(Nutrient.class);

  MicronutrientTableTest() {
    ReferenceIntakes.of(34, Sex.FEMALE)
        .forEach((nutrient, intake) -> perDay.put(nutrient, intake.recommended() * 1.2));
  }

  @Test
  void it_has_ten_to_fifteen_rows_each_once() {
    MicronutrientTable table = table(People.ada());

    assertThat(table.table()).hasSizeBetween(10, 15);
    assertThat(table.table()).extracting(Row::nutrient).doesNotHaveDuplicates();
    assertThat(table.table())
        .extracting(Row::priority)
        .containsAnyOf("essential")
        .isSubsetOf("essential", "recommended", "optional");
  }

  @Test
  void a_met_goal_names_its_foods() {
    Row iron = row(table(People.ada()), "Iron");

    assertThat(iron.dailyGoal()).isEqualTo("18 mg");
    assertThat(iron.plannedIntake()).isEqualTo("22 mg (120 % of the goal)");
    assertThat(iron.status()).isEqualTo(Status.MET);
    assertThat(iron.foodSources()).containsExactly("lentils (60 %)", "spinach (20 %)");
  }

  @Test
  void a_missed_goal_is_admitted() {
    perDay.put(Nutrient.CALCIUM, 500.0);
    MicronutrientTable table = table(People.ada());

    assertThat(row(table, "Calcium").status()).isEqualTo(Status.SHORT);
    assertThat(row(table, "Calcium").plannedIntake()).contains("50 %");
    assertThat(row(table, "Calcium").purpose()).contains("misses this goal");
    assertThat(table.personalizedIntro()).contains("widest gap is calcium at 50 %");
  }

  @Test
  void what_the_food_table_does_not_know_is_unknown_and_not_zero() {
    perDay.remove(Nutrient.VITAMIN_D);
    perDay.remove(Nutrient.VITAMIN_B12);
    MicronutrientTable table = table(People.ada());

    assertThat(row(table, "Vitamin D").status()).isEqualTo(Status.UNKNOWN);
    assertThat(row(table, "Vitamin D").percentOfGoal()).isNull();
    assertThat(row(table, "Vitamin D").plannedIntake()).contains("not known");
    assertThat(table.personalizedIntro()).contains("vitamin D and vitamin B12");
  }

  @Test
  void a_limit_on_supplements_is_not_held_against_food() {
    perDay.put(Nutrient.MAGNESIUM, 500.0);
    perDay.put(Nutrient.IRON, 50.0);
    MicronutrientTable table = table(People.ada().with("mainPriority", "physical"));

    assertThat(row(table, "Magnesium").status()).isEqualTo(Status.MET);
    assertThat(row(table, "Iron").status()).isEqualTo(Status.ABOVE_LIMIT);
  }

  @Test
  void answers_decide_what_comes_first() {
    MicronutrientTable plants = table(People.ada().with("proteinSources", "plant-based"));
    MicronutrientTable pressure =
        table(People.ada().with("medicalConditions", "high-blood-pressure"));

    assertThat(plants.table().getFirst().nutrient()).isEqualTo("Vitamin B12");
    assertThat(pressure.table().getFirst().nutrient()).isEqualTo("Potassium");
  }

  @Test
  void it_survives_json() throws Exception {
    ObjectMapper json = new ObjectMapper();
    MicronutrientTable table = table(People.ada());

    assertThat(json.readValue(json.writeValueAsString(table), MicronutrientTable.class))
        .isEqualTo(table);
  }

  private MicronutrientTable table(People person) {
    PlannedIntake planned =
        new PlannedIntake(
            perDay,
            Map.of(
                Nutrient.IRON,
                List.of(new FoodShare("lentils", 13, 60.2), new FoodShare("spinach", 4, 19.6))));
    return MicronutrientTable.of(person.profile(), person.targets(), planned);
  }

  private static Row row(MicronutrientTable table, String nutrient) {
    return table.table().stream()
        .filter(row -> row.nutrient().equals(nutrient))
        .findFirst()
        .orElseThrow();
  }
}
