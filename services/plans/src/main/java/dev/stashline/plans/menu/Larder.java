package dev.stashline.plans.menu;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The dishes one diet permits, by the place in the day they may take. */
final class Larder {

  private static final int MOST_WISHES_NAMED = 5;

  private final Map<Slot, List<Dish>> bySlot = new EnumMap<>(Slot.class);
  private final List<Set<Objection>> blocked = new ArrayList<>();

  private Larder() {}

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
    Larder larder = new Larder();
    List<Dish> dishes = new ArrayList<>();
    for (int family = 0; family < recipes.size(); family++) {
      Dish.Adapted adapted = Dish.adapt(recipes.get(family), family, diet, foods);
      dishes.addAll(adapted.dishes());
      if (adapted.dishes().isEmpty()) {
        larder.blocked.add(adapted.objections());
      }
    }
    for (Slot slot : Slot.values()) {
      larder.bySlot.put(slot, stock(slot, dishes, pattern));
    }
    larder.refuseIfBare(pattern);
    return larder;
  }

  /** In the recipes' order; never empty for a slot of the pattern it was stocked for. */
  List<Dish> dishes(Slot slot) {
    return bySlot.getOrDefault(slot, List.of());
  }

  /** The wishes that rule out most recipes, as a sentence; empty if none does. */
  String inTheWay() {
    String wishes =
        blocked.stream()
            .flatMap(objections -> objections.stream().map(Objection::wish).distinct())
            .collect(Collectors.groupingBy(wish -> wish, Collectors.counting()))
            .entrySet()
            .stream()
            .sorted(
                Map.Entry.<String, Long>comparingByValue()
                    .reversed()
                    .thenComparing(Map.Entry.comparingByKey()))
            .limit(MOST_WISHES_NAMED)
            .map(wish -> wish.getKey() + " (" + wish.getValue() + " recipes)")
            .collect(Collectors.joining("; "));
    return wishes.isEmpty() ? "" : " What stands in the way: " + wishes + ".";
  }

  /** A meal may come twice a week, never twice a day. */
  private void refuseIfBare(DayPattern pattern) {
    for (Slot slot : Slot.values()) {
      int times = times(slot, pattern);
      if (times > 0 && families(dishes(slot)) < (times + 1) / 2) {
        throw bare(slot.code(), families(dishes(slot)), (times + 1) / 2);
      }
    }
    List<Dish> all =
        pattern.meals().stream().flatMap(meal -> dishes(meal.slot()).stream()).toList();
    int needed = (pattern.meals().size() * Menu.DAYS + 1) / 2;
    if (families(all) < needed) {
      throw bare("meal", families(all), needed);
    }
  }

  private MenuImpossible bare(String what, int there, int needed) {
    String count =
        there == 0
            ? "Every " + what + " we know contains a food you excluded."
            : "Only %d of our %s recipes fit your answers; a week in which none comes more than twice needs %d."
                .formatted(there, what, needed);
    return new MenuImpossible(count + inTheWay());
  }

  private static List<Dish> stock(Slot slot, List<Dish> dishes, DayPattern pattern) {
    Set<Slot> open = EnumSet.of(slot);
    List<Dish> stock = suiting(dishes, open);
    for (Slot neighbour : neighbours(slot)) {
      if (families(stock) <= (times(slot, pattern) + 1) / 2) {
        open.add(neighbour);
        stock = suiting(dishes, open);
      }
    }
    return stock;
  }

  private static int times(Slot slot, DayPattern pattern) {
    return Menu.DAYS * (int) pattern.meals().stream().filter(meal -> meal.slot() == slot).count();
  }

  private static List<Slot> neighbours(Slot slot) {
    return switch (slot) {
      case BREAKFAST -> List.of(Slot.SNACK, Slot.LUNCH);
      case LUNCH -> List.of(Slot.DINNER, Slot.BREAKFAST, Slot.SNACK);
      case DINNER -> List.of(Slot.LUNCH, Slot.BREAKFAST, Slot.SNACK);
      case SNACK -> List.of(Slot.BREAKFAST, Slot.LUNCH);
    };
  }

  private static List<Dish> suiting(List<Dish> dishes, Set<Slot> open) {
    return dishes.stream().filter(dish -> open.stream().anyMatch(dish::suits)).toList();
  }

  private static int families(Collection<Dish> dishes) {
    return (int) dishes.stream().mapToInt(Dish::family).distinct().count();
  }
}
