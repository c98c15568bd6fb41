package dev.stashline.plans.planner;

/**
 * What one food supplies of one nutrient on the menu's average day.
 *
 * @param food the food's plain name
 * @param amount in the nutrient's unit
 * @param percent of the day's planned intake of that nutrient, 0 to 100
 */
public record FoodShare(String food, double amount, double percent) {}
