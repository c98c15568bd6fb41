package dev.stashline.plans.planner;

import com.fasterxml.jackson.annotation.JsonValue;

/** What the person reaches for when energy drops; {@code UNSTATED} if the question was left out. */
public enum EnergyCrash implements Choice {
  CAFFEINE("caffeine"),
  SNACK("snack"),
  BREAK("break"),
  PUSH_THROUGH("push-through"),
  UNSTATED("unstated");

  private final String code;

  EnergyCrash(String code) {
    this.code = code;
  }

  @Override
  @JsonValue
  public String code() {
    return code;
  }
}
