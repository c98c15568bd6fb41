package dev.stashline.plans.menu;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AllergenWordsTest {

  private static final AllergenWords WORDS = AllergenWords.load();

  @ParameterizedTest
  @CsvSource({
    "peanuts, crunchy peanut butter",
    "peanuts, satay sauce",
    "peanuts, roasted groundnuts",
    "peanuts, Pad Thai noodles",
    "peanuts, mixed nuts",
    "tree-nuts, toasted walnuts",
    "tree-nuts, basil pesto",
    "tree-nuts, almond flour",
    "tree-nuts, mixed nuts",
    "tree-nuts, pine nuts",
    "dairy, buttermilk",
    "dairy, grated Parmesan",
    "dairy, whey protein",
    "dairy, Greek yogurt",
    "dairy, crème fraîche",
    "dairy, cow's milk",
    "dairy, vegan whey bar",
    "gluten, soy sauce",
    "gluten, wholewheat wraps",
    "gluten, panko breadcrumbs",
    "gluten, gluten-free seitan",
    "gluten, pearl barley",
    "soy, edamame beans",
    "soy, miso paste",
    "soy, bean curd",
    "shellfish, king prawns",
    "shellfish, oyster sauce",
    "shellfish, seafood mix",
    "egg, mayonnaise",
    "egg, scrambled eggs",
    "fish, fish sauce",
    "fish, anchovies",
    "sesame, hummus",
    "sesame, tahini dressing",
    "mustard, Dijon"
  })
  void words_that_mean_an_allergen_are_found(String allergen, String text) {
    assertThat(WORDS.find(allergen, text, true)).as("%s in '%s'", allergen, text).isPresent();
  }

  @ParameterizedTest
  @CsvSource({
    "peanuts, coconut milk",
    "peanuts, grated nutmeg",
    "peanuts, butternut squash",
    "peanuts, walnuts",
    "peanuts, peanut-free chocolate",
    "tree-nuts, coconut flakes",
    "tree-nuts, nutmeg",
    "tree-nuts, butternut squash",
    "tree-nuts, peanut butter",
    "tree-nuts, water chestnuts",
    "tree-nuts, nut-free bar",
    "tree-nuts, biscuits without nuts",
    "dairy, peanut butter",
    "dairy, almond butter",
    "dairy, coconut milk",
    "dairy, coconut cream",
    "dairy, butter beans",
    "dairy, butternut squash",
    "dairy, butter lettuce",
    "dairy, cream of tartar",
    "dairy, vegan cheese",
    "dairy, dairy-free yogurt",
    "dairy, bean curd",
    "dairy, cocoa butter",
    "gluten, rice noodles",
    "gluten, buckwheat pancakes batter of buckwheat flour",
    "gluten, gluten-free oats",
    "gluten, corn tortillas",
    "gluten, chickpea flour",
    "gluten, rice cakes",
    "soy, soy-free dressing",
    "shellfish, oyster mushrooms",
    "shellfish, crab apple jelly",
    "egg, eggplant",
    "egg, egg-free mayonnaise",
    "egg, flax egg",
    "fish, shellfish",
    "sesame, sunflower seeds"
  })
  void words_that_only_look_like_an_allergen_are_not(String allergen, String text) {
    assertThat(WORDS.find(allergen, text, true)).as("%s in '%s'", allergen, text).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "dairy, A vegan bowl finished with butter",
    "gluten, Gluten-free curry served with naan"
  })
  void a_claim_about_one_food_excuses_no_other(String allergen, String text) {
    assertThat(WORDS.find(allergen, text, false)).isPresent();
  }
}
