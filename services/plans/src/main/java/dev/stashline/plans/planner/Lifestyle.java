package dev.stashline.plans.planner;

import java.util.List;

/**
 * The lifestyle part of a plan: four pillars derived from the answers. A key in brackets at the end
 * of a text names its entry in {@code citations}.
 */
public record Lifestyle(
    SleepOptimization sleepOptimization,
    ExerciseProtocol exerciseProtocol,
    StressManagement stressManagement,
    SkinImprovement skinImprovement,
    List<Citation> citations,
    Provenance provenance) {

  /**
   * How to sleep.
   *
   * @param window bed time to rising, {@code 23:00–07:00}
   */
  public record SleepOptimization(
      String intro,
      String window,
      List<String> preBedRoutine,
      List<String> morningProtocol,
      List<String> supplementSupport,
      String why) {}

  /** How to move. */
  public record ExerciseProtocol(
      String intro,
      String weeklyStructure,
      List<TrainingDay> splitByDay,
      String cardio,
      String recovery,
      String progression,
      String why) {}

  /** One day of the week that has a session. */
  public record TrainingDay(
      String day, String focus, String duration, List<String> exercises, String timing) {}

  /** How to handle strain. */
  public record StressManagement(
      String intro,
      List<DailyPractice> dailyPractices,
      List<String> acuteProtocols,
      List<String> optimizations,
      String why) {}

  /** One practice for every day. */
  public record DailyPractice(
      String name, String timing, String duration, String protocol, String benefit) {}

  /** How to care for the skin. */
  public record SkinImprovement(
      String intro,
      List<String> morning,
      List<String> evening,
      List<String> nutritionSupport,
      List<String> lifestyleFactors,
      String why) {}

  /** The lifestyle advice for {@code person}, computed from the answers. */
  public static Lifestyle of(Profile person, Targets targets) {
    Rhythm rhythm = Rhythm.of(person);
    Bibliography sources = new Bibliography();
    return new Lifestyle(
        new SleepAdvice(person, rhythm, sources).compose(),
        new ExerciseAdvice(person, rhythm, sources).compose(),
        new StressAdvice(person, rhythm, sources).compose(),
        new SkinAdvice(person, targets, sources).compose(),
        sources.citations(),
        Provenance.COMPUTED);
  }
}
