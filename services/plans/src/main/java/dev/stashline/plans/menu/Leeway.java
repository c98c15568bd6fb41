package dev.stashline.plans.menu;

/**
 * How far a portion may stray.
 *
 * @param below least share of the energy intended for a meal
 * @param above most of it
 * @param proteinWeight what a protein gap costs against other gaps
 */
record Leeway(double below, double above, double proteinWeight) {

  /** A recipe is one serving; below half of it or above three it is another dish. */
  private static final double LEAST_SERVING = 0.45;

  private static final double MOST_SERVINGS = 3.2;

  static final Leeway USUAL = new Leeway(0.72, 1.32, 6);
  static final Leeway WIDE = new Leeway(0.6, 1.5, 15);
  static final Leeway WIDEST = new Leeway(0.45, 1.8, 40);

  double least(double intendedKcal, double servingKcal) {
    return Math.max(intendedKcal * below, servingKcal * LEAST_SERVING);
  }

  double most(double intendedKcal, double servingKcal) {
    return Math.max(
        Math.min(intendedKcal * above, servingKcal * MOST_SERVINGS),
        least(intendedKcal, servingKcal));
  }

  double clip(double intendedKcal, double servingKcal) {
    return Math.clamp(
        intendedKcal, least(intendedKcal, servingKcal), most(intendedKcal, servingKcal));
  }
}
