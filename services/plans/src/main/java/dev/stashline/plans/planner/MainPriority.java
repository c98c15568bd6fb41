package dev.stashline.plans.planner;

import com.fasterxml.jackson.annotation.JsonValue;

/** What the person wants to improve first. */
public enum MainPriority implements Choice {
  LONGEVITY("longevity"),
  COGNITIVE("cognitive"),
  PHYSICAL("physical"),
  BODY_COMPOSITION("body-composition"),
  EMOTIONAL("emotional");

  private final String code;

  MainPriority(String code) {
    this.code = code;
  }

  @Override
  @JsonValue
  public String code() {
    return code;
  }
}
