package dev.stashline.plans.planner;

import com.fasterxml.jackson.annotation.JsonValue;
import java.time.LocalTime;

/** When the person first eats. */
public enum FirstMeal implements Choice {
  BEFORE_7AM("before-7am", LocalTime.of(6, 30)),
  FROM_7_TO_9AM("7-9am", LocalTime.of(8, 0)),
  FROM_9_TO_11AM("9-11am", LocalTime.of(10, 0)),
  AFTER_11AM("after-11am", LocalTime.of(12, 0)),
  /** No fixed time; a plan has to name one, so it names eight o'clock. */
  VARIES("varies", LocalTime.of(8, 0));

  private final String code;
  private final LocalTime time;

  FirstMeal(String code, LocalTime time) {
    this.code = code;
    this.time = time;
  }

  @Override
  @JsonValue
  public String code() {
    return code;
  }

  /** The wall-clock time the plan gives the day's first meal: inside the stated span. */
  public LocalTime time() {
    return time;
  }
}
