package dev.stashline.plans.planner;

/**
 * How a figure or an advice came about.
 *
 * @param about what it explains, for example {@code energy}
 * @param text one or two sentences for the person
 * @param source what it rests on
 */
public record Reason(String about, String text, Citation source) {}
