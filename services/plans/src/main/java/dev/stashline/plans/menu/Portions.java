package dev.stashline.plans.menu;

import dev.stashline.plans.planner.Nutrient;
import java.util.Optional;
import org.ojalgo.optimisation.Expression;
import org.ojalgo.optimisation.ExpressionsBasedModel;
import org.ojalgo.optimisation.Optimisation;
import org.ojalgo.optimisation.Variable;

/**
 * Sizes the portions of a chosen week by one linear programme.
 *
 * <p>Each day's energy is held; the gaps that remain in protein, fat, fibre and the week's vitamins
 * and minerals are made as small as can be, an excess over an upper limit first of all.
 */
final class Portions {

  /** Rounding to grams moves a day by about one per cent more; the rule allows five. */
  private static final double ENERGY_BAND = 0.025;

  private final DayPattern pattern;
  private final Needs needs;
  private final Dish[][] week;
  private final Leeway leeway;
  private final ExpressionsBasedModel model = new ExpressionsBasedModel();

  Portions(DayPattern pattern, Needs needs, Dish[][] week, Leeway leeway) {
    this.pattern = pattern;
    this.needs = needs;
    this.week = week;
    this.leeway = leeway;
  }

  /** Servings by day and meal; empty if no size of these dishes meets the energy of each day. */
  Optional<double[][]> solve() {
    Variable[][] servings = new Variable[Menu.DAYS][pattern.meals().size()];
    for (int day = 0; day < Menu.DAYS; day++) {
      for (int meal = 0; meal < pattern.meals().size(); meal++) {
        double kcal = week[day][meal].kcal();
        double intended = pattern.meals().get(meal).share() * needs.kcal();
        servings[day][meal] =
            model
                .newVariable("serving " + day + "." + meal)
                .lower(leeway.least(intended, kcal) / kcal)
                .upper(leeway.most(intended, kcal) / kcal);
      }
      limitDay(day, servings[day]);
    }
    for (Nutrient nutrient : Nutrient.values()) {
      limitWeek(nutrient, servings);
    }
    Optimisation.Result result = model.minimise();
    if (!result.getState().isFeasible()) {
      return Optional.empty();
    }
    double[][] factors = new double[Menu.DAYS][pattern.meals().size()];
    for (int day = 0; day < Menu.DAYS; day++) {
      for (int meal = 0; meal < factors[day].length; meal++) {
        factors[day][meal] = result.doubleValue(model.indexOf(servings[day][meal]));
      }
    }
    return Optional.of(factors);
  }

  private void limitDay(int day, Variable[] servings) {
    sum("energy " + day, day, servings, Nutrient.ENERGY, 1 / needs.kcal())
        .lower(1 - ENERGY_BAND)
        .upper(1 + ENERGY_BAND);
    sum("protein " + day, day, servings, Nutrient.PROTEIN, 1 / needs.protein())
        .lower(1)
        .set(gap("protein gap " + day, 30 * leeway.proteinWeight()), 1);
    sum("protein excess " + day, day, servings, Nutrient.PROTEIN, 1 / needs.protein())
        .upper(needs.mostProtein())
        .set(gap("protein surplus " + day, needs.proteinExcessPrice()), -1);
    Expression fibre = sum("fibre " + day, day, servings, Nutrient.FIBRE, 1 / needs.fibre());
    fibre.lower(0.9).upper(1.4);
    fibre.set(gap("fibre gap " + day, 1), 1);
    fibre.set(gap("fibre excess " + day, 0.3), -1);
    Expression fat = sum("fat " + day, day, servings, Nutrient.FAT, 1 / needs.fat());
    fat.lower(0.88).upper(1.12);
    fat.set(gap("fat gap " + day, 1.5), 1);
    fat.set(gap("fat excess " + day, 1.5), -1);
  }

  private void limitWeek(Nutrient nutrient, Variable[][] servings) {
    double recommended = needs.recommended()[nutrient.ordinal()];
    double limit = needs.upperLimit()[nutrient.ordinal()];
    if (recommended > 0) {
      weekSum(nutrient + " enough", servings, nutrient, 1 / recommended / Menu.DAYS)
          .lower(1)
          .set(gap(nutrient + " gap", 6), 1);
    }
    if (limit != Double.POSITIVE_INFINITY) {
      weekSum(nutrient + " limit", servings, nutrient, 1 / limit / Menu.DAYS)
          .upper(0.96)
          .set(gap(nutrient + " excess", 20_000), -1);
    }
  }

  private Variable gap(String name, double price) {
    return model.newVariable(name).lower(0).weight(price);
  }

  private Expression sum(
      String name, int day, Variable[] servings, Nutrient nutrient, double scale) {
    Expression sum = model.newExpression(name);
    for (int meal = 0; meal < servings.length; meal++) {
      sum.set(servings[meal], week[day][meal].amount(nutrient) * scale);
    }
    return sum;
  }

  private Expression weekSum(String name, Variable[][] servings, Nutrient nutrient, double scale) {
    Expression sum = model.newExpression(name);
    for (int day = 0; day < Menu.DAYS; day++) {
      for (int meal = 0; meal < servings[day].length; meal++) {
        sum.set(servings[day][meal], week[day][meal].amount(nutrient) * scale);
      }
    }
    return sum;
  }
}
