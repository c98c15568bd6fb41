package dev.stashline.plans.menu;

import dev.stashline.plans.planner.Profile;
import dev.stashline.plans.planner.Targets;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;

/**
 * How a person's day is divided into two to four meals.
 *
 * @param meals in order of time; their shares add up to 1
 */
record DayPattern(List<Eating> meals) {

  /** The window of an intermittent faster: eight hours, the common 16:8. */
  private static final int WINDOW_MINUTES = 8 * 60;

  private static final LocalTime USUAL_LUNCH = LocalTime.of(12, 30);
  private static final LocalTime USUAL_DINNER = LocalTime.of(19, 0);
  private static final LocalTime LATEST_DINNER = LocalTime.of(21, 0);

  /**
   * One time to eat.
   *
   * @param share of the day's energy, 0 to 1
   */
  record Eating(Slot slot, LocalTime time, double share) {}

  /** The pattern of an eating style; a big eater gets a snack more, within four meals a day. */
  static DayPattern of(Profile profile, Targets targets) {
    LocalTime first = profile.firstMeal().time();
    int kcal = targets.energyKcal();
    return switch (profile.eatingStyle()) {
      case THREE_MEALS -> threeMeals(first, false);
      case NO_PATTERN -> threeMeals(first, kcal >= 2400);
      case SNACKING_GRAZING -> threeMeals(first, true);
      case INTERMITTENT_FASTING -> window(first, kcal >= 2600);
    };
  }

  private static DayPattern threeMeals(LocalTime first, boolean snack) {
    LocalTime lunch = later(USUAL_LUNCH, first.plusMinutes(240));
    LocalTime dinner = earlier(later(USUAL_DINNER, lunch.plusMinutes(270)), LATEST_DINNER);
    List<Eating> meals = new ArrayList<>();
    double snackShare = snack ? 0.13 : 0;
    double rest = 1 - snackShare;
    meals.add(new Eating(Slot.BREAKFAST, first, 0.27 * rest));
    meals.add(new Eating(Slot.LUNCH, lunch, 0.365 * rest));
    if (snack) {
      meals.add(new Eating(Slot.SNACK, middle(lunch, dinner), snackShare));
    }
    meals.add(new Eating(Slot.DINNER, dinner, 0.365 * rest));
    return new DayPattern(meals);
  }

  private static DayPattern window(LocalTime first, boolean big) {
    Slot opening = first.isBefore(LocalTime.of(11, 0)) ? Slot.BREAKFAST : Slot.LUNCH;
    LocalTime last = first.plusMinutes(WINDOW_MINUTES - 60);
    List<Eating> meals = new ArrayList<>();
    meals.add(new Eating(opening, first, big ? 0.36 : 0.42));
    if (big) {
      meals.add(new Eating(Slot.SNACK, first.plusMinutes(140), 0.13));
      meals.add(new Eating(Slot.SNACK, first.plusMinutes(280), 0.13));
    } else {
      meals.add(new Eating(Slot.SNACK, first.plusMinutes(210), 0.14));
    }
    meals.add(new Eating(Slot.DINNER, last, big ? 0.38 : 0.44));
    return new DayPattern(meals);
  }

  private static LocalTime later(LocalTime a, LocalTime b) {
    return a.isAfter(b) ? a : b;
  }

  private static LocalTime earlier(LocalTime a, LocalTime b) {
    return a.isBefore(b) ? a : b;
  }

  /** Half-way, to the quarter of an hour. */
  private static LocalTime middle(LocalTime a, LocalTime b) {
    int minutes = (a.toSecondOfDay() + b.toSecondOfDay()) / 120;
    return LocalTime.ofSecondOfDay((long) Math.round(minutes / 15f) * 15 * 60);
  }
}
