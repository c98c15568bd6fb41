package dev.stashline.plans.menu;

import static dev.stashline.plans.menu.Person.person;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stashline.plans.planner.Allergen;
import dev.stashline.plans.planner.ProteinSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DietTest {

  private static final FoodTable FOODS = FoodTable.load();
  private static final AllergenWords WORDS = AllergenWords.load();

  @ParameterizedTest
  @CsvSource({
    "eggplant, aubergine",
    "brinjal, aubergine",
    "cilantro, coriander leaves",
    "zucchini, courgette",
    "cheese, feta",
    "fish, salmon",
    "seafood, prawns",
    "meat, beef round",
    "mushrooms, shiitake mushrooms",
    "nuts, walnuts",
    "spicy food, green chilli",
    "beans, black beans",
    "butter, butter",
    "milk, milk"
  })
  void a_dislike_rules_out_the_food_by_any_of_its_names(String dislike, String food) {
    assertThat(refused(person().dislikes(dislike), food)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "butter, peanut butter",
    "butter, butter beans",
    "milk, coconut milk",
    "nuts, coconut",
    "nuts, nutmeg",
    "potatoes, sweet potato",
    "peppers, black pepper",
    "egg, aubergine",
    "oil, mackerel",
    "apple, pineapple"
  })
  void a_dislike_does_not_rule_out_what_only_sounds_like_it(String dislike, String food) {
    assertThat(refused(person().dislikes(dislike), food)).isFalse();
  }

  @Test
  void only_listed_proteins_are_served_and_an_empty_list_restricts_nothing() {
    Person chickenOnly = person().lists(ProteinSource.CHICKEN);

    assertThat(refused(chickenOnly, "chicken breast")).isFalse();
    for (String other :
        List.of(
            "turkey",
            "salmon",
            "egg",
            "milk",
            "butter",
            "firm tofu",
            "red lentils",
            "whey protein powder",
            "chicken stock")) {
      assertThat(refused(chickenOnly, other)).as(other).isEqualTo(!other.equals("chicken stock"));
      assertThat(refused(person(), other)).as(other).isFalse();
    }
    assertThat(refused(person().lists(ProteinSource.CHICKEN).alsoLists("turkey"), "turkey"))
        .isFalse();
  }

  @Test
  void whey_is_no_powder_for_a_person_who_lists_only_plants_and_powder() {
    Person vegan = person().lists(ProteinSource.PLANT_BASED, ProteinSource.PROTEIN_POWDER);

    assertThat(refused(vegan, "whey protein powder")).isTrue();
    assertThat(refused(vegan, "soy protein powder")).isFalse();
  }

  @Test
  void an_allergy_in_free_text_counts_like_a_ticked_one() {
    assertThat(refused(person().allergicTo("eggs"), "egg")).isTrue();
    assertThat(refused(person().allergicTo("sesame"), "hummus")).isTrue();
    assertThat(refused(person().allergicTo("kiwi"), "kiwi")).isTrue();
    assertThat(refused(person().allergicTo("fish"), "salmon")).isTrue();
    assertThat(refused(person().allergicTo("fish"), "prawns")).isFalse();
  }

  @Test
  void an_ingredient_is_judged_by_its_words_and_by_the_food_they_mean() {
    Diet noGluten = Diet.of(person().allergicTo(Allergen.GLUTEN).profile(), WORDS);
    Food oats = FOODS.named("rolled oats").orElseThrow();

    assertThat(noGluten.to(new Ingredient("rolled oats", oats, 50))).isPresent();
    assertThat(noGluten.to(new Ingredient("gluten-free rolled oats", oats, 50))).isEmpty();
  }

  private static boolean refused(Person person, String food) {
    return Diet.of(person.profile(), WORDS).to(FOODS.named(food).orElseThrow()).isPresent();
  }
}
