package dev.stashline.plans.planner;

import static dev.stashline.plans.planner.Text.decimal;
import static dev.stashline.plans.planner.Text.number;

import dev.stashline.plans.planner.MainPlan.BiomarkerAnalysis;
import dev.stashline.plans.planner.MainPlan.ConfidenceTransparency;
import dev.stashline.plans.planner.MainPlan.DailyRecommendations;
import dev.stashline.plans.planner.MainPlan.Labs;
import dev.stashline.plans.planner.MainPlan.LifestyleIntegration;
import dev.stashline.plans.planner.MainPlan.NutrientFocus;
import dev.stashline.plans.planner.MainPlan.NutritionOverview;
import dev.stashline.plans.planner.MainPlan.NutritionPhilosophy;
import dev.stashline.plans.planner.MainPlan.SupplementRecommendations;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Composes the main plan: every sentence rests on an answer or on a computed number. */
final class MainPlanAuthor {

  /** What answers alone are worth; laboratory data or devices would raise it. */
  private static final int SCORE_FROM_ANSWERS = 40;

  private static final int FOCUS_POINTS = 6;

  private final Profile person;
  private final Targets targets;
  private final Labs labs;
  private final Rhythm rhythm;
  private final Bibliography sources = new Bibliography();

  MainPlanAuthor(Profile person, Targets targets, Labs labs) {
    this.person = person;
    this.targets = targets;
    this.labs = labs;
    this.rhythm = Rhythm.of(person);
  }

  MainPlan compose() {
    String greeting = greeting();
    String summary = summary();
    NutritionPhilosophy philosophy = new PhilosophyAdvice(person, targets, sources).compose();
    NutritionOverview overview = overview();
    DailyRecommendations daily = new DailyAdvice(person, targets, rhythm, sources).compose();
    List<NutrientFocus> focus = focus();
    LifestyleIntegration lifestyle = lifestyle();
    SupplementRecommendations supplements =
        new SupplementAdvice(person, targets, sources).compose();
    BiomarkerAnalysis biomarkers = new BiomarkerAdvice(person, labs, sources).compose();
    ConfidenceTransparency confidence = confidence();
    return new MainPlan(
        greeting,
        summary,
        philosophy,
        overview,
        daily,
        focus,
        List.of(),
        lifestyle,
        supplements,
        biomarkers,
        confidence,
        sources.citations(),
        Provenance.COMPUTED);
  }

  private String greeting() {
    return "Hello %s. You put %s first, %s; this plan starts from there."
        .formatted(person.firstName(), priority(), motive());
  }

  private String summary() {
    String numbers =
        "You are %d, %s cm tall and weigh %s kg, a body-mass index of %s. At rest that takes about %s kcal a day, over an ordinary day about %s; with your goal the plan aims at %s kcal, of them %d g of protein, %d g of fat and %d g of carbohydrate, and %d g of fibre."
            .formatted(
                person.age(),
                decimal(person.height().centimetres()),
                decimal(person.mass().kilograms()),
                decimal(person.bodyMassIndex()),
                number(targets.basalKcal()),
                number(targets.energyKcal() - (long) targets.goalAdjustmentKcal()),
                number(targets.energyKcal()),
                targets.proteinG(),
                targets.fatG(),
                targets.carbohydrateG(),
                targets.fibreG());
    return String.join("\n\n", List.of(numbers, food(), trust()));
  }

  private String food() {
    List<String> sentences = new ArrayList<>();
    String opening =
        switch (person.eatingStyle()) {
          case THREE_MEALS -> "The menu keeps your three meals, the first at about %s.";
          case INTERMITTENT_FASTING -> "The menu keeps your fast and opens at about %s.";
          case SNACKING_GRAZING -> "The menu gives your grazing fixed times, from about %s on.";
          case NO_PATTERN ->
              "You eat without a fixed pattern; the menu offers one, from about %s on.";
        };
    sentences.add(opening.formatted(rhythm.firstMeal()));
    if (!person.proteinSources().isEmpty() || !person.otherProteins().isEmpty()) {
      sentences.add(
          "Protein comes from what you listed: %s."
              .formatted(
                  Text.list(
                      Stream.concat(
                              person.proteinSources().stream().map(MainPlanAuthor::words),
                              person.otherProteins().stream())
                          .toList())));
    }
    if (!person.allergies().isEmpty() || !person.otherAllergies().isEmpty()) {
      sentences.add(
          "Because of your allergies it leaves out %s."
              .formatted(
                  Text.list(
                      Stream.concat(
                              person.allergies().stream().map(MainPlanAuthor::words),
                              person.otherAllergies().stream())
                          .distinct()
                          .toList())));
    }
    if (!person.dislikes().isEmpty()) {
      sentences.add("It also spares you %s.".formatted(Text.list(person.dislikes())));
    }
    return String.join(" ", sentences);
  }

