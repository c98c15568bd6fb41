package dev.stashline.standalone;

import dev.stashline.plans.menu.Ingredient;
import dev.stashline.plans.menu.Meal;
import dev.stashline.plans.menu.Menu;
import dev.stashline.plans.menu.MenuPlanner;
import dev.stashline.plans.planner.OnboardingForm;
import dev.stashline.plans.planner.Profile;
import dev.stashline.plans.planner.Targets;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.SplittableRandom;

/**
 * What a well-behaved model would answer for one person: words for every text, and meals that keep
 * the rules.
 */
final class SampleAnswers {
  private final JsonObject week;

  SampleAnswers(String formJson) {
    var profile = Profile.from(OnboardingForm.parse(formJson));
    week = week(MenuPlanner.load().compose(profile, Targets.of(profile), new SplittableRandom(7)));
  }

  JsonObject answer(String question, JsonObject request) {
    if (question.startsWith("meal-plan")) {
      return week.copy();
    }
    var schema =
        request
            .getJsonObject("response_format")
            .getJsonObject("json_schema")
            .getJsonObject("schema");
    var words = new JsonObject();
    schema
        .getJsonObject("properties")
        .fieldNames()
        .forEach(name -> words.put(name, "Words of the model for " + name + "."));
    return words;
  }

  private static JsonObject week(Menu menu) {
    var days = new JsonArray();
    menu.days()
        .forEach(
            meals -> {
              var day = new JsonArray();
              meals.forEach(meal -> day.add(dish(meal)));
              days.add(new JsonObject().put("meals", day));
            });
    return new JsonObject().put("days", days);
  }

  private static JsonObject dish(Meal meal) {
    var ingredients = new JsonArray();
    for (Ingredient ingredient : meal.ingredients()) {
      ingredients.add(
          new JsonObject().put("food", ingredient.food().name()).put("grams", ingredient.grams()));
    }
    return new JsonObject()
        .put("time", meal.time().toString())
        .put("slot", meal.slot().code())
        .put("name", meal.name())
        .put("description", meal.description())
        .put("ingredients", ingredients)
        .put("cookingInstructions", new JsonArray(meal.steps()))
        .put("prepMinutes", meal.prepMinutes())
        .put("cookMinutes", meal.cookMinutes())
        .put("mealPrepTip", meal.tip());
  }
}
