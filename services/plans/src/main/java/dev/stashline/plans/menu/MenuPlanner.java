package dev.stashline.plans.menu;

import dev.stashline.plans.planner.Nutrient;
import dev.stashline.plans.planner.Profile;
import dev.stashline.plans.planner.Targets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Composes a week's menu from our own recipes: no allergen, nothing disliked, only listed proteins;
 * each day's energy within five per cent; protein and the week's vitamins and minerals as near
 * their targets as the diet allows.
 *
 * <p>Immutable, so any number of threads may share one.
 *
 * <pre>
 *   recipes ─ adapt to the diet ─▶ dishes ─ anneal ─▶ a week of dishes ─ linear programme ─▶ portions ─ round ─▶ check
 *                                                ▲                                                                │
 *                                                └──────────────── more leeway, twice at most ◀──── a rule broken ┘
 * </pre>
 */
public final class MenuPlanner {

  private static final int STEPS = 60_000;

  private final FoodTable foods;
  private final AllergenWords allergenWords;
  private final List<Recipe> recipes;
  private final MenuRules rules;

  MenuPlanner(FoodTable foods, AllergenWords allergenWords, List<Recipe> recipes) {
    this.foods = foods;
    this.allergenWords = allergenWords;
    this.recipes = List.copyOf(recipes);
    this.rules = new MenuRules(foods, allergenWords);
  }

  /** A planner over this package's foods and recipes. */
  public static MenuPlanner load() {
    return new MenuPlanner(FoodTable.load(), AllergenWords.load(), Recipe.load());
  }

  /**
   * The menu for one person: the same for the same person and random numbers.
   *
   * @param chance breaks ties; seed it from the person, so that a retry gives the same menu
   * @throws MenuImpossible if the wishes leave none; final
   */
  public Menu compose(Profile profile, Targets targets, RandomGenerator chance) {
    DayPattern pattern = DayPattern.of(profile, targets);
    Needs needs = Needs.of(profile, targets);
    Larder larder = Larder.stock(recipes, Diet.of(profile, allergenWords), foods, pattern);
    List<Draft> drafts = new ArrayList<>();
    for (Leeway leeway : List.of(Leeway.USUAL, Leeway.WIDE, Leeway.WIDEST)) {
      Optional<Draft> draft = draft(profile, targets, pattern, needs, larder, leeway, chance);
      draft.ifPresent(drafts::add);
      if (draft.isPresent() && draft.get().violations().isEmpty()) {
        return draft.get().menu();
      }
    }
    return drafts.stream()
        .min(Comparator.comparingInt((Draft draft) -> draft.violations().size()))
        .map(draft -> owningUp(draft, profile, targets, larder))
        .orElseThrow(
            () ->
                new MenuImpossible(
                    "No portions of the dishes that fit your answers add up to "
                        + targets.energyKcal()
                        + " kcal a day."));
  }

  /** The rules this planner's menus pass. */
  public MenuRules rules() {
    return rules;
  }

  private record Draft(Menu menu, List<Violation> violations) {}

  private Optional<Draft> draft(
      Profile profile,
      Targets targets,
      DayPattern pattern,
      Needs needs,
      Larder larder,
      Leeway leeway,
      RandomGenerator chance) {
    Dish[][] week = new DishChoice(pattern, needs, larder, leeway, chance).choose(STEPS);
    return new Portions(pattern, needs, week, leeway)
        .solve()
        .map(servings -> new Plating(pattern, needs).serve(week, servings))
        .map(menu -> new Draft(menu, rules.check(menu, profile, targets)));
  }

  /**
   * Protein may fall short of the target, openly, but not of the floor; every other rule is firm.
   */
  private Menu owningUp(Draft draft, Profile profile, Targets targets, Larder larder) {
    List<Compromise> compromises = new ArrayList<>();
    if (draft.violations().stream().anyMatch(v -> v.kind() == Violation.Kind.PROTEIN)) {
      double least =
          draft.menu().days().stream()
              .mapToDouble(day -> Meal.amount(day, Nutrient.PROTEIN))
              .min()
              .orElseThrow();
      compromises.add(
          new Compromise(
              Violation.Kind.PROTEIN,
              String.format(
                  Locale.ROOT,
                  "With the foods you eat, the menu reaches %.0f g of protein on its leanest day; your target is %d g.",
                  least,
                  targets.proteinG())));
    }
    Menu menu = new Menu(draft.menu().days(), compromises);
    List<Violation> firm = rules.check(menu, profile, targets);
    if (!firm.isEmpty()) {
      throw new MenuImpossible(
          "Your answers leave no menu that keeps all the rules. "
              + (firm.getFirst().meal().isEmpty() ? "" : firm.getFirst().meal() + ": ")
              + firm.getFirst().text()
              + larder.inTheWay());
    }
    return menu;
  }
}
