package dev.stashline.plans.planner;

import com.fasterxml.jackson.annotation.JsonValue;

/** The protein sources the form offers; anything else arrives as free text. */
public enum ProteinSource implements Choice {
  CHICKEN("chicken"),
  RED_MEAT("red-meat"),
  FISH_SEAFOOD("fish-seafood"),
  EGGS("eggs"),
  DAIRY("dairy"),
  PLANT_BASED("plant-based"),
  PROTEIN_POWDER("protein-powder");

  private final String code;

  ProteinSource(String code) {
    this.code = code;
  }

  @Override
  @JsonValue
  public String code() {
    return code;
  }
}
