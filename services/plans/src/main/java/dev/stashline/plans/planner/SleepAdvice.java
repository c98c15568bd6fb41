package dev.stashline.plans.planner;

import java.util.ArrayList;
import java.util.List;

/**
 * Writes the sleep pillar: times from the first meal, advice from priority, energy crash, alcohol
 * and conditions.
 */
final class SleepAdvice {

  private final Profile person;
  private final Rhythm rhythm;
  private final Bibliography sources;

  SleepAdvice(Profile person, Rhythm rhythm, Bibliography sources) {
    this.person = person;
    this.rhythm = rhythm;
    this.sources = sources;
  }

  Lifestyle.SleepOptimization compose() {
    return new Lifestyle.SleepOptimization(
        intro(), rhythm.bed() + "–" + rhythm.wake(), evening(), morning(), supplements(), why());
  }

  private String intro() {
    boolean older = person.age() >= 65;
    String need =
        older
            ? "From 65 on, seven to eight hours of sleep are recommended"
            : "At %d, seven hours of sleep or more are recommended".formatted(person.age());
    String times =
        rhythm.wakeIsGuess()
            ? "Your first meal says little about when you get up, so %s is assumed; move the whole window if that is wrong."
                .formatted(rhythm.wake())
            : "With a first meal around %s, getting up at %s fits, and so does lights out at %s."
                .formatted(rhythm.firstMeal(), rhythm.wake(), rhythm.bed());
    return sources.cite(need + ".", older ? Source.NSF_2015 : Source.AASM_SRS_2015) + " " + times;
  }

  private List<String> evening() {
    List<String> steps = new ArrayList<>();
    steps.add(caffeine());
    steps.add("Finish the last meal by %s.".formatted(rhythm.lastMeal()));
    if (person.drinksAlcohol()) {
      steps.add(
          sources.cite(
              "About alcohol you wrote %s. It shortens the time to fall asleep and then breaks up the second half of the night; keep it away from the last three hours, or leave it out."
                  .formatted(Text.quote(person.alcohol())),
              Source.EBRAHIM_2013));
    }
    steps.add(
        sources.cite(
            "From %s dim the lights and put screens away.".formatted(rhythm.bed().minusHours(2)),
            Source.BROWN_2022,
            Source.CHANG_2015));
    steps.add(
        sources.cite(
            "A warm shower or bath of ten minutes at about %s, one to two hours before bed."
                .formatted(rhythm.bed().minusMinutes(90)),
            Source.HAGHAYEGH_2019));
    if (person.mainPriority() == MainPriority.EMOTIONAL || person.has(Concern.MENTAL_HEALTH)) {
      steps.add(
          sources.cite(
              "Write down what is on your mind and the first step for tomorrow, then five minutes of slow breathing, about six breaths a minute.",
              Source.LABORDE_2022));
    }
    if (person.has(Concern.SLEEP_DISORDER)) {
      steps.add(
          sources.cite(
              "You mention a sleep disorder: for lasting insomnia, cognitive behavioural therapy (CBT-I) is the first choice; suspected apnoea needs a sleep test.",
              Source.AASM_INSOMNIA_2021));
    }
    return List.copyOf(steps);
  }

  private String caffeine() {
    String rule =
        "No coffee, cola, energy drink or strong tea after %s: 400 mg of caffeine six hours before bed still took an hour of sleep."
            .formatted(rhythm.lastCaffeine());
    return sources.cite(
        person.energyCrash() == EnergyCrash.CAFFEINE
            ? "You meet an energy crash with caffeine, so this matters most for you. " + rule
            : rule,
        Source.DRAKE_2013);
  }

  private List<String> morning() {
    List<String> steps = new ArrayList<>();
    steps.add("Get up at %s on every day of the week, free days too.".formatted(rhythm.wake()));
    steps.add(
        sources.cite(
            "Go outside or to a bright window soon after getting up; bright days and dark evenings set the inner clock.",
            Source.BROWN_2022));
    steps.add(
        switch (person.firstMeal()) {
          case AFTER_11AM ->
              "Your first meal comes at about %s; until then drink water, and unsweetened coffee or tea if you like."
                  .formatted(rhythm.firstMeal());
          case VARIES ->
              "Your first meal varies; eating it within the same hour each day, for example at %s, gives the day a second anchor."
                  .formatted(rhythm.firstMeal());
          case BEFORE_7AM, FROM_7_TO_9AM, FROM_9_TO_11AM ->
              "Keep the first meal at about %s, as you do now; it is the day's second anchor."
                  .formatted(rhythm.firstMeal());
        });
    return List.copyOf(steps);
  }

  private List<String> supplements() {
    List<String> notes = new ArrayList<>();
    notes.add(
        sources.cite(
            "No sleep supplement is recommended from what you told; habits come first, and they work better for lasting insomnia.",
            Source.AASM_INSOMNIA_2021));
    if (!person.has(Concern.KIDNEY_DISEASE)) {
      notes.add(
          sources.cite(
              "Cover magnesium by food (your goal is in the micronutrient table); more than 350 mg a day from supplements is above the upper limit.",
              Source.ODS_MAGNESIUM));
    }
    if (person.takes(Medicine.SEROTONERGIC)) {
      notes.add(
          sources.cite(
              "You take a medicine that acts on serotonin: do not add St John's wort, 5-HTP or tryptophan without your doctor.",
              Source.NCCIH_ST_JOHNS_WORT));
    }
    return List.copyOf(notes);
  }

  private String why() {
    String mine =
        switch (person.mainPriority()) {
          case LONGEVITY -> "Your priority is longevity";
          case COGNITIVE -> "Your priority is a clear head";
          case PHYSICAL -> "Your priority is physical performance";
          case BODY_COMPOSITION -> "Your priority is body composition";
          case EMOTIONAL -> "Your priority is emotional balance";
        };
    return sources.cite(
        mine
            + ": regularly sleeping less than seven hours goes with weight gain, diabetes, high blood pressure, depression, weaker performance and more errors.",
        Source.AASM_SRS_2015);
  }
}
