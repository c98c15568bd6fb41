/**
 * The seven-day menu: real foods, our own recipes, and the choice among them for one person.
 *
 * <p>Reading order: {@code FoodTable} (what foods hold) → {@code Diet} (what a person may eat) →
 * {@code Recipe} and {@code Dish} (a recipe adapted to that diet) → {@code MenuPlanner} (the
 * choice) → {@code MenuRules} (the check, also for a model's meals) → {@code MealPlan} (the stored
 * part). The choice has two stages: a local search picks the dishes, a linear programme sizes them;
 * whatever comes out passes {@code MenuRules} or is not handed out. Figures and their sources are
 * described in the resource folder {@code menu/README.md}.
 */
@NullMarked
package dev.stashline.plans.menu;

import org.jspecify.annotations.NullMarked;
