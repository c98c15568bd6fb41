package dev.stashline.plans.menu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.stashline.plans.planner.Nutrient;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FoodTableTest {

  private static final FoodTable FOODS = FoodTable.load();

  /** Foods whose allergen is known to their tag alone: no word of their names gives it away. */
  private static final List<String> KNOWN_BY_TAG_ONLY = List.of("dark chocolate");

  @Test
  void every_food_has_figures_and_their_source_or_is_a_seasoning() {
    for (Food food : FOODS.foods()) {
      boolean bare = food.group() == FoodGroup.SEASONING || food.group() == FoodGroup.UNLISTED;
      assertThat(food.per100g().isEmpty()).as(food.name()).isEqualTo(bare);
      assertThat(food.source().isEmpty()).as(food.name()).isEqualTo(bare);
    }
    assertThat(FOODS.foods().stream().filter(food -> !food.source().isEmpty()).count())
        .isGreaterThan(200);
  }

  /**
   * Spices are left out: much of their dry matter is neither, and their organic acids and tannins
   * count differently.
   */
  @Test
  void the_energy_of_every_food_agrees_with_its_macronutrients() {
    for (Food food : FOODS.foods()) {
      if (food.per100g().isEmpty()
          || food.group() == FoodGroup.SPICE
          || food.group() == FoodGroup.HERB
          || List.of("cocoa powder", "lemon juice", "vinegar").contains(food.name())) {
        continue;
      }
      double computed =
          4 * figure(food, Nutrient.PROTEIN)
              + 9 * figure(food, Nutrient.FAT)
              + 4 * figure(food, Nutrient.CARBOHYDRATE)
              + 2 * figure(food, Nutrient.FIBRE);
      assertThat(figure(food, Nutrient.ENERGY))
          .as(food.name())
          .isCloseTo(computed, within(Math.max(20, 0.18 * computed)));
    }
  }

  @Test
  void no_hundred_grams_hold_more_than_a_hundred_grams() {
    for (Food food : FOODS.foods()) {
      double mass =
          figure(food, Nutrient.PROTEIN)
              + figure(food, Nutrient.FAT)
              + figure(food, Nutrient.CARBOHYDRATE)
              + figure(food, Nutrient.FIBRE);
      assertThat(mass).as(food.name()).isLessThanOrEqualTo(101);
    }
  }

  @Test
  void absent_is_not_zero() {
    Food lamb = FOODS.named("lamb leg").orElseThrow();
    Food oliveOil = FOODS.named("olive oil").orElseThrow();

    assertThat(lamb.amount(Nutrient.VITAMIN_B12, 100)).isNull();
    assertThat(oliveOil.amount(Nutrient.VITAMIN_B12, 100)).isZero();
  }

  @Test
  void no_name_means_two_foods() {
    Map<Words, String> owner = new HashMap<>();
    for (Food food : FOODS.foods()) {
      for (String name :
          java.util.stream.Stream.concat(
                  java.util.stream.Stream.of(food.name()), food.aliases().stream())
              .distinct()
              .toList()) {
        String other = owner.put(Words.of(name), food.name());
        assertThat(other)
            .as("'%s' names %s and %s", name, food.name(), other)
            .isIn(null, food.name());
      }
    }
  }

  /** The tags and the words were written apart; each checks the other. */
  @Test
  void every_allergen_tag_agrees_with_the_words_of_the_name() {
    AllergenWords words = AllergenWords.load();
    for (Food food : FOODS.foods()) {
      if (food.group() == FoodGroup.UNLISTED) {
        continue; // never served, so its words alone decide
      }
      for (String allergen : words.allergens()) {
        Optional<String> spoken = words.find(allergen, food.name(), true);
        if (spoken.isPresent()) {
          assertThat(food.contains())
              .as("%s speaks of %s", food.name(), allergen)
              .contains(allergen);
        } else if (!KNOWN_BY_TAG_ONLY.contains(food.name())) {
          assertThat(food.contains())
              .as("%s does not speak of %s", food.name(), allergen)
              .doesNotContain(allergen);
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "2 tbsp crunchy peanut butter, peanut butter",
    "Extra virgin olive oil, olive oil",
    "boneless skinless chicken breasts, chicken breast",
    "unsweetened almond milk, almond milk",
    "Eggplants, aubergine",
    "fresh cilantro, coriander leaves",
    "oyster mushrooms, shiitake mushrooms",
    "butternut squash, pumpkin",
    "crème fraîche?, ''",
    "red lentil dal, red lentils",
    "chicken stock, chicken stock",
    "buttermilk, milk",
    "soba noodles of the moon, wheat vermicelli"
  })
  void a_text_means_the_longest_name_in_it(String text, String food) {
    assertThat(FOODS.resolve(text, 10).map(match -> match.food().name()).orElse(""))
        .isEqualTo(food);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "unicorn fillet",
        "oat milk",
        "vegan cheese",
        "plant-based butter",
        "bacon",
        "smoked salmon",
        ""
      })
  void what_has_no_figures_here_is_unknown(String text) {
    assertThat(FOODS.resolve(text, 100)).isEmpty();
  }

  @Test
  void a_cooked_weight_is_turned_into_a_dry_one() {
    double cooked = kcal("cooked brown rice", 180);
    double dry = kcal("brown rice", 180);

    assertThat(cooked).isCloseTo(222, within(25.0)); // USDA SR28 20037: 123 kcal in 100 g cooked
    assertThat(dry).isCloseTo(660, within(5.0));
    assertThat(kcal("canned black beans, drained", 100)).isCloseTo(126, within(20.0));
  }

  private static double kcal(String text, double grams) {
    FoodTable.Match match = FOODS.resolve(text, grams).orElseThrow();
    return Objects.requireNonNull(match.food().amount(Nutrient.ENERGY, match.grams()));
  }

  private static double figure(Food food, Nutrient nutrient) {
    return Objects.requireNonNullElse(food.amount(nutrient, 100), 0.0);
  }
}
