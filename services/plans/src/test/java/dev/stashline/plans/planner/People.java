package dev.stashline.plans.planner;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.Map;

/** A form to start a test from, changed answer by answer. */
final class People {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<String, Object> answers = new LinkedHashMap<>();

  /** A woman of 34, 65.8 kg, 167.6 cm, who wants clearer thinking for her career. */
  static People ada() {
    return new People()
        .with("firstName", "Ada")
        .with("lastName", "Moreau")
        .with("email", "ada@example.org")
        .with("age", 34)
        .with("gender", "female")
        .with("weight", 65.8)
        .with("weightUnit", "kg")
        .with("heightUnit", "cm")
        .with("height", 167.6)
        .with("mainPriority", "cognitive")
        .with("drivingGoal", "career");
  }

  /** A man of 40, 80 kg, 180 cm, who wants to lose fat. */
  static People ben() {
    return ada()
        .with("firstName", "Ben")
        .with("lastName", "Okafor")
        .with("email", "ben@example.org")
        .with("age", 40)
        .with("gender", "male")
        .with("weight", 80)
        .with("height", 180)
        .with("mainPriority", "body-composition")
        .with("drivingGoal", "family");
  }

  People with(String field, Object answer) {
    answers.put(field, answer);
    return this;
  }

  People without(String field) {
    answers.remove(field);
    return this;
  }

  String json() {
    try {
      return JSON.writeValueAsString(answers);
    } catch (com.fasterxml.jackson.core.JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  OnboardingForm form() {
    return OnboardingForm.parse(json());
  }

  Profile profile() {
    return Profile.from(form());
  }

  Targets targets() {
    return Targets.of(profile());
  }
}
