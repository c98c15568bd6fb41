package dev.stashline.plans.planner;

import dev.stashline.plans.planner.Lifestyle.DailyPractice;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes the stress pillar from what the person does when energy drops, the priority and the goal.
 */
final class StressAdvice {

  private final Profile person;
  private final Rhythm rhythm;
  private final Bibliography sources;

  StressAdvice(Profile person, Rhythm rhythm, Bibliography sources) {
    this.person = person;
    this.rhythm = rhythm;
    this.sources = sources;
  }

  Lifestyle.StressManagement compose() {
    return new Lifestyle.StressManagement(intro(), daily(), acute(), optimizations(), why());
  }

  private String intro() {
    String crash =
        switch (person.energyCrash()) {
          case CAFFEINE -> "When energy drops you reach for caffeine";
          case SNACK -> "When energy drops you reach for a snack";
          case BREAK -> "When energy drops you take a break, which is the habit to build on";
          case PUSH_THROUGH -> "When energy drops you push through";
          case UNSTATED -> "You left open what you do when energy drops";
        };
    String goal =
        switch (person.drivingGoal()) {
          case CAREER -> "your career drives you";
          case FAMILY -> "you do this for your family";
          case ATHLETIC -> "an athletic goal drives you";
          case HEALTH -> "your health drives you";
          case CONDITION -> "you want to get on better with a condition";
        };
    return crash + ", and " + goal + "; the practices below start from there.";
  }

  private List<DailyPractice> daily() {
    List<DailyPractice> practices = new ArrayList<>();
    LocalTime slump = slump();
    practices.add(
        new DailyPractice(
            "Cyclic sighing",
            "at about " + slump + ", when the afternoon dips",
            "5 min",
            "Breathe in through the nose, a second short breath on top, then a long slow breath out; repeat.",
            sources.cite(
                "In a month's trial it lifted mood more than mindfulness of the same length and slowed breathing.",
                Source.BALBAN_2023)));
    if (person.energyCrash() == EnergyCrash.PUSH_THROUGH
        || person.drivingGoal() == DrivingGoal.CAREER) {
      practices.add(
          new DailyPractice(
              "Micro-break",
              "once in every hour of desk work",
              "up to 10 min",
              "Stand up, look far, walk or stretch; no screen.",
              sources.cite(
                  "Short breaks raise vigour and lower fatigue; hard mental work needs the longer ones.",
                  Source.ALBULESCU_2022)));
    }
    if (person.mainPriority() == MainPriority.EMOTIONAL
        || person.mainPriority() == MainPriority.COGNITIVE
        || person.has(Concern.MENTAL_HEALTH)) {
      practices.add(
          new DailyPractice(
              "Mindfulness",
              "after getting up, at about " + rhythm.wake().plusMinutes(15),
              "10 min",
              "Sit, follow the breath, and come back to it each time you notice you have wandered.",
              sources.cite(
                  "Programmes of eight weeks eased anxiety and depression a little to moderately.",
                  Source.GOYAL_2014)));
    }
    practices.add(
        new DailyPractice(
            "Time in green",
            person.drivingGoal() == DrivingGoal.FAMILY
                ? "with the family, on most days"
                : "on most days, as a walk",
            "20 min",
            "A park, a wood or the waterside; the telephone stays in the pocket.",
            sources.cite(
                "People who spend two hours a week in nature report better health and well-being.",
                Source.WHITE_2019)));
    practices.add(
        new DailyPractice(
            "Slow breathing",
            "in bed, before " + rhythm.bed(),
            "5 min",
            "About six breaths a minute, the breath out longer than the breath in.",
            sources.cite(
                "It raises heart-rate variability, a sign that the body switches to rest.",
                Source.LABORDE_2022)));
    return List.copyOf(practices);
  }

  private List<String> acute() {
    List<String> steps = new ArrayList<>();
    steps.add(
        "At once: one to three double breaths in through the nose, each with a long breath out.");
    steps.add(
        sources.cite(
            "If thoughts pull you away: notice and name them, feel your feet on the floor, and bring attention back to what you are doing.",
            Source.WHO_STRESS_2020));
    steps.add(crash());
    if (person.has(Concern.MENTAL_HEALTH)) {
      steps.add(
          "You mention your mental health: these practices go beside treatment, not in its place; if you think of harming yourself, call your local emergency or crisis line.");
    }
    return List.copyOf(steps);
  }

  private String crash() {
    return switch (person.energyCrash()) {
      case CAFFEINE ->
          sources.cite(
              "Instead of the next coffee: a glass of water and ten minutes' walk; keep the day's caffeine below 400 mg and before %s."
                  .formatted(rhythm.lastCaffeine()),
              Source.EFSA_CAFFEINE_2015,
              Source.DRAKE_2013);
      case SNACK ->
          sources.cite(
              "If you need the snack, let it have protein and fibre, as the menu's snacks do, and take it away from the desk.",
              Source.REYNOLDS_FIBRE_2019);
      case BREAK ->
          sources.cite(
              "Keep the break, and spend it walking or in daylight.", Source.ALBULESCU_2022);
      case PUSH_THROUGH ->
          sources.cite(
              "Do not push on: ten minutes off now give back more than they take.",
              Source.ALBULESCU_2022);
      case UNSTATED ->
          sources.cite("Take ten minutes off, walking if you can.", Source.ALBULESCU_2022);
    };
  }

  private List<String> optimizations() {
    List<String> points = new ArrayList<>();
    points.add(
        switch (person.eatingStyle()) {
          case THREE_MEALS ->
              "You eat three meals: keep a pause of 20 minutes around each, without a screen.";
          case INTERMITTENT_FASTING ->
              "You fast for part of the day: if irritability comes before the first meal at %s, move it an hour earlier."
                  .formatted(rhythm.firstMeal());
          case SNACKING_GRAZING ->
              "You graze: fixed times for the menu's meals and snacks take many small decisions off your mind.";
          case NO_PATTERN ->
              "You eat without a pattern: three fixed times, starting at %s, are the cheapest relief for the afternoon dip."
                  .formatted(rhythm.firstMeal());
        });
    if (person.mealsCooked() != null) {
      points.add(
          "About cooking you wrote %s: put the menu's batch-cooking on one quiet day, so that busy evenings need no decision."
              .formatted(Text.quote(person.mealsCooked())));
    }
    points.add(
        sources.cite(
            "Hold the sleep window %s–%s; short sleep and strain feed each other."
                .formatted(rhythm.bed(), rhythm.wake()),
            Source.AASM_SRS_2015));
    return List.copyOf(points);
  }

  private String why() {
    return sources.cite(
        person.mainPriority() == MainPriority.EMOTIONAL
            ? "Emotional balance is your priority, and small practices done daily are what held up in trials."
            : "Short practices done daily change mood and arousal within weeks, and they make the rest of this plan easier to keep.",
        Source.BALBAN_2023,
        Source.GOYAL_2014);
  }

  /** The dip comes some eight hours after getting up. */
  private LocalTime slump() {
    return rhythm.wake().plusHours(8);
  }
}
