package dev.stashline.plans.menu;

import dev.stashline.plans.planner.ProteinSource;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a protein food counts as when a person lists what they eat. */
public enum ProteinClass {
  CHICKEN(ProteinSource.CHICKEN),
  RED_MEAT(ProteinSource.RED_MEAT),
  FISH_SEAFOOD(ProteinSource.FISH_SEAFOOD),
  EGGS(ProteinSource.EGGS),
  DAIRY(ProteinSource.DAIRY),
  PLANT_BASED(ProteinSource.PLANT_BASED),
  PROTEIN_POWDER(ProteinSource.PROTEIN_POWDER),
  /**
   * Turkey, duck, rabbit: the form does not offer them, so a person who lists anything gets them
   * only by name.
   */
  OTHER_MEAT(null);

  private final Optional<ProteinSource> listedAs;

  ProteinClass(@Nullable ProteinSource listedAs) {
    this.listedAs = Optional.ofNullable(listedAs);
  }

  static ProteinClass of(String code) {
    return valueOf(code.toUpperCase(Locale.ROOT).replace('-', '_'));
  }

  /** The form's answer that covers it; empty if none does. */
  Optional<ProteinSource> listedAs() {
    return listedAs;
  }

  String code() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
