package dev.stashline.plans.menu;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The dishes one diet permits, by the place in the day they may take. */
final class Larder {

  private final Map<Slot, List<Dish>> bySlot;

  private Larder(Map<Slot, List<Dish>> bySlot) {
    this.bySlot = bySlot;
  }

  /**
   * The dishes for {@code pattern}.
   *
   * <p>Where a slot has too few of its own, neighbours step in: a savoury lunch for breakfast, a
   * small breakfast for a snack. What is eaten is a wish, when it is called breakfast is not.
   *
   * @throws MenuImpossible if even so no week without a third helping can be made; names what
   *     stands in the way
   */
  static Larder stock(List<Recipe> recipes, Diet diet, FoodTable foods, DayPattern pattern) {
    List<Dish> dishes = new ArrayList<>();
    Map<Integer, Set<Objection>> blocked = new java.util.LinkedHashMap<>();
    for (int family = 0; family < recipes.size(); family++) {
      Dish.Adapted adapted = Dish.adapt(recipes.get(family), family, diet, foods);
      dishes.addAll(adapted.dishes());
      if (adapted.dishes().isEmpty()) {
        blocked.put(family, adapted.objections());
      }
    }
    Map<Slot, List<Dish>> bySlot = new EnumMap<>(Slot.class);
    for (Slot slot : Slot.values()) {
      List<Dish> own = suiting(dishes, slot);
      for (Slot neighbour : neighbours(slot)) {
        if (families(own) < enough(slot, pattern)) {
          Set<Dish> wider = new LinkedHashSet<>(own);
          wider.addAll(suiting(dishes, neighbour));
          own = List.copyOf(wider);
        }
      }
      bySlot.put(slot, own);
    }
    Larder larder = new Larder(bySlot);
    larder.refuseIfBare(recipes, pattern, blocked);
    return larder;
  }

  /** In the recipes' order; never empty for a slot of the pattern it was stocked for. */
  List<Dish> dishes(Slot slot) {
    return bySlot.getOrDefault(slot, List.of());
  }

  /** A meal may come twice a week, never twice a day; lunch and dinner draw on the same dishes. */
  private void refuseIfBare(
      List<Recipe> recipes, DayPattern pattern, Map<Integer, Set<Objection>> blocked) {
    Set<Slot> slots =
        pattern.meals().stream().map(DayPattern.Eating::slot).collect(Collectors.toSet());
    for (Slot slot : slots) {
      int needed = (Menu.DAYS + 1) / 2;
      int there = families(dishes(slot));
      if (there < needed) {
        throw bare(slot.code(), there, needed, recipes, blocked, List.of(slot));
      }
    }
    Set<Dish> all =
        slots.stream().flatMap(slot -> dishes(slot).stream()).collect(Collectors.toSet());
    int needed = (pattern.meals().size() * Menu.DAYS + 1) / 2;
    if (families(all) < needed) {
      throw bare("meal", families(all), needed, recipes, blocked, List.of(Slot.values()));
    }
  }

  private static MenuImpossible bare(
      String what,
      int there,
      int needed,
      List<Recipe> recipes,
      Map<Integer, Set<Objection>> blocked,
      List<Slot> slots) {
    Map<String, Long> wishes =
        blocked.entrySet().stream()
            .filter(entry -> slots.stream().anyMatch(recipes.get(entry.getKey()).slots()::contains))
            .flatMap(entry -> entry.getValue().stream().map(Objection::wish).distinct())
            .collect(Collectors.groupingBy(wish -> wish, Collectors.counting()));
    String inTheWay =
        wishes.entrySet().stream()
            .sorted(
                Map.Entry.<String, Long>comparingByValue()
                    .reversed()
                    .thenComparing(Map.Entry.comparingByKey()))
            .limit(5)
            .map(wish -> wish.getKey() + " (" + wish.getValue() + " recipes)")
            .collect(Collectors.joining("; "));
    return new MenuImpossible(
        (there == 0
                ? "Every " + what + " we know contains a food you excluded"
                : "Only "
                    + there
                    + " different "
                    + what
                    + " recipes fit your answers, and a week without eating one more than twice needs "
                    + needed)
            + ". What stands in the way: "
            + inTheWay
            + ".");
  }

  private static int enough(Slot slot, DayPattern pattern) {
    long times = pattern.meals().stream().filter(meal -> meal.slot() == slot).count();
    return (int) (times * Menu.DAYS + 1) / 2 + 1;
  }

  private static List<Slot> neighbours(Slot slot) {
    return switch (slot) {
      case BREAKFAST -> List.of(Slot.SNACK, Slot.LUNCH);
      case LUNCH -> List.of(Slot.DINNER, Slot.BREAKFAST);
      case DINNER -> List.of(Slot.LUNCH, Slot.BREAKFAST);
      case SNACK -> List.of(Slot.BREAKFAST, Slot.LUNCH);
    };
  }

  private static List<Dish> suiting(List<Dish> dishes, Slot slot) {
    return dishes.stream().filter(dish -> dish.suits(slot)).toList();
  }

  private static int families(Collection<Dish> dishes) {
    return (int) dishes.stream().mapToInt(Dish::family).distinct().count();
  }
}
