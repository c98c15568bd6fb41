package dev.stashline.plans.planner;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Splits a free-text answer into lower-case terms, losing none that carries meaning. */
final class Terms {

  private static final Pattern SEPARATOR =
      Pattern.compile("[,;\\n\\r/&+•|()\\[\\]]|\\.(?=\\s|$)|\\b(?:and|or|plus|nor)\\b");

  /** Answers that say there is nothing to say. */
  private static final Pattern NOTHING =
      Pattern.compile(
          "[-–—.\\s]*|n/?a|nil|no|nope|none?( at all| really| known| that i know of)?"
              + "|nothing( at all| really| much| specific)?|not (really|any|applicable)|never mind"
              + "|no (known )?(dislikes|allergies|preferences|medications?|meds|supplements|conditions)"
              + "|please|thanks?( you)?|i (eat|like) everything|everything is fine");

  /** What people write before the food itself. */
  private static final Pattern LEAD_IN =
      Pattern.compile(
          "^(?:(?:i'?m|i am|i've|i have|i|we|please|also|just|really|very|strongly|severely|absolutely)\\s+"
              + "|(?:have|got)\\s+an?\\s+|(?:do not|don'?t|can'?t|cannot|can not|won'?t|not)\\s+"
              + "|(?:hate|dislike|avoid|avoiding|exclude|skip|like|love|eat|stand|tolerate|want|enjoy)\\s+"
              + "|(?:am\\s+)?(?:allergic|intolerant|sensitive)\\s+to\\s+|(?:allergy|aversion)\\s+to\\s+"
              + "|a\\s+(?:big\\s+)?fan\\s+of\\s+|anything\\s+(?:with|containing|made\\s+of|from)\\s+"
              + "|(?:all|any|most)\\s+(?:kinds?|types?|sorts?)\\s+of\\s+|(?:no|any|all|most|the|some)\\s+)");

  private static final Pattern TRAIL =
      Pattern.compile(
          "(?:\\s+(?:allergy|allergies|intolerance|intolerant|sensitivity|please|too|at all|either))+$"
              + "|[\\s.!?'\"]+$|^[\\s'\"*.-]+");

  private Terms() {}

  /**
   * The terms of an answer about foods, without lead-ins such as "I don't like"; in the answer's
   * order.
   *
   * <p>"I don't like mushrooms and blue cheese." gives {@code mushrooms}, {@code blue cheese};
   * "none" gives nothing.
   */
  static Set<String> foods(@Nullable String answer) {
    Set<String> terms = new LinkedHashSet<>();
    if (answer == null || isNothing(answer)) {
      return terms;
    }
    for (String piece : SEPARATOR.split(normal(answer))) {
      String term = bare(piece);
      if (!isNothing(term)) {
        terms.add(term);
      }
    }
    return terms;
  }

  /** The items of any other list-like answer (medicines, conditions), as written but lower-case. */
  static List<String> items(@Nullable String answer) {
    if (answer == null || isNothing(answer)) {
      return List.of();
    }
    return SEPARATOR
        .splitAsStream(normal(answer))
        .map(String::strip)
        .filter(item -> !isNothing(item))
        .distinct()
        .toList();
  }

  private static String bare(String piece) {
    String term = piece.strip();
    while (true) {
      String shorter = strip(TRAIL, strip(LEAD_IN, term)).strip();
      if (shorter.isEmpty() || shorter.equals(term)) {
        return shorter.isEmpty() ? term : shorter;
      }
      term = shorter;
    }
  }

  private static String strip(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    return matcher.find() ? matcher.replaceFirst("") : text;
  }

  private static boolean isNothing(String text) {
    return NOTHING.matcher(normal(text).strip().replaceFirst("[.!]+$", "")).matches();
  }

  private static String normal(String text) {
    return text.toLowerCase(Locale.ROOT).replace('’', '\'').replaceAll("[ \\t]+", " ");
  }
}
