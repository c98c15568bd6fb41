package dev.stashline.plans.menu;

import dev.stashline.plans.planner.Concern;
import dev.stashline.plans.planner.Intake;
import dev.stashline.plans.planner.Nutrient;
import dev.stashline.plans.planner.Profile;
import dev.stashline.plans.planner.Targets;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A person's daily targets as arrays by {@link Nutrient#ordinal()}, for the search's inner loop.
 *
 * @param mostProtein of {@code protein}; beyond it more is no gain
 * @param proteinExcessPrice what more costs: dear where the kidneys must be spared
 * @param recommended 0 where nothing is recommended
 * @param upperLimit of what ordinary food counts towards; infinite where there is none
 */
record Needs(
    double kcal,
    double protein,
    double mostProtein,
    double proteinExcessPrice,
    double fat,
    double fibre,
    double[] recommended,
    double[] upperLimit) {

  static Needs of(Profile profile, Targets targets) {
    boolean sparing = profile.has(Concern.KIDNEY_DISEASE);
    double[] recommended = new double[Nutrient.values().length];
    double[] upperLimit = new double[Nutrient.values().length];
    Arrays.fill(upperLimit, Double.POSITIVE_INFINITY);
    for (Map.Entry<Nutrient, Intake> entry : targets.micronutrients().entrySet()) {
      recommended[entry.getKey().ordinal()] = entry.getValue().recommended();
      @Nullable Double limit = entry.getValue().upperLimitInFood();
      if (limit != null) {
        upperLimit[entry.getKey().ordinal()] = limit;
      }
    }
    return new Needs(
        targets.energyKcal(),
        targets.proteinG(),
        sparing ? 1.0 : 1.35,
        sparing ? 12 : 1.5,
        targets.fatG(),
        targets.fibreG(),
        recommended,
        upperLimit);
  }
}
