package dev.stashline.plans.menu;

import dev.stashline.plans.planner.Nutrient;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Picks a week of dishes by simulated annealing: change one dish, or swap two days, and keep the
 * better week, or now and then a slightly worse one while it is still warm.
 *
 * <p>A fixed number of steps makes it as fast for everyone and the same for equal random numbers.
 * Portions are guessed by the meal's share of the day; {@link Portions} sizes them exactly
 * afterwards.
 */
final class DishChoice {

  private static final double START_TEMPERATURE = 0.6;
  private static final double END_TEMPERATURE = 0.004;
  private static final int NUTRIENTS = Nutrient.values().length;

  private final DayPattern pattern;
  private final Needs needs;
  private final List<List<Dish>> candidates;
  private final Leeway leeway;
  private final RandomGenerator chance;

  private final Dish[][] week;
  private final double[][] days = new double[Menu.DAYS][NUTRIENTS];
  private final double[] dayCosts = new double[Menu.DAYS];

  DishChoice(
      DayPattern pattern, Needs needs, Larder larder, Leeway leeway, RandomGenerator chance) {
    this.pattern = pattern;
    this.needs = needs;
    this.candidates = pattern.meals().stream().map(meal -> larder.dishes(meal.slot())).toList();
    this.leeway = leeway;
    this.chance = chance;
    this.week = new Dish[Menu.DAYS][pattern.meals().size()];
  }

  /** The best week found: a dish for each day and meal of the pattern. */
  Dish[][] choose(int steps) {
    for (int day = 0; day < Menu.DAYS; day++) {
      for (int meal = 0; meal < pattern.meals().size(); meal++) {
        week[day][meal] = any(meal);
      }
      sum(day);
    }
    double cost = cost();
    double best = cost;
    Dish[][] bestWeek = copy();
    double temperature = START_TEMPERATURE;
    double cooling = Math.pow(END_TEMPERATURE / START_TEMPERATURE, 1.0 / steps);
    for (int step = 0; step < steps; step++, temperature *= cooling) {
      int meal = chance.nextInt(pattern.meals().size());
      int day = chance.nextInt(Menu.DAYS);
      int otherDay = chance.nextInt(4) == 0 ? chance.nextInt(Menu.DAYS) : day;
      Dish before = week[day][meal];
      Dish otherBefore = week[otherDay][meal];
      if (otherDay == day) {
        week[day][meal] = any(meal);
      } else {
        week[day][meal] = otherBefore;
        week[otherDay][meal] = before;
        sum(otherDay);
      }
      sum(day);
      double changed = cost();
      if (changed <= cost || chance.nextDouble() < Math.exp((cost - changed) / temperature)) {
        cost = changed;
        if (cost < best) {
          best = cost;
          bestWeek = copy();
        }
      } else {
        week[day][meal] = before;
        week[otherDay][meal] = otherDay == day ? before : otherBefore;
        sum(day);
        sum(otherDay);
      }
    }
    return bestWeek;
  }

  private Dish any(int meal) {
    List<Dish> dishes = candidates.get(meal);
    return dishes.get(chance.nextInt(dishes.size()));
  }

  private Dish[][] copy() {
    Dish[][] copy = new Dish[Menu.DAYS][];
    for (int day = 0; day < Menu.DAYS; day++) {
      copy[day] = week[day].clone();
    }
    return copy;
  }

