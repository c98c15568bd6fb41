package dev.stashline.plans.menu;

import dev.stashline.plans.planner.Allergen;
import dev.stashline.plans.planner.Intake;
import dev.stashline.plans.planner.Nutrient;
import dev.stashline.plans.planner.Profile;
import dev.stashline.plans.planner.ProteinSource;
import dev.stashline.plans.planner.Targets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The few words about the person and about a meal that a meal plan carries. */
final class Summary {

  /** A share of the day's reference intake worth mentioning in one meal. */
  private static final double RICH = 0.30;

  private static final int MOST_NAMED = 3;

  private Summary() {}

  static List<String> goals(Profile profile) {
    String priority =
        switch (profile.mainPriority()) {
          case LONGEVITY -> "Longevity";
          case COGNITIVE -> "Clear thinking";
          case PHYSICAL -> "Physical performance";
          case BODY_COMPOSITION -> "Body composition";
          case EMOTIONAL -> "Emotional balance";
        };
    String reason =
        switch (profile.drivingGoal()) {
          case CAREER -> "for career";
          case FAMILY -> "for family";
          case ATHLETIC -> "for sport";
          case HEALTH -> "for health";
          case CONDITION -> "to manage a condition";
        };
    return List.of(priority, "Doing it " + reason);
  }

  static List<String> preferences(Profile profile) {
    List<String> lines = new ArrayList<>();
    lines.add(
        switch (profile.eatingStyle()) {
          case THREE_MEALS -> "Three meals a day";
          case INTERMITTENT_FASTING -> "All meals within eight hours";
          case SNACKING_GRAZING -> "Small meals and a snack";
          case NO_PATTERN -> "No fixed pattern";
        });
    if (!profile.proteinSources().isEmpty()) {
      lines.add(
          "Proteins: "
              + profile.proteinSources().stream()
                  .map(ProteinSource::code)
                  .collect(Collectors.joining(", ")));
    }
    if (!profile.allergies().isEmpty()) {
      lines.add(
          "Without "
              + profile.allergies().stream().map(Allergen::code).collect(Collectors.joining(", ")));
    }
    if (!profile.otherAllergies().isEmpty()) {
      lines.add("Allergic to " + String.join(", ", profile.otherAllergies()));
    }
    if (!profile.dislikes().isEmpty()) {
      lines.add("Does not like " + String.join(", ", profile.dislikes()));
    }
    return lines;
  }

  /**
   * For example {@code Rich in folate (45 % of a day's reference intake) and iron (38 %).}; empty
   * if in nothing.
   */
  static String richIn(Meal meal, Targets targets) {
    List<String> named =
        targets.micronutrients().entrySet().stream()
            .map(entry -> Map.entry(entry.getKey(), share(meal, entry.getKey(), entry.getValue())))
            .filter(entry -> entry.getValue() >= RICH)
            .sorted(Map.Entry.<Nutrient, Double>comparingByValue().reversed())
            .limit(MOST_NAMED)
            .map(
                entry ->
                    "%s (%.0f %%)".formatted(inSentence(entry.getKey()), 100 * entry.getValue()))
            .toList();
    return named.isEmpty()
        ? ""
        : "Rich in " + String.join(", ", named) + ", each as a share of a day's reference intake.";
  }

  private static String inSentence(Nutrient nutrient) {
    String name = nutrient.displayName();
    return name.startsWith("Vitamin")
        ? "vitamin" + name.substring("Vitamin".length())
        : name.toLowerCase(Locale.ROOT);
  }

  private static double share(Meal meal, Nutrient nutrient, Intake intake) {
    return intake.recommended() > 0 ? meal.amount(nutrient) / intake.recommended() : 0;
  }
}
