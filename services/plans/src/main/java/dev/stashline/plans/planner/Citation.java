package dev.stashline.plans.planner;

/**
 * A publication that a figure or a claim rests on.
 *
 * @param key short form for use in a sentence, for example {@code Mifflin 1990}
 * @param text authors or body, title, place and year
 * @param url where to read it
 */
public record Citation(String key, String text, String url) {}
