package dev.stashline.plans.planner;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReferenceIntakesTest {

  /**
   * Spot checks against the summary tables at https://www.ncbi.nlm.nih.gov/books/NBK545442/, one
   * for each nutrient.
   */
  @ParameterizedTest
  @CsvSource({
    "FEMALE, 18, CALCIUM, 1300, 3000",
    "FEMALE, 55, CALCIUM, 1200, 2000",
    "MALE, 60, CALCIUM, 1000, 2000",
    "MALE, 71, CALCIUM, 1200, 2000",
    "FEMALE, 50, IRON, 18, 45",
    "FEMALE, 51, IRON, 8, 45",
    "MALE, 30, MAGNESIUM, 400, 350",
    "FEMALE, 31, MAGNESIUM, 320, 350",
    "MALE, 40, ZINC, 11, 40",
    "FEMALE, 40, POTASSIUM, 2600,",
    "MALE, 40, POTASSIUM, 3400,",
    "MALE, 80, PHOSPHORUS, 700, 3000",
    "FEMALE, 25, COPPER, 0.9, 10",
    "FEMALE, 25, MANGANESE, 1.8, 11",
    "MALE, 25, SELENIUM, 55, 400",
    "MALE, 25, VITAMIN_A, 900, 3000",
    "FEMALE, 25, VITAMIN_C, 75, 2000",
    "MALE, 70, VITAMIN_D, 15, 100",
    "MALE, 71, VITAMIN_D, 20, 100",
    "MALE, 25, VITAMIN_E, 15, 1000",
    "FEMALE, 25, VITAMIN_K, 90,",
    "FEMALE, 25, VITAMIN_B1, 1.1,",
    "MALE, 25, VITAMIN_B2, 1.3,",
    "FEMALE, 25, VITAMIN_B3, 14, 35",
    "MALE, 25, VITAMIN_B5, 5,",
    "MALE, 51, VITAMIN_B6, 1.7, 100",
    "FEMALE, 51, VITAMIN_B6, 1.5, 100",
    "FEMALE, 25, FOLATE, 400, 1000",
    "FEMALE, 25, VITAMIN_B12, 2.4,",
    "UNSPECIFIED, 40, IRON, 18, 45",
    "UNSPECIFIED, 40, ZINC, 11, 40",
  })
  void figures_are_those_of_the_reports(
      Sex sex, int age, Nutrient nutrient, double recommended, Double upperLimit) {
    Intake intake = ReferenceIntakes.of(age, sex).get(nutrient);

    assertThat(intake).isNotNull();
    assertThat(intake.recommended()).isEqualTo(recommended);
    assertThat(intake.upperLimit()).isEqualTo(upperLimit);
  }

  @Test
  void every_age_and_sex_has_every_micronutrient_in_its_unit_with_a_source() {
    for (Sex sex : Sex.values()) {
      for (int age = 18; age <= 120; age++) {
        Map<Nutrient, Intake> intakes = ReferenceIntakes.of(age, sex);
        for (Nutrient nutrient : Nutrient.values()) {
          if (nutrient.isMicronutrient()) {
            assertThat(intakes).containsKey(nutrient);
          }
        }
        intakes.forEach(
            (nutrient, intake) -> {
              assertThat(intake.unit()).isEqualTo(nutrient.unit());
              assertThat(intake.source()).contains("https://doi.org/");
              if (intake.upperLimitInFood() != null) {
                assertThat(intake.recommended()).isLessThan(intake.upperLimitInFood());
              }
            });
      }
    }
  }

  @Test
  void a_limit_on_supplements_does_not_limit_food() {
    Intake magnesium = ReferenceIntakes.of(40, Sex.MALE).get(Nutrient.MAGNESIUM);

    assertThat(magnesium).isNotNull();
    assertThat(magnesium.upperLimit()).isEqualTo(350.0);
    assertThat(magnesium.upperLimitInFood()).isNull();
  }

  @Test
  void every_source_has_its_reference() {
    for (Source source : Source.values()) {
      assertThat(source.citation().url()).startsWith("http");
      assertThat(source.citation().text()).isNotBlank();
    }
    assertThat(Source.values())
        .extracting(source -> source.citation().key())
        .doesNotHaveDuplicates();
  }
}
