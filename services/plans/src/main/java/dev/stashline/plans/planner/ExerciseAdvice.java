package dev.stashline.plans.planner;

import dev.stashline.plans.planner.Lifestyle.TrainingDay;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes the exercise pillar: the week from the priority, the movements from age, build and
 * conditions.
 */
final class ExerciseAdvice {

  private final Profile person;
  private final Rhythm rhythm;
  private final Bibliography sources;

  ExerciseAdvice(Profile person, Rhythm rhythm, Bibliography sources) {
    this.person = person;
    this.rhythm = rhythm;
    this.sources = sources;
  }

  Lifestyle.ExerciseProtocol compose() {
    List<TrainingDay> week = week();
    return new Lifestyle.ExerciseProtocol(
        intro(), structure(week), week, cardio(), recovery(), progression(), why());
  }

  private String intro() {
    String base =
        sources.cite(
            "Adults need 150 to 300 minutes of moderate movement a week and muscle work on two days or more; this week is built to reach that for your priority, %s."
                .formatted(person.mainPriority().code().replace('-', ' ')),
            Source.WHO_ACTIVITY_2020);
    if (person.has(Concern.HEART_DISEASE) || person.has(Concern.PREGNANCY)) {
      return base
          + " "
          + sources.cite(
              "Because of what you wrote under conditions, start only after your doctor agrees; until then, walk easily.",
              Source.PARQ_2011);
    }
    if (person.has(Concern.EATING_DISORDER)) {
      return base
          + " Because you mention an eating disorder, agree on any training with your care team first.";
    }
    return base
        + " "
        + sources.cite(
            "The form does not ask how fit you are: go through the PAR-Q+ questions before you start.",
            Source.PARQ_2011);
  }

  private String structure(List<TrainingDay> week) {
    long strength = week.stream().filter(day -> day.focus().contains("strength")).count();
    String text =
        "%d sessions a week, %d of them strength, with the rest of the days free."
            .formatted(week.size(), strength);
    return isOlder()
        ? text
            + " "
            + sources.cite(
                "From 65 on, balance work on three days a week is added, since it prevents falls.",
                Source.WHO_ACTIVITY_2020,
                Source.SHERRINGTON_2019)
        : text;
  }

  private List<TrainingDay> week() {
    List<TrainingDay> days = new ArrayList<>();
    switch (plan()) {
      case PHYSICAL -> {
        days.add(strength("Monday", "upper-body strength", upper()));
        days.add(strength("Tuesday", "lower-body strength", lower()));
        days.add(strength("Thursday", "upper-body strength", upper()));
        days.add(strength("Friday", "lower-body strength", lower()));
        days.add(endurance("Saturday", 45));
      }
      case BODY_COMPOSITION -> {
        days.add(strength("Monday", "full-body strength A", fullBodyA()));
        days.add(endurance("Tuesday", 40));
        days.add(strength("Wednesday", "full-body strength B", fullBodyB()));
        days.add(endurance("Thursday", 40));
        days.add(strength("Friday", "full-body strength A", fullBodyA()));
        days.add(endurance("Saturday", 70));
      }
      case LONGEVITY -> {
        days.add(strength("Monday", "full-body strength A", fullBodyA()));
        days.add(endurance("Tuesday", 45));
        days.add(strength("Thursday", "full-body strength B", fullBodyB()));
        days.add(endurance("Friday", 45));
        days.add(endurance("Sunday", 60));
      }
      case COGNITIVE -> {
        days.add(endurance("Monday", 40));
        days.add(strength("Tuesday", "full-body strength A", fullBodyA()));
        days.add(endurance("Wednesday", 40));
        days.add(strength("Thursday", "full-body strength B", fullBodyB()));
        days.add(endurance("Friday", 40));
        days.add(endurance("Sunday", 30));
      }
      case EMOTIONAL -> {
        days.add(endurance("Monday", 40));
        days.add(strength("Tuesday", "full-body strength A", fullBodyA()));
        days.add(endurance("Wednesday", 40));
        days.add(strength("Friday", "full-body strength B", fullBodyB()));
        days.add(endurance("Saturday", 70));
      }
    }
    return List.copyOf(days);
  }

  /** An athletic goal trains like physical performance unless fat loss comes first. */
  private MainPriority plan() {
    return person.drivingGoal() == DrivingGoal.ATHLETIC
            && person.mainPriority() != MainPriority.BODY_COMPOSITION
        ? MainPriority.PHYSICAL
        : person.mainPriority();
  }

  private TrainingDay strength(String day, String focus, List<String> exercises) {
    List<String> all = new ArrayList<>(exercises);
    if (isOlder()) {
      all.add("Balance: stand on one leg by a wall, 3 × 20 s each side");
    }
    return new TrainingDay(day, focus, "40–50 min", List.copyOf(all), timing());
  }

  private TrainingDay endurance(String day, int minutes) {
    String kind =
        needsLowImpact()
            ? "Cycling, swimming or brisk walking on the flat"
            : person.mainPriority() == MainPriority.EMOTIONAL
                ? "Brisk walking or easy running outdoors, best among trees"
                : "Brisk walking, cycling or easy running";
    List<String> exercises = new ArrayList<>();
    exercises.add(kind + "; you can talk but not sing");
    if (isOlder()) {
      exercises.add("Balance: heel-to-toe walk, 3 × 10 steps");
    }
    return new TrainingDay(day, "endurance", minutes + " min", List.copyOf(exercises), timing());
  }

