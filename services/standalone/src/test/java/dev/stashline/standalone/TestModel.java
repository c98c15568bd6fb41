package dev.stashline.standalone;

import dev.stashline.standins.ModelStandin;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * A model that answers every question as {@link SampleAnswers} does, unless a test says otherwise.
 */
final class TestModel implements AutoCloseable {
  final ModelStandin standin;
  private final Map<String, Supplier<JsonObject>> others = new ConcurrentHashMap<>();

  /** Composed with the first question, and once: it takes a second. */
  private static final class Kept {
    static final SampleAnswers ANSWERS =
        new SampleAnswers(TestForm.of("whoever@example.com").json());
  }

  TestModel(Vertx vertx) {
    standin = ModelStandin.start(vertx, InstantSource.system(), 0, this::answer);
  }

  /** Answers a question in the test's own way; called on a worker thread, so it may wait. */
  void answer(String question, Supplier<JsonObject> answer) {
    others.put(question, answer);
  }

  /** What it answers of itself. */
  static JsonObject good(String question) {
    return Kept.ANSWERS.answer(question, new JsonObject());
  }

  /** Good meals, but for a peanut in the first meal of the first day. */
  static JsonObject mealsWithPeanuts() {
    var meals = good("meal-plan");
    meals
        .getJsonArray("days")
        .getJsonObject(0)
        .getJsonArray("meals")
        .getJsonObject(0)
        .getJsonArray("ingredients")
        .add(new JsonObject().put("food", "peanuts").put("grams", 1));
    return meals;
  }

  /** Forgets what tests wanted otherwise, and all calls. */
  void reset() {
    others.clear();
    standin.reset();
  }

  private JsonObject answer(String question, JsonObject request) {
    var other = others.get(question);
    return other == null ? Kept.ANSWERS.answer(question, request) : other.get();
  }

  @Override
  public void close() {
    standin.close();
  }
}
