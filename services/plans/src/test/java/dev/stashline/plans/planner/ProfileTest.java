package dev.stashline.plans.planner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProfileTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          mushrooms, olives; liver          | mushrooms,olives,liver
          I don't like mushrooms or olives. | mushrooms,olives
          I hate cilantro & okra            | cilantro,okra
          No mushrooms                      | mushrooms
          I’m not a fan of any kind of eggplant, please | eggplant
          anything with coconut             | coconut
          sweet potato                      | sweet potato
          fish (raw)                        | fish,raw
          none                              | ''
          N/A                               | ''
          Nothing really                    | ''
          I eat everything                  | ''
          """)
  void free_text_dislikes_become_terms(String answer, String terms) {
    Profile profile = People.ada().with("foodDislikes", answer).profile();

    assertThat(String.join(",", profile.dislikes())).isEqualTo(terms);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          milk             | DAIRY
          Lactose intolerance | DAIRY
          coconut milk     |
          almond butter    | TREE_NUTS
          nuts             | PEANUTS,TREE_NUTS
          allergic to prawns | SHELLFISH
          wheat and soya   | GLUTEN,SOY
          sesame           |
          """)
  void a_free_text_allergy_counts_as_the_allergen_it_names(String answer, String allergens) {
    Profile profile = People.ada().with("otherAllergy", answer).profile();

    List<Allergen> expected =
        allergens == null
            ? List.of()
            : List.of(allergens.split(",")).stream().map(Allergen::valueOf).toList();
    assertThat(profile.allergies()).containsExactlyElementsOf(expected);
    assertThat(profile.otherAllergies()).isNotEmpty();
  }

  @Test
  void coeliac_disease_rules_out_gluten_and_a_named_condition_counts() {
    Profile profile =
        People.ada().with("otherCondition", "Coeliac disease, Hashimoto's, no diabetes").profile();

    assertThat(profile.allergies()).containsExactly(Allergen.GLUTEN);
    assertThat(profile.conditions()).containsExactly(Condition.HYPOTHYROIDISM);
    assertThat(profile.has(Concern.COELIAC)).isTrue();
  }

  @Test
  void none_beside_an_allergy_does_not_lose_the_allergy() {
    Profile profile = People.ada().with("allergies", List.of("none", "shellfish")).profile();

    assertThat(profile.allergies()).containsExactly(Allergen.SHELLFISH);
  }

  @Test
  void A13_pounds_and_kilograms_feet_and_centimetres_are_the_same_person() {
    assertThat(Mass.ofPounds(145)).isEqualTo(Mass.ofKilograms(65.8));
    assertThat(Height.ofFeetAndInches(5, 6)).isEqualTo(Height.ofCentimetres(167.6));
    assertThat(People.ada().profile().bodyMassIndex()).isCloseTo(23.4, within(0.05));
  }

  @Test
  void a_medicine_is_recognised_by_its_names() {
    Profile profile =
        People.ada().with("medications", "Levothyroxine 50 mcg; Lisinopril 10mg").profile();

    assertThat(profile.takes(Medicine.THYROID_HORMONE)).isTrue();
    assertThat(profile.takes(Medicine.POTASSIUM_RAISING)).isTrue();
    assertThat(profile.takes(Medicine.VITAMIN_K_ANTAGONIST)).isFalse();
  }

  @Test
  void only_plants_means_only_plants() {
    assertThat(People.ada().profile().eatsPlantsOnly()).isFalse();
    assertThat(
            People.ada()
                .with("proteinSources", List.of("plant-based", "protein-powder"))
                .profile()
                .eatsPlantsOnly())
        .isTrue();
    assertThat(
            People.ada()
                .with("proteinSources", List.of("plant-based", "eggs"))
                .profile()
                .eatsPlantsOnly())
        .isFalse();
  }

  @Test
  void a_profile_survives_json() throws Exception {
    Profile profile =
        People.ada()
            .with("allergies", List.of("soy"))
            .with("foodDislikes", "okra")
            .with("firstMeal", "7-9am")
            .profile();
    ObjectMapper json = new ObjectMapper();

    assertThat(json.readValue(json.writeValueAsString(profile), Profile.class)).isEqualTo(profile);
  }
}
