package dev.stashline.plans.planner;

import com.fasterxml.jackson.annotation.JsonValue;

/** How the person spreads food over the day. */
public enum EatingStyle implements Choice {
  THREE_MEALS("3-meals"),
  INTERMITTENT_FASTING("intermittent-fasting"),
  SNACKING_GRAZING("snacking-grazing"),
  NO_PATTERN("no-pattern");

  private final String code;

  EatingStyle(String code) {
    this.code = code;
  }

  @Override
  @JsonValue
  public String code() {
    return code;
  }
}
