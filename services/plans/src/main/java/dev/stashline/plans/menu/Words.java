package dev.stashline.plans.menu;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A text as plain English words: lower-case, without accents or punctuation, in the singular.
 *
 * <p>Whole words are compared, never parts of words: {@code coconut} and {@code nutmeg} are not
 * nuts.
 */
record Words(List<String> tokens) {

  Words {
    tokens = List.copyOf(tokens);
  }

  static Words of(String text) {
    String plain =
        Normalizer.normalize(text.toLowerCase(Locale.ROOT), Normalizer.Form.NFD)
            .replaceAll("\\p{M}", "")
            .replaceAll("['’]s\\b", "")
            .replaceAll("[^\\p{L}0-9]+", " ")
            .strip();
    return plain.isEmpty()
        ? new Words(List.of())
        : new Words(Arrays.stream(plain.split(" ")).map(Words::singular).toList());
  }

  /** Where {@code phrase} first occurs as a run of whole words, or -1. */
  int indexOf(Words phrase) {
    for (int start = 0; start + phrase.tokens.size() <= tokens.size(); start++) {
      if (!phrase.tokens.isEmpty()
          && tokens.subList(start, start + phrase.tokens.size()).equals(phrase.tokens)) {
        return start;
      }
    }
    return -1;
  }

  boolean contain(Words phrase) {
    return indexOf(phrase) >= 0;
  }

  /**
   * These words with every occurrence of {@code phrase} replaced by a gap that no phrase can span.
   */
  Words without(Words phrase) {
    int at = indexOf(phrase);
    if (at < 0) {
      return this;
    }
    var rest = new ArrayList<>(tokens.subList(0, at));
    rest.add("|");
    rest.addAll(tokens.subList(at + phrase.tokens.size(), tokens.size()));
    return new Words(rest).without(phrase);
  }

  int count() {
    return tokens.size();
  }

  @Override
  public String toString() {
    return tokens.stream().collect(Collectors.joining(" "));
  }

  private static String singular(String word) {
    if (word.length() <= 3 || word.endsWith("ss") || word.endsWith("us") || word.endsWith("is")) {
      return word;
    }
    if (word.endsWith("ies") && word.length() > 4) {
      return word.substring(0, word.length() - 3) + "y";
    }
    if (word.endsWith("oes")
        || word.endsWith("shes")
        || word.endsWith("ches")
        || word.endsWith("xes")) {
      return word.substring(0, word.length() - 2);
    }
    return word.endsWith("s") ? word.substring(0, word.length() - 1) : word;
  }
}
