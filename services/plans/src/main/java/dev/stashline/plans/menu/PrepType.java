package dev.stashline.plans.menu;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How a meal is made. */
public enum PrepType {
  QUICK,
  BATCH_COOK,
  SLOW_COOKER,
  MEAL_PREP,
  STANDARD;

  @JsonValue
  public String code() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
