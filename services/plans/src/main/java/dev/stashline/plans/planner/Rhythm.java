package dev.stashline.plans.planner;

import java.time.Duration;
import java.time.LocalTime;

/**
 * The fixed points of a person's day, worked back from the first meal.
 *
 * @param wakeIsGuess whether the answer says too little about waking, so that seven or half past
 *     seven was assumed
 */
record Rhythm(
    LocalTime wake,
    LocalTime firstMeal,
    LocalTime lastMeal,
    LocalTime lastCaffeine,
    LocalTime bed,
    boolean wakeIsGuess) {

  /**
   * Seven hours at least (AASM/SRS 2015), half an hour more in bed than asleep, and some to spare.
   */
  private static final Duration IN_BED = Duration.ofHours(8);

  /** From 65 on, seven to eight hours are recommended (NSF 2015). */
  private static final Duration IN_BED_OLDER = Duration.ofMinutes(7 * 60 + 30);

  /** Six hours still cost sleep in Drake 2013, so two more. */
  private static final Duration CAFFEINE_BEFORE_BED = Duration.ofHours(8);

  private static final Duration MEAL_BEFORE_BED = Duration.ofHours(2);
  private static final Duration EATING_WINDOW = Duration.ofHours(8);

  static Rhythm of(Profile person) {
    LocalTime first = person.firstMeal().time();
    LocalTime wake =
        switch (person.firstMeal()) {
          case BEFORE_7AM -> first.minusMinutes(45);
          case FROM_7_TO_9AM -> first.minusHours(1);
          case FROM_9_TO_11AM -> LocalTime.of(7, 30);
          case AFTER_11AM, VARIES -> LocalTime.of(7, 0);
        };
    boolean guess =
        person.firstMeal() != FirstMeal.BEFORE_7AM && person.firstMeal() != FirstMeal.FROM_7_TO_9AM;
    LocalTime bed = wake.minus(person.age() >= 65 ? IN_BED_OLDER : IN_BED);
    LocalTime last = bed.minus(MEAL_BEFORE_BED);
    LocalTime windowEnd = first.plus(EATING_WINDOW);
    if (person.eatingStyle() == EatingStyle.INTERMITTENT_FASTING && windowEnd.isBefore(last)) {
      last = windowEnd;
    }
    return new Rhythm(wake, first, last, bed.minus(CAFFEINE_BEFORE_BED), bed, guess);
  }
}
