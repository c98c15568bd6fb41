package dev.stashline.plans.menu;

import java.util.List;
import java.util.Locale;

/** The kind of food, and the wider words that mean all of its kind. */
enum FoodGroup {
  GRAIN("grain", "cereal"),
  LEGUME("legume", "pulse"),
  VEGETABLE("vegetable"),
  LEAFY("vegetable", "leafy green", "greens", "leafy vegetable"),
  ROOT("vegetable", "root vegetable"),
  MUSHROOM("mushroom", "fungi"),
  FRUIT("fruit"),
  HERB("herb"),
  SPICE("spice"),
  NUT("nut"),
  SEED("seed"),
  SWEET("sweetener"),
  OIL("oil"),
  DAIRY("dairy"),
  EGG("egg"),
  POULTRY("poultry", "meat"),
  MEAT("meat", "red meat"),
  FISH("fish", "seafood"),
  SHELLFISH("shellfish", "seafood"),
  SAUCE,
  DRINK,
  POWDER("protein powder"),
  /** Used by the pinch or the splash; no figures are carried, and none are needed. */
  SEASONING,
  /**
   * Known by name so that it is not taken for something else, but without figures: it cannot be
   * planned with.
   */
  UNLISTED;

  private final List<Words> words;

  FoodGroup(String... words) {
    this.words = List.of(words).stream().map(Words::of).toList();
  }

  static FoodGroup of(String code) {
    return valueOf(code.toUpperCase(Locale.ROOT));
  }

  /** Whether it comes from an animal, so that a vegan namesake is another food. */
  boolean isAnimal() {
    return switch (this) {
      case DAIRY, EGG, POULTRY, MEAT, FISH, SHELLFISH -> true;
      default -> false;
    };
  }

  List<Words> words() {
    return words;
  }
}
