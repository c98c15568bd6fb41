package dev.stashline.plans.planner;

import com.fasterxml.jackson.annotation.JsonValue;

/** Why the person wants it. */
public enum DrivingGoal implements Choice {
  CAREER("career"),
  FAMILY("family"),
  ATHLETIC("athletic"),
  HEALTH("health"),
  CONDITION("condition");

  private final String code;

  DrivingGoal(String code) {
    this.code = code;
  }

  @Override
  @JsonValue
  public String code() {
    return code;
  }
}
