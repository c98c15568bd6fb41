package dev.stashline.plans.planner;

/**
 * One value of the form that cannot be used.
 *
 * @param field the form's own name for it, for example {@code heightInches}
 * @param reason a clause that follows the field's name; never repeats the value, so it may be
 *     logged
 */
public record Invalid(String field, String reason) {}
