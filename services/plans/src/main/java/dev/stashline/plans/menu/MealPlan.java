package dev.stashline.plans.menu;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.stashline.plans.planner.Nutrient;
import dev.stashline.plans.planner.Profile;
import dev.stashline.plans.planner.Provenance;
import dev.stashline.plans.planner.Targets;
import java.util.List;

/**
 * The part {@code meal_plan} as it is stored and shown.
 *
 * @param compromises where a soft wish is met only in part, in sentences; usually empty
 */
@JsonPropertyOrder({
  "profileSummary",
  "day1",
  "day2",
  "day3",
  "day4",
  "day5",
  "day6",
  "day7",
  "compromises",
  "provenance"
})
public record MealPlan(
    ProfileSummary profileSummary,
    Day day1,
    Day day2,
    Day day3,
    Day day4,
    Day day5,
    Day day6,
    Day day7,
    List<String> compromises,
    Provenance provenance) {

  /**
   * Whom it is for.
   *
   * @param keyBiomarkers markers the meals answer to; empty without a lab analysis
   */
  public record ProfileSummary(
      List<String> goals, List<String> dietaryPreferences, List<String> keyBiomarkers) {}

  /** One day: its meals in order of time, and what they add up to. */
  public record Day(
      List<Card> meals, int kcal, int proteinG, int fatG, int carbohydrateG, int fibreG) {}

  /**
   * One meal as a card.
   *
   * @param time wall-clock, {@code HH:mm}
   * @param ingredients with quantities, for example {@code 60 g rolled oats (¾ cup)}
   * @param macros the five numbers in a sentence
   * @param prepTime and {@code cookTime}, for example {@code 10 min}
   * @param biomarkerNotes what the meal is rich in, against the day's reference intakes
   * @param mealPrepTip may be empty
   */
  public record Card(
      String time,
      Slot slot,
      String name,
      String description,
      List<String> ingredients,
      List<String> cookingInstructions,
      String macros,
      String prepTime,
      String cookTime,
      PrepType prepType,
      Complexity complexity,
      String biomarkerNotes,
      String mealPrepTip,
      int kcal,
      int proteinG,
      int fatG,
      int carbohydrateG,
      int fibreG) {}

  /**
   * {@code menu} written out. The numbers are computed here, whoever composed it.
   *
   * @param menu of seven days, checked by {@link MenuRules}
   * @param keyBiomarkers lines such as {@code Ferritin 18 ng/mL (low)}; empty without a lab
   *     analysis
   */
  public static MealPlan of(
      Menu menu,
      Profile profile,
      Targets targets,
      List<String> keyBiomarkers,
      Provenance provenance) {
    List<Day> days = menu.days().stream().map(meals -> day(meals, targets)).toList();
    return new MealPlan(
        new ProfileSummary(Summary.goals(profile), Summary.preferences(profile), keyBiomarkers),
        days.get(0),
        days.get(1),
        days.get(2),
        days.get(3),
        days.get(4),
        days.get(5),
        days.get(6),
        menu.compromises().stream().map(Compromise::text).toList(),
        provenance);
  }

  /** The seven days in order. */
  public List<Day> days() {
    return List.of(day1, day2, day3, day4, day5, day6, day7);
  }

  private static Day day(List<Meal> meals, Targets targets) {
    return new Day(
        meals.stream().map(meal -> card(meal, targets)).toList(),
        whole(meals, Nutrient.ENERGY),
        whole(meals, Nutrient.PROTEIN),
        whole(meals, Nutrient.FAT),
        whole(meals, Nutrient.CARBOHYDRATE),
        whole(meals, Nutrient.FIBRE));
  }

  private static Card card(Meal meal, Targets targets) {
    List<Meal> alone = List.of(meal);
    int kcal = whole(alone, Nutrient.ENERGY);
    int protein = whole(alone, Nutrient.PROTEIN);
    int fat = whole(alone, Nutrient.FAT);
    int carbohydrate = whole(alone, Nutrient.CARBOHYDRATE);
    int fibre = whole(alone, Nutrient.FIBRE);
    return new Card(
        meal.time().toString(),
        meal.slot(),
        meal.name(),
        meal.description(),
        meal.ingredients().stream().map(Ingredient::quantity).toList(),
        meal.steps(),
        "%d kcal, %d g protein, %d g carbohydrate, %d g fat, %d g fibre"
            .formatted(kcal, protein, carbohydrate, fat, fibre),
        meal.prepMinutes() + " min",
        meal.cookMinutes() + " min",
        meal.prepType(),
        meal.complexity(),
        Summary.richIn(meal, targets),
        meal.tip(),
        kcal,
        protein,
        fat,
        carbohydrate,
        fibre);
  }

  private static int whole(List<Meal> meals, Nutrient nutrient) {
    return (int) Math.round(Meal.amount(meals, nutrient));
  }
}
