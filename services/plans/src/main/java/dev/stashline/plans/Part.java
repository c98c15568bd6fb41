package dev.stashline.plans;

/**
 * A part of the plan: the step that makes it, the column that keeps it, and its name in answers.
 */
public enum Part {
  MAIN("main-plan", "sage_plan", "plan"),
  MEALS("meal-plan", "meal_plan", "mealPlan"),
  MICRONUTRIENTS("micronutrients", "micronutrients", "micronutrients"),
  LIFESTYLE("lifestyle", "lifestyle_integration", "lifestyleIntegration");

  private final String step;
  private final String column;
  private final String field;

  Part(String step, String column, String field) {
    this.step = step;
    this.column = column;
    this.field = field;
  }

  public String step() {
    return step;
  }

  String column() {
    return column;
  }

  public String field() {
    return field;
  }
}