  private String timing() {
    if (person.takes(Medicine.HYPOGLYCAEMIC)) {
      return sources.cite(
          "One to two hours after a meal, never fasted; check your glucose before and after",
          Source.ADA_EXERCISE_2016);
    }
    return person.firstMeal() == FirstMeal.AFTER_11AM
        ? "In the hour before your first meal at "
            + rhythm.firstMeal()
            + ", or late in the afternoon"
        : "Before " + rhythm.bed().minusHours(3) + ", at whatever hour you can keep";
  }

  private String sets() {
    return person.drivingGoal() == DrivingGoal.ATHLETIC ? "3 × 8–12" : "2 × 8–12";
  }

  private List<String> fullBodyA() {
    return isGentle()
        ? each("Chair stand", "Wall push-up", "Band row", "Step-up on a low step", "Heel raise")
        : each("Goblet squat", "Push-up", "One-arm row", "Romanian deadlift", "Dead bug");
  }

  private List<String> fullBodyB() {
    return isGentle()
        ? each(
            "Supported split squat",
            "Seated overhead press",
            "Band pull-down",
            "Glute bridge",
            "Farmer's walk")
        : each("Split squat", "Overhead press", "Pull-down or pull-up", "Hip thrust", "Side plank");
  }

  private List<String> upper() {
    return isGentle()
        ? each("Wall push-up", "Band row", "Seated overhead press", "Band pull-down", "Biceps curl")
        : each(
            "Bench press or push-up",
            "Row",
            "Overhead press",
            "Pull-down or pull-up",
            "Biceps curl");
  }

  private List<String> lower() {
    return isGentle()
        ? each(
            "Chair stand",
            "Hip hinge with a light weight",
            "Step-up on a low step",
            "Glute bridge",
            "Heel raise")
        : each("Squat", "Romanian deadlift", "Split squat", "Calf raise", "Plank");
  }

  private List<String> each(String... names) {
    List<String> exercises = new ArrayList<>();
    for (String name : names) {
      exercises.add(name + ", " + sets());
    }
    return exercises;
  }

  private String cardio() {
    List<String> notes = new ArrayList<>();
    if (plan() == MainPriority.PHYSICAL) {
      notes.add(
          sources.cite(
              "Strength fills your week, so add a brisk walk of 15 minutes each day; with Saturday that makes 150 minutes.",
              Source.WHO_ACTIVITY_2020));
    }
    if (plan() == MainPriority.COGNITIVE) {
      notes.add(
          sources.cite(
              "Three sessions of 40 minutes are the dose that enlarged the hippocampus and improved memory of older adults in a one-year trial.",
              Source.ERICKSON_2011));
    }
    if (person.conditions().contains(Condition.DIABETES)
        || person.conditions().contains(Condition.PCOS)) {
      notes.add(
          sources.cite(
              "Walk ten minutes after each main meal: in type 2 diabetes that lowered glucose more than one walk of half an hour.",
              Source.REYNOLDS_WALK_2016));
    }
    if (person.conditions().contains(Condition.HIGH_BLOOD_PRESSURE)) {
      notes.add(
          sources.cite(
              "For your blood pressure, add wall sits, 4 × 2 minutes with 2 minutes between, three times a week; breathe on, never hold your breath.",
              Source.EDWARDS_2023));
    }
    if (notes.isEmpty()) {
      notes.add(
          sources.cite(
              "The endurance sessions add up to 150 minutes; every further minute counts, also the stairs.",
              Source.WHO_ACTIVITY_2020));
    }
    return String.join(" ", notes);
  }

  private String recovery() {
    String base =
        "Leave 48 hours between two sessions for the same muscles, and use the window %s–%s for sleep.";
    return sources.cite(base.formatted(rhythm.bed(), rhythm.wake()), Source.ACSM_2009);
  }

  private String progression() {
    return sources.cite(
        "When you manage one or two repetitions more than asked in two sessions running, raise the load by 2 to 10 %.",
        Source.ACSM_2009);
  }

  private String why() {
    return switch (plan()) {
      case PHYSICAL ->
          sources.cite(
              "Training each muscle twice a week builds more than once a week.",
              Source.SCHOENFELD_2016);
      case BODY_COMPOSITION ->
          sources.cite(
              "With less energy on the plate, strength training and protein keep the muscle while fat is lost.",
              Source.ISSN_PROTEIN_2017);
      case LONGEVITY ->
          sources.cite(
              "Endurance and muscle work lower the risk of early death, heart disease, type 2 diabetes and some cancers.",
              Source.WHO_ACTIVITY_2020);
      case COGNITIVE ->
          sources.cite(
              "Regular movement supports memory, attention and thinking at every adult age.",
              Source.WHO_ACTIVITY_2020);
      case EMOTIONAL ->
          sources.cite(
              "Walking, running, yoga and strength training eased depression in trials, the more intense the more.",
              Source.NOETEL_2024);
    };
  }

  private boolean isOlder() {
    return person.age() >= 65;
  }

  private boolean needsLowImpact() {
    return person.bodyMassIndex() >= Energy.OBESE || isOlder() || person.has(Concern.OSTEOPOROSIS);
  }

  private boolean isGentle() {
    return needsLowImpact() || person.has(Concern.HEART_DISEASE) || person.has(Concern.PREGNANCY);
  }
}
