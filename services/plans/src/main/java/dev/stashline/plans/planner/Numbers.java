package dev.stashline.plans.planner;

import java.util.OptionalDouble;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads numbers as people type them into a form. */
final class Numbers {

  /** Plain decimals only: Java's own parser would take NaN, 0x1p3, 1e9 and 10d. */
  private static final Pattern PLAIN = Pattern.compile("\\d{1,6}(\\.\\d{1,9})?");

  private Numbers() {}

  /**
   * The number in {@code text}; empty if there is no text or it is not a plain, non-negative
   * decimal.
   */
  static OptionalDouble read(@Nullable String text) {
    return text != null && PLAIN.matcher(text).matches()
        ? OptionalDouble.of(Double.parseDouble(text))
        : OptionalDouble.empty();
  }
}
