package dev.stashline.plans.planner;

/**
 * A body mass, held to 0.1 kg, the resolution of a bathroom scale.
 *
 * <p>The rounding makes the unit irrelevant: 145 lb (65.77 kg) and 65.8 kg are the same value.
 */
public record Mass(double kilograms) {

  /** The international avoirdupois pound, exact by definition (1959). */
  private static final double KILOGRAMS_PER_POUND = 0.45359237;

  public Mass {
    kilograms = Math.round(kilograms * 10) / 10.0;
  }

  public static Mass ofKilograms(double kilograms) {
    return new Mass(kilograms);
  }

  public static Mass ofPounds(double pounds) {
    return new Mass(pounds * KILOGRAMS_PER_POUND);
  }
}
