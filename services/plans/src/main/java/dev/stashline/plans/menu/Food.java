package dev.stashline.plans.menu;

import dev.stashline.plans.planner.Nutrient;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One food of the table.
 *
 * @param name plain English, unique, lower-case
 * @param protein the class of protein it counts as when a person lists what they eat; null if none
 * @param contains allergens by code: the form's six, and {@code egg}, {@code fish}, {@code sesame},
 *     {@code mustard}, {@code celery}
 * @param measure a household measure; null if it is best weighed
 * @param aliases other names it answers to
 * @param dryShare grams of this (dry) food in a gram of the cooked or tinned one; null if it is not
 *     sold dry
 * @param per100g amounts in each nutrient's unit in 100 g edible portion; absent means unknown, not
 *     zero
 * @param source table, code and description the figures come from; empty for a seasoning without
 *     figures
 */
public record Food(
    String name,
    FoodGroup group,
    @Nullable ProteinClass protein,
    Set<String> contains,
    @Nullable Measure measure,
    List<String> aliases,
    @Nullable Double dryShare,
    Map<Nutrient, Double> per100g,
    String source) {

  public Food {
    contains = Set.copyOf(contains);
    aliases = List.copyOf(aliases);
    Map<Nutrient, Double> copy = new EnumMap<>(Nutrient.class);
    copy.putAll(per100g);
    per100g = Collections.unmodifiableMap(copy);
  }

  /** What {@code grams} of it hold of {@code nutrient}; null if the table has no figure. */
  @Nullable Double amount(Nutrient nutrient, double grams) {
    Double per100 = per100g.get(nutrient);
    return per100 == null ? null : per100 * grams / 100;
  }
}
