package dev.stashline.plans.menu;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Arrays;
import java.util.List;

/**
 * One of our own recipes, for one person, with the swaps it allows.
 *
 * <p>Texts name an ingredient by its number in braces, counted from 1, so that a swap changes them
 * too.
 *
 * @param name for example {@code Grilled {1} with warm green salad}
 * @param slots the places in the day it suits
 * @param ingredients in the order of use; each a list of choices, the first that a diet permits is
 *     taken
 * @param steps in order; a step that names an ingredient left out is left out with it
 * @param tip how to make it easier; never needed to cook it
 */
record Recipe(
    String name,
    List<Slot> slots,
    PrepType prepType,
    Complexity complexity,
    int prepMinutes,
    int cookMinutes,
    String description,
    List<List<Choice>> ingredients,
    List<String> steps,
    String tip) {

  /**
   * One choice for an ingredient.
   *
   * @param food its name in the food table; empty where the ingredient may be left out
   */
  record Choice(double grams, String food) {

    static final Choice NONE = new Choice(0, "");

    private static Choice parse(String text) {
      String choice = text.strip();
      if (choice.equals("-")) {
        return NONE;
      }
      String[] parts = choice.split(" ", 2);
      return new Choice(Double.parseDouble(parts[0]), parts[1]);
    }
  }

  /**
   * As written in {@code recipes.json}: an ingredient reads {@code "150 chicken breast | 200 firm
   * tofu | -"}.
   */
  private record Row(
      String name,
      List<Slot> slots,
      PrepType prepType,
      Complexity complexity,
      int prepMinutes,
      int cookMinutes,
      String description,
      List<String> ingredients,
      List<String> steps,
      String tip) {

    Recipe recipe() {
      return new Recipe(
          name,
          slots,
          prepType,
          complexity,
          prepMinutes,
          cookMinutes,
          description,
          ingredients.stream()
              .map(text -> Arrays.stream(text.split("\\|")).map(Choice::parse).toList())
              .toList(),
          steps,
          tip);
    }
  }

  /** The recipes in this package's resources, in the file's order. */
  static List<Recipe> load() {
    try {
      return JsonMapper.builder()
          .build()
          .readValue(Table.text("recipes.json"), new TypeReference<List<Row>>() {})
          .stream()
          .map(Row::recipe)
          .toList();
    } catch (JsonProcessingException malformed) {
      throw new IllegalStateException("menu/recipes.json", malformed);
    }
  }
}
