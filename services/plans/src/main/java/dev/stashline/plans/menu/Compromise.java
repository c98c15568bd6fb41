package dev.stashline.plans.menu;

/**
 * A soft wish that the menu meets only in part, told openly.
 *
 * @param about the rule it bends; that rule's floor still holds
 * @param text a sentence for the person
 */
public record Compromise(Violation.Kind about, String text) {}
