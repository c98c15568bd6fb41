package dev.stashline.plans.planner;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Writes numbers and lists the way a sentence needs them. */
final class Text {

  private Text() {}

  /** {@code 1,840}. */
  static String number(long value) {
    return String.format(Locale.ENGLISH, "%,d", value);
  }

  /** {@code −400}, with a true minus sign; {@code +300}. */
  static String signed(int value) {
    return value < 0 ? "−" + number(-(long) value) : "+" + number(value);
  }

  /** One decimal, none if it is zero: {@code 23.4}, {@code 70}. */
  static String decimal(double value) {
    String text = String.format(Locale.ENGLISH, "%.1f", value);
    return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
  }

  /** As many digits as a dose needs: {@code 0.9}, {@code 2.4}, {@code 15}, {@code 1,300}. */
  static String amount(double value) {
    if (value >= 20) {
      return number(Math.round(value));
    }
    String text = String.format(Locale.ENGLISH, value < 1 ? "%.2f" : "%.1f", value);
    return text.replaceFirst("\\.?0+$", "");
  }

  /**
   * A person's own words in quotation marks, on one line, cut after 120 characters; empty quotes
   * for none.
   */
  static String quote(@Nullable String words) {
    String line = words == null ? "" : words.strip().replaceAll("\\s+", " ");
    return "“" + (line.length() > 120 ? line.substring(0, 119).strip() + "…" : line) + "”";
  }

  /** With a capital at the start and a full stop at the end. */
  static String sentence(String text) {
    return text.substring(0, 1).toUpperCase(Locale.ENGLISH) + text.substring(1) + ".";
  }

  /** {@code a}, {@code a and b}, {@code a, b and c}; empty text for none. */
  static String list(Collection<String> items) {
    List<String> all = List.copyOf(items);
    int last = all.size() - 1;
    return last <= 0
        ? String.join("", all)
        : String.join(", ", all.subList(0, last)) + " and " + all.get(last);
  }
}
