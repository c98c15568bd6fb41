package dev.stashline.plans.planner;

import java.util.List;

/**
 * The main part of a plan: the words around the numbers. A key in brackets at the end of a text
 * names its entry in {@code citations}.
 *
 * @param sampleMealPlan one day of the menu; empty until the caller has a menu and fills it in
 * @param provenance where the words came from; the numbers are always computed
 */
public record MainPlan(
    String personalizedGreeting,
    String executiveSummary,
    NutritionPhilosophy nutritionPhilosophy,
    NutritionOverview nutritionOverview,
    DailyRecommendations dailyRecommendations,
    List<NutrientFocus> micronutrientFocus,
    List<SampleMeal> sampleMealPlan,
    LifestyleIntegration lifestyleIntegration,
    SupplementRecommendations supplementRecommendations,
    BiomarkerAnalysis biomarkerAnalysis,
    ConfidenceTransparency confidenceTransparency,
    List<Citation> citations,
    Provenance provenance) {

  /** What became of laboratory results. */
  public enum Labs {
    /** None were sent. */
    NONE,
    /** A file was sent, but nothing has been read from it: late, failed, or not switched on. */
    NOT_READ
  }

  /** How the person should eat, in words. */
  public record NutritionPhilosophy(
      String approach, List<String> keyPrinciples, String rationale) {}

  /**
   * The day's figures as text with units.
   *
   * @param derivation one sentence for each figure: how it came about
   */
  public record NutritionOverview(
      List<String> goals,
      String calories,
      String protein,
      String carbs,
      String fibre,
      String fat,
      String water,
      List<String> derivation) {}

  /** What to do over the day, in five groups. */
  public record DailyRecommendations(
      List<String> morning,
      List<String> gut,
      List<String> afternoon,
      List<String> energy,
      List<String> evening) {}

  /** A micronutrient to watch, and the answer that makes it so. */
  public record NutrientFocus(String nutrient, String dailyGoal, String why) {}

  /** One meal of the sample day. */
  public record SampleMeal(String time, String name, String description, String macros) {}

  /** One sentence from each pillar of the lifestyle part. */
  public record LifestyleIntegration(String sleep, String exercise, String stress, String skin) {}

  /** What to take beside food, what may be worth it, and what to mind. */
  public record SupplementRecommendations(
      List<Supplement> essential,
      List<Supplement> optional,
      List<String> considerations,
      String notes) {}

  /** One supplement. */
  public record Supplement(
      String name,
      String dosage,
      String timing,
      String rationale,
      String benefits,
      String duration) {}

  /** What can be said about laboratory values: without any, only which to ask for. */
  public record BiomarkerAnalysis(
      String summary,
      List<String> concerns,
      List<String> positives,
      List<String> optimizations,
      List<String> recommendations) {}

  /**
   * How far to trust the plan.
   *
   * @param score 0 to 100: 80 with laboratory data, 60 with connected devices, 40 from answers
   *     alone
   * @param limits what was assumed or not known
   */
  public record ConfidenceTransparency(int score, List<String> dataSources, List<String> limits) {}

  public MainPlan {
    sampleMealPlan = List.copyOf(sampleMealPlan);
  }

  /**
   * The main plan for {@code person}, composed by rules; the same person always gets the same text.
   */
  public static MainPlan of(Profile person, Targets targets, Labs labs) {
    return new MainPlanAuthor(person, targets, labs).compose();
  }

  /** This plan with a day of the menu. */
  public MainPlan withSampleMealPlan(List<SampleMeal> meals) {
    return new MainPlan(
        personalizedGreeting,
        executiveSummary,
        nutritionPhilosophy,
        nutritionOverview,
        dailyRecommendations,
        micronutrientFocus,
        meals,
        lifestyleIntegration,
        supplementRecommendations,
        biomarkerAnalysis,
        confidenceTransparency,
        citations,
        provenance);
  }
}
