package dev.stashline.plans.planner;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

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

  /** People who between them reach every branch of the advice that matters. */
  static Stream<People> many() {
    Stream.Builder<People> people = Stream.builder();
    for (MainPriority priority : MainPriority.values()) {
      for (DrivingGoal goal : DrivingGoal.values()) {
        people.add(ada().with("mainPriority", priority.code()).with("drivingGoal", goal.code()));
      }
    }
    for (EatingStyle style : EatingStyle.values()) {
      people.add(ben().with("eatingStyle", style.code()).with("mealsCooked", "on Sundays"));
    }
    for (FirstMeal meal : FirstMeal.values()) {
      people.add(ben().with("firstMeal", meal.code()).with("alcoholConsumption", "daily wine"));
    }
    for (EnergyCrash crash : EnergyCrash.values()) {
      people.add(ben().with("energyCrash", crash.code()));
    }
    for (Condition condition : Condition.values()) {
      people.add(ada().with("medicalConditions", List.of(condition.code())));
    }
    for (String concern :
        List.of(
            "kidney disease",
            "kidney stones",
            "pregnant",
            "breastfeeding",
            "bulimia",
            "coeliac",
            "haemochromatosis",
            "liver cirrhosis",
            "heart failure",
            "gout",
            "graves disease",
            "osteoporosis",
            "anaemia",
            "depression",
            "insomnia",
            "acne",
            "eczema")) {
      people.add(ada().with("otherCondition", concern).with("mainPriority", "body-composition"));
    }
    for (String medicine :
        List.of(
            "warfarin",
            "aspirin",
            "levothyroxine",
            "metformin",
            "insulin",
            "lisinopril",
            "atorvastatin",
            "omeprazole",
            "sertraline",
            "doxycycline")) {
      people.add(ben().with("medications", medicine).with("supplements", "zinc, vitamin d"));
    }
    people.add(ada().with("age", 18).with("gender", "prefer-not-to-say"));
    people.add(ben().with("age", 80));
    people.add(ben().with("age", 60).with("weight", 130));
    people.add(ada().with("weight", 48).with("proteinSources", List.of("plant-based")));
    people.add(ada().with("allergies", List.of("dairy", "shellfish", "gluten", "soy")));
    people.add(
        ada()
            .with("proteinSources", List.of("fish-seafood", "dairy"))
            .with("foodDislikes", "salmon"));
    return people.build();
  }

  @Override
  public String toString() {
    return answers.toString();
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
    } catch (JsonProcessingException impossible) {
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
