package dev.stashline.plans.menu;

/**
 * A household measure of one food.
 *
 * @param unit what is counted, for example {@code tbsp} or {@code egg}
 * @param grams what one of it weighs
 */
record Measure(String unit, double grams) {

  private static final String[] QUARTERS = {"", "¼", "½", "¾"};

  /**
   * {@code grams} in this unit to the nearest quarter, for example {@code 1½ tbsp}; empty below a
   * quarter.
   */
  String of(double grams) {
    if (unit.equals("tbsp") && grams < this.grams / 2) {
      return new Measure("tsp", this.grams / 3).of(grams);
    }
    long quarters = Math.round(4 * grams / this.grams);
    if (quarters == 0) {
      return "";
    }
    String number =
        (quarters >= 4 ? String.valueOf(quarters / 4) : "") + QUARTERS[(int) (quarters % 4)];
    return number + " " + (quarters > 4 && !unit.endsWith("sp") ? plural(unit) : unit);
  }

  private static String plural(String unit) {
    if (unit.endsWith("ch") || (unit.endsWith("o") && !unit.equals("avocado"))) {
      return unit + "es";
    }
    return unit.endsWith("y") ? unit.substring(0, unit.length() - 1) + "ies" : unit + "s";
  }
}
