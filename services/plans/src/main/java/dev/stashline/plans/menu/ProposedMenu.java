package dev.stashline.plans.menu;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A menu as a model words it: nothing in it is believed but the words and the grams.
 *
 * @param days seven, each with two to four meals; anything missing is a violation, not an exception
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ProposedMenu(@Nullable List<@Nullable ProposedDay> days) {

  @JsonIgnoreProperties(ignoreUnknown = true)
  public record ProposedDay(@Nullable List<@Nullable ProposedMeal> meals) {}

  /**
   * One meal.
   *
   * @param time {@code HH:mm} or {@code h:mm AM}
   * @param slot breakfast, lunch, dinner or snack
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record ProposedMeal(
      @Nullable String time,
      @Nullable String slot,
      @Nullable String name,
      @Nullable String description,
      @Nullable List<@Nullable ProposedIngredient> ingredients,
      @Nullable List<@Nullable String> cookingInstructions,
      int prepMinutes,
      int cookMinutes,
      @Nullable String prepType,
      @Nullable String complexity,
      @Nullable String mealPrepTip) {}

  /**
   * One ingredient.
   *
   * @param food what it is, for example {@code cooked brown rice}
   * @param grams of it for one person
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record ProposedIngredient(@Nullable String food, double grams) {}

  /**
   * A proposal with its foods looked up.
   *
   * @param menu of what could be understood
   * @param violations one for each thing that could not be
   * @param unknown ingredients that no food was found for; their words still count against a diet
   */
  public record Reading(Menu menu, List<Violation> violations, List<Unknown> unknown) {

    /** The proposal may be stored only if this and {@link MenuRules#check} find nothing. */
    public boolean isComplete() {
      return violations.isEmpty();
    }
  }

  /** An ingredient that could not be looked up. */
  public record Unknown(int day, String meal, String food) {}

  private static final DateTimeFormatter TWELVE_HOURS =
      DateTimeFormatter.ofPattern("h:mm a", Locale.ENGLISH);

  /** What the proposal says, in terms of {@code foods}. Never throws on what a model wrote. */
  public Reading read(FoodTable foods) {
    List<Violation> violations = new ArrayList<>();
    List<Unknown> unknown = new ArrayList<>();
    List<List<Meal>> read = new ArrayList<>();
    int number = 0;
    for (@Nullable ProposedDay day : orEmpty(days)) {
      number++;
      List<Meal> meals = new ArrayList<>();
      for (@Nullable ProposedMeal meal : orEmpty(day == null ? null : day.meals())) {
        if (meal != null) {
          meals.add(read(meal, number, foods, violations, unknown));
        }
      }
      read.add(meals);
    }
    return new Reading(new Menu(read, List.of()), List.copyOf(violations), List.copyOf(unknown));
  }

  private static Meal read(
      ProposedMeal meal,
      int day,
      FoodTable foods,
      List<Violation> violations,
      List<Unknown> unknown) {
    String name = text(meal.name());
    List<Ingredient> ingredients = new ArrayList<>();
    for (@Nullable ProposedIngredient proposed : orEmpty(meal.ingredients())) {
      if (proposed == null) {
        continue;
      }
      String food = text(proposed.food());
      Optional<FoodTable.Match> match = foods.resolve(food, proposed.grams());
      match.ifPresentOrElse(
          found -> ingredients.add(new Ingredient(food, found.food(), found.grams())),
          () -> {
            unknown.add(new Unknown(day, name, food));
            violations.add(
                new Violation(
                    Violation.Kind.UNKNOWN_FOOD,
                    day,
                    name,
                    "Unknown food: " + food + ". Use a name from the list of permitted foods."));
          });
    }
    if (name.isEmpty() || ingredients.isEmpty()) {
      violations.add(
          new Violation(
              Violation.Kind.QUANTITY, day, name, "A meal needs a name and ingredients in grams."));
    }
    Optional<LocalTime> time = time(text(meal.time()));
    if (time.isEmpty()) {
      violations.add(
          new Violation(
              Violation.Kind.MEAL_TIME, day, name, "The meal's time must read like 07:30."));
    }
    return new Meal(
        time.orElse(LocalTime.NOON),
        choice(Slot.class, meal.slot(), Slot.LUNCH),
        name,
        text(meal.description()),
        ingredients,
        orEmpty(meal.cookingInstructions()).stream().map(ProposedMenu::text).toList(),
        Math.max(0, meal.prepMinutes()),
        Math.max(0, meal.cookMinutes()),
        choice(PrepType.class, meal.prepType(), PrepType.STANDARD),
        choice(Complexity.class, meal.complexity(), Complexity.SIMPLE),
        text(meal.mealPrepTip()));
  }

  private static Optional<LocalTime> time(String text) {
    String time = text.toUpperCase(Locale.ROOT).replaceAll("(?<=\\d)(?=[AP]M)", " ");
    try {
      return Optional.of(
          time.endsWith("M")
              ? LocalTime.parse(time, TWELVE_HOURS)
              : LocalTime.parse(time.length() == 4 ? "0" + time : time));
    } catch (DateTimeParseException unreadable) {
      return Optional.empty();
    }
  }

  private static <E extends Enum<E>> E choice(Class<E> type, @Nullable String code, E otherwise) {
    String name = text(code).toUpperCase(Locale.ROOT).replace('-', '_');
    for (E constant : type.getEnumConstants()) {
      if (constant.name().equals(name)) {
        return constant;
      }
    }
    return otherwise;
  }

  private static <T extends @Nullable Object> List<T> orEmpty(@Nullable List<T> list) {
    return list == null ? List.of() : list;
  }

  private static String text(@Nullable String text) {
    return text == null ? "" : text.strip();
  }
}
