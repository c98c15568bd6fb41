package dev.stashline.standalone;

import dev.stashline.runtime.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A filled-in onboarding form to start a test from, changed answer by answer. */
final class TestForm {
  static final String FULL_NAME = "Ada Sample";

  private final Map<String, Object> answers = new LinkedHashMap<>();

  static TestForm of(String email) {
    return new TestForm()
        .with("firstName", "Ada")
        .with("lastName", "Sample")
        .with("fullName", FULL_NAME)
        .with("email", email)
        .with("age", 34)
        .with("gender", "female")
        .with("weight", 145)
        .with("weightUnit", "lbs")
        .with("heightUnit", "ft")
        .with("heightFeet", 5)
        .with("heightInches", 6)
        .with("mainPriority", "physical")
        .with("drivingGoal", "athletic")
        .with("allergies", List.of("peanuts"))
        .with("eatingStyle", "3-meals")
        .with("firstMeal", "7-9am")
        .with("foodDislikes", "mushrooms");
  }

  TestForm with(String field, Object answer) {
    answers.put(field, answer);
    return this;
  }

  String json() {
    return Json.write(answers);
  }
}
