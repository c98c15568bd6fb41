package dev.stashline.plans.planner;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What the menu supplies on the average of its days.
 *
 * @param perDay amount in each nutrient's unit; a nutrient the food table does not know is absent,
 *     not zero
 * @param topFoods for each of those nutrients, the foods that supply most of it, largest first
 */
public record PlannedIntake(Map<Nutrient, Double> perDay, Map<Nutrient, List<FoodShare>> topFoods) {

  public PlannedIntake {
    perDay = ordered(perDay);
    topFoods = ordered(topFoods);
  }

  private static <V> Map<Nutrient, V> ordered(Map<Nutrient, V> map) {
    Map<Nutrient, V> copy = new EnumMap<>(Nutrient.class);
    copy.putAll(map);
    return Collections.unmodifiableMap(copy);
  }
}
