package dev.stashline.plans.menu;

import static dev.stashline.plans.menu.Person.person;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.stashline.plans.planner.Allergen;
import dev.stashline.plans.planner.Nutrient;
import dev.stashline.plans.planner.PlannedIntake;
import dev.stashline.plans.planner.Profile;
import dev.stashline.plans.planner.Provenance;
import dev.stashline.plans.planner.Targets;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MealPlanTest {

  private static final Profile PROFILE =
      person().allergicTo(Allergen.DAIRY).dislikes("okra").profile();
  private static final Targets TARGETS = Targets.of(PROFILE);
  private static final Menu MENU =
      MenuPlanner.load().compose(PROFILE, TARGETS, new SplittableRandom(5));

  @Test
  void it_has_the_shape_the_seed_promises() throws Exception {
    MealPlan plan =
        MealPlan.of(
            MENU,
            PROFILE,
            TARGETS,
            java.util.List.of("Ferritin 18 ng/mL (low)"),
            Provenance.COMPUTED);
    JsonMapper json = JsonMapper.builder().build();
    String written = json.writeValueAsString(plan);
    JsonNode root = json.readTree(written);

    assertThat(root.at("/profileSummary/goals").isArray()).isTrue();
    assertThat(root.at("/profileSummary/dietaryPreferences").toString())
        .contains("dairy")
        .contains("okra");
    assertThat(root.at("/profileSummary/keyBiomarkers/0").asText()).startsWith("Ferritin");
    assertThat(root.at("/provenance/source").asText()).isEqualTo("computed");
    for (int day = 1; day <= 7; day++) {
      assertThat(root.at("/day" + day + "/meals").size()).isBetween(2, 4);
      for (JsonNode meal : root.at("/day" + day + "/meals")) {
        for (String field :
            new String[] {
              "time",
              "name",
              "description",
              "macros",
              "prepTime",
              "cookTime",
              "biomarkerNotes",
              "mealPrepTip"
            }) {
          assertThat(meal.get(field).isTextual()).as(field).isTrue();
        }
        assertThat(meal.get("prepType").asText())
            .isIn("quick", "batch-cook", "slow-cooker", "meal-prep", "standard");
        assertThat(meal.get("complexity").asText()).isIn("simple", "moderate", "complex");
        assertThat(meal.get("ingredients").get(0).asText()).matches("\\d+ g .+");
        assertThat(meal.get("cookingInstructions").size()).isPositive();
        assertThat(meal.get("kcal").asInt()).isPositive();
      }
    }
    assertThat(json.readValue(written, MealPlan.class)).isEqualTo(plan);
  }

  @Test
  void the_planned_intake_is_the_mean_of_the_days_and_names_its_sources() {
    PlannedIntake intake = MenuIntake.of(MENU);

    double mean =
        MENU.days().stream()
            .mapToDouble(day -> Meal.amount(day, Nutrient.IRON))
            .average()
            .orElseThrow();
    assertThat(Objects.requireNonNull(intake.perDay().get(Nutrient.IRON)))
        .isCloseTo(mean, within(1e-6));
    assertThat(intake.topFoods().get(Nutrient.IRON))
        .hasSize(5)
        .isSortedAccordingTo((a, b) -> Double.compare(b.amount(), a.amount()));
    assertThat(intake.topFoods().get(Nutrient.IRON))
        .allSatisfy(share -> assertThat(share.percent()).isBetween(0.0, 100.0));
  }
}
