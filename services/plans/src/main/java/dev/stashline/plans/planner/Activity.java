package dev.stashline.plans.planner;

/**
 * How much a person moves: total over basal energy expenditure.
 *
 * <p>The five steps 1.2 to 1.9 are those in common use with Mifflin-St Jeor. FAO/WHO/UNU 2004 gives
 * 1.40–1.69 for a sedentary or light life, 1.70–1.99 for an active one; ours lie below, so that an
 * unknown is not overfed.
 */
enum Activity {
  SEDENTARY(1.2),
  LIGHT(1.375),
  MODERATE(1.55),
  VERY_ACTIVE(1.725),
  EXTREMELY_ACTIVE(1.9);

  private final double multiplier;

  Activity(double multiplier) {
    this.multiplier = multiplier;
  }

  double multiplier() {
    return multiplier;
  }

  /**
   * The step assumed for {@code person}. The form does not ask, so: light for all, moderate for
   * those who named an athletic goal. Nobody is assumed to be more active than that.
   */
  static Activity assumedFor(Profile person) {
    return person.drivingGoal() == DrivingGoal.ATHLETIC ? MODERATE : LIGHT;
  }
}
