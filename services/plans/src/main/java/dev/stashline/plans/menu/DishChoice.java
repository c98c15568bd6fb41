package dev.stashline.plans.menu;

import dev.stashline.plans.planner.Nutrient;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToIntFunction;
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

  /** The price of breaking a firm rule: more than any soft gap can cost. */
  private static final double FORBIDDEN = 500;

  private static final double START_TEMPERATURE = 0.6;
  private static final double END_TEMPERATURE = 0.004;

  /** Servings a week of one main food that still count as variety. */
  private static final int SAME_MAIN_FOOD = 3;

  private static final int NUTRIENTS = Nutrient.values().length;

  private final DayPattern pattern;
  private final Needs needs;
  private final List<List<Dish>> candidates;
  private final Leeway leeway;
  private final RandomGenerator chance;

  private final Dish[][] week;
  private final double[][] days = new double[Menu.DAYS][NUTRIENTS];
  private final double[] dayCosts = new double[Menu.DAYS];
  private final byte[] familyTimes;
  private final byte[] mainTimes;

  DishChoice(
      DayPattern pattern, Needs needs, Larder larder, Leeway leeway, RandomGenerator chance) {
    this.pattern = pattern;
    this.needs = needs;
    this.candidates = pattern.meals().stream().map(meal -> larder.dishes(meal.slot())).toList();
    this.leeway = leeway;
    this.chance = chance;
    this.week = new Dish[Menu.DAYS][pattern.meals().size()];
    this.familyTimes = new byte[1 + greatest(Dish::family)];
    this.mainTimes = new byte[1 + Math.max(0, greatest(Dish::main))];
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

  private int greatest(ToIntFunction<Dish> number) {
    return candidates.stream().flatMap(List::stream).mapToInt(number).max().orElse(0);
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
    Arrays.fill(sums, 0);
    for (int meal = 0; meal < dishes.length; meal++) {
      double factor = kcal[meal] / dishes[meal].kcal();
      double[] amounts = dishes[meal].amounts();
      for (int i = 0; i < NUTRIENTS; i++) {
        sums[i] += factor * amounts[i];
      }
    }
    double short0 = Math.max(0, 1 - protein / needs.protein());
    double over = Math.max(0, protein / needs.protein() - needs.mostProtein());
    double fat = Math.abs(sums[Nutrient.FAT.ordinal()] / needs.fat() - 1);
    double fibre = sums[Nutrient.FIBRE.ordinal()] / needs.fibre();
    dayCosts[day] =
        leeway.proteinWeight() * short0 * (0.3 + 10 * short0)
            + needs.proteinExcessPrice() * over
            + 3 * Math.pow(Math.max(0, fat - 0.12), 2)
            + 1.5 * Math.max(0, 0.95 - fibre)
            + 0.8 * Math.max(0, fibre - 1.4)
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
      cost += FORBIDDEN * Math.max(0, mean / needs.upperLimit()[i] - 0.93);
    }
    return cost;
  }

  /** More than twice a week or twice a day costs more than any gain; a second helping a little. */
  private double repetition() {
    Arrays.fill(familyTimes, (byte) 0);
    Arrays.fill(mainTimes, (byte) 0);
    double cost = 0;
    for (int day = 0; day < Menu.DAYS; day++) {
      for (int meal = 0; meal < week[day].length; meal++) {
        int family = week[day][meal].family();
        int count = ++familyTimes[family];
        cost += count > 2 ? FORBIDDEN : count == 2 ? 0.08 : 0;
        int main = week[day][meal].main();
        cost += main >= 0 && ++mainTimes[main] > SAME_MAIN_FOOD ? 0.12 : 0;
        for (int other = 0; other < meal; other++) {
          cost += week[day][other].family() == family ? FORBIDDEN : 0;
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
