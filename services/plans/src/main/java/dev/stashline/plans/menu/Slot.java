package dev.stashline.plans.menu;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** The place of a meal in the day. */
public enum Slot {
  BREAKFAST,
  LUNCH,
  DINNER,
  SNACK;

  @JsonValue
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