  /** Sizes a day's portions, adds up what they hold, and prices the day. */
  private void sum(int day) {
    Dish[] dishes = week[day];
    double[] kcal = new double[dishes.length];
    double energy = 0;
    double protein = 0;
    for (int meal = 0; meal < dishes.length; meal++) {
      kcal[meal] =
          leeway.clip(pattern.meals().get(meal).share() * needs.kcal(), dishes[meal].kcal());
      energy += kcal[meal];
      protein += kcal[meal] * density(dishes[meal]);
    }
    protein += shiftToProtein(dishes, kcal, needs.protein() - protein);
    double[] sums = days[day];
    java.util.Arrays.fill(sums, 0);
    for (int meal = 0; meal < dishes.length; meal++) {
      double factor = kcal[meal] / dishes[meal].kcal();
      double[] amounts = dishes[meal].amounts();
      for (int i = 0; i < NUTRIENTS; i++) {
        sums[i] += factor * amounts[i];
      }
    }
    double short0 = Math.max(0, 1 - protein / needs.protein());
    double over = Math.max(0, protein / needs.protein() - 1.35);
    double fat = Math.abs(sums[Nutrient.FAT.ordinal()] / needs.fat() - 1);
    double fibre = sums[Nutrient.FIBRE.ordinal()] / needs.fibre();
    dayCosts[day] =
        leeway.proteinWeight() * short0 * (0.3 + 10 * short0)
            + 1.5 * over
            + 3 * Math.pow(Math.max(0, fat - 0.12), 2)
            + 1.5 * Math.max(0, 0.95 - fibre)
            + 0.5 * Math.max(0, fibre - 1.8)
            + 60 * Math.abs(energy / needs.kcal() - 1);
  }

  /**
   * Moves energy from the meal poorest in protein to the richest, within the leeway; returns the
   * protein won.
   */
  private double shiftToProtein(Dish[] dishes, double[] kcal, double missing) {
    double won = 0;
    for (int round = 0; round < dishes.length && missing - won > 0.5; round++) {
      int rich = -1;
      int poor = -1;
      for (int meal = 0; meal < dishes.length; meal++) {
        double intended = pattern.meals().get(meal).share() * needs.kcal();
        if (kcal[meal] < leeway.most(intended, dishes[meal].kcal()) - 1
            && (rich < 0 || density(dishes[meal]) > density(dishes[rich]))) {
          rich = meal;
        }
        if (kcal[meal] > leeway.least(intended, dishes[meal].kcal()) + 1
            && (poor < 0 || density(dishes[meal]) < density(dishes[poor]))) {
          poor = meal;
        }
      }
      if (rich < 0 || poor < 0 || rich == poor) {
        return won;
      }
      double gain = density(dishes[rich]) - density(dishes[poor]);
      if (gain <= 0) {
        return won;
      }
      double richIntended = pattern.meals().get(rich).share() * needs.kcal();
      double poorIntended = pattern.meals().get(poor).share() * needs.kcal();
      double moved =
          Math.min(
              (missing - won) / gain,
              Math.min(
                  leeway.most(richIntended, dishes[rich].kcal()) - kcal[rich],
                  kcal[poor] - leeway.least(poorIntended, dishes[poor].kcal())));
      kcal[rich] += moved;
      kcal[poor] -= moved;
      won += moved * gain;
    }
    return won;
  }

  private static double density(Dish dish) {
    return dish.amounts()[Nutrient.PROTEIN.ordinal()] / dish.kcal();
  }

  private double cost() {
    double cost = repetition();
    for (double day : dayCosts) {
      cost += day;
    }
    for (int i = 0; i < NUTRIENTS; i++) {
      if (needs.recommended()[i] <= 0 && needs.upperLimit()[i] == Double.POSITIVE_INFINITY) {
        continue;
      }
      double mean = 0;
      for (double[] day : days) {
        mean += day[i] / Menu.DAYS;
      }
      if (needs.recommended()[i] > 0) {
        double gap = Math.max(0, 1.02 - mean / needs.recommended()[i]);
        cost += 1.2 * gap + 4 * gap * gap;
      }
      cost += 40 * Math.max(0, mean / needs.upperLimit()[i] - 0.93);
    }
    return cost;
  }

  /** More than twice a week or twice a day costs more than any gain; a second helping a little. */
  private double repetition() {
    int[] times = new int[128];
    double cost = 0;
    for (int day = 0; day < Menu.DAYS; day++) {
      for (int meal = 0; meal < week[day].length; meal++) {
        int family = week[day][meal].family();
        int count = ++times[family & 127];
        cost += count > 2 ? 20 : count == 2 ? 0.08 : 0;
        for (int other = 0; other < meal; other++) {
          cost += week[day][other].family() == family ? 20 : 0;
        }
        if (day > 0) {
          for (Dish yesterday : week[day - 1]) {
            cost += yesterday.family() == family ? 0.1 : 0;
          }
        }
      }
    }
    return cost;
  }
}
