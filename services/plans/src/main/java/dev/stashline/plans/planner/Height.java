package dev.stashline.plans.planner;

/**
 * A body height, held to 0.1 cm.
 *
 * <p>The rounding makes the unit irrelevant: 5 ft 6 in (167.64 cm) and 167.6 cm are the same value.
 */
public record Height(double centimetres) {

  /** Exact by definition (1959). */
  private static final double CENTIMETRES_PER_INCH = 2.54;

  private static final int INCHES_PER_FOOT = 12;

  public Height {
    centimetres = Math.round(centimetres * 10) / 10.0;
  }

  public static Height ofCentimetres(double centimetres) {
    return new Height(centimetres);
  }

  public static Height ofFeetAndInches(double feet, double inches) {
    return new Height((feet * INCHES_PER_FOOT + inches) * CENTIMETRES_PER_INCH);
  }

  double metres() {
    return centimetres / 100;
  }
}
