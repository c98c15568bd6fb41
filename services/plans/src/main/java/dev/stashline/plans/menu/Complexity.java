package dev.stashline.plans.menu;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How much skill a meal asks for. */
public enum Complexity {
  SIMPLE,
  MODERATE,
  COMPLEX;

  @JsonValue
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