  private String trust() {
    List<String> sentences = new ArrayList<>();
    List<String> conditions =
        Stream.concat(
                person.conditions().stream().map(MainPlanAuthor::words),
                person.otherConditions().stream())
            .distinct()
            .toList();
    sentences.add(
        conditions.isEmpty()
            ? "You report no medical condition."
            : "You report %s; the plan takes that into account and says where your doctor's word comes first."
                .formatted(Text.list(conditions)));
    if (!person.medications().isEmpty()) {
      sentences.add(
          "You take %s; known interactions are listed under supplements."
              .formatted(Text.list(person.medications())));
    }
    sentences.add(
        "Nothing was measured on you: the figures rest on your answers and published equations, and this plan does not replace medical advice.");
    return String.join(" ", sentences);
  }

  private NutritionOverview overview() {
    List<String> goals = new ArrayList<>();
    goals.add(Text.sentence(priority()));
    goals.add(Text.sentence(motive()));
    return new NutritionOverview(
        List.copyOf(goals),
        number(targets.energyKcal()) + " kcal a day",
        share(targets.proteinG(), 4),
        share(targets.carbohydrateG(), 4),
        targets.fibreG() + " g a day",
        share(targets.fatG(), 9),
        number(targets.waterMl()) + " ml a day",
        targets.reasons().stream().map(sources::cite).toList());
  }

  private String share(int grams, int kcalPerGram) {
    return "%d g a day (%d %% of energy)"
        .formatted(grams, Math.round(100.0 * grams * kcalPerGram / targets.energyKcal()));
  }

  private List<NutrientFocus> focus() {
    return Focus.of(person).stream()
        .limit(FOCUS_POINTS)
        .map(
            point -> {
              Intake intake = targets.micronutrients().get(point.nutrient());
              return new NutrientFocus(
                  point.nutrient().displayName(),
                  intake == null
                      ? ""
                      : Text.amount(intake.recommended()) + " " + intake.unit() + " a day",
                  sources.cite(point.why(), point.source()));
            })
        .toList();
  }

  private LifestyleIntegration lifestyle() {
    Lifestyle whole = Lifestyle.of(person, targets);
    LifestyleIntegration brief =
        new LifestyleIntegration(
            whole.sleepOptimization().intro(),
            whole.exerciseProtocol().intro(),
            whole.stressManagement().intro(),
            whole.skinImprovement().intro());
    whole.citations().stream()
        .filter(citation -> brief.toString().contains(citation.key()))
        .forEach(sources::note);
    return brief;
  }

  private ConfidenceTransparency confidence() {
    List<String> data = new ArrayList<>();
    data.add("Your answers in the onboarding form");
    data.add("Published equations and reference intakes, named under citations");
    if (labs == Labs.NOT_READ) {
      data.add("Not used: the laboratory file you sent, since nothing has been read from it");
    }
    List<String> limits = new ArrayList<>();
    limits.add("No laboratory values and no devices: answers alone are worth 40 of 100 points.");
    limits.add(
        sources.cite(
            "Activity is assumed (× %s), and equations for energy miss the truth by more than 10 %% in some people."
                .formatted(targets.activityMultiplier()),
            Source.FRANKENFIELD_2005));
    if (person.sex() == Sex.UNSPECIFIED) {
      limits.add(
          "You left your sex open, so energy is the mean of two equations and each reference intake the safer one.");
    }
    if (rhythm.wakeIsGuess()) {
      limits.add("The time you get up is assumed (%s).".formatted(rhythm.wake()));
    }
    return new ConfidenceTransparency(SCORE_FROM_ANSWERS, List.copyOf(data), List.copyOf(limits));
  }

  private String priority() {
    return switch (person.mainPriority()) {
      case LONGEVITY -> "a long and healthy life";
      case COGNITIVE -> "a clear head";
      case PHYSICAL -> "physical performance";
      case BODY_COMPOSITION -> "body composition";
      case EMOTIONAL -> "emotional balance";
    };
  }

  private String motive() {
    return switch (person.drivingGoal()) {
      case CAREER -> "for the sake of your career";
      case FAMILY -> "for the sake of your family";
      case ATHLETIC -> "with an athletic goal in mind";
      case HEALTH -> "for the sake of your health";
      case CONDITION -> "to get on better with a condition";
    };
  }

  private static String words(Choice answer) {
    return switch (answer) {
      case Condition condition when condition == Condition.PCOS -> "PCOS";
      case Condition condition when condition == Condition.IBS_IBD -> "IBS or IBD";
      case ProteinSource source when source == ProteinSource.FISH_SEAFOOD -> "fish and seafood";
      case ProteinSource source when source == ProteinSource.PLANT_BASED -> "plant foods";
      default -> answer.code().replace('-', ' ');
    };
  }
}
