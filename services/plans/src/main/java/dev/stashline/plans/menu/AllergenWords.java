package dev.stashline.plans.menu;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Tells from words alone which allergens a text speaks of, also in foods the table does not know:
 * satay is peanuts, pesto is pine nuts and cheese, peanut butter is not dairy.
 */
final class AllergenWords {

  /** Words before or after an allergen that say it is absent. */
  private static final List<String> ABSENT_BEFORE =
      List.of("no", "without", "free from", "free of", "instead of", "not");

  private final Map<String, Entry> entries = new LinkedHashMap<>();

  /**
   * @param words what means the allergen, unless excused
   * @param always what means it whatever is claimed beside it
   * @param except longer phrases that contain such a word and do not mean it
   * @param claims what excuses {@code words} when said of the same food, for example {@code vegan}
   */
  private record Row(
      @JsonProperty("allergen") String allergen,
      @JsonProperty("words") List<String> words,
      @JsonProperty("always") @Nullable List<String> always,
      @JsonProperty("except") List<String> except,
      @JsonProperty("claims") @Nullable List<String> claims) {}

  private record Entry(
      List<Words> words, List<Words> always, List<Words> except, List<Words> claims) {}

  private AllergenWords(List<Row> rows) {
    for (Row row : rows) {
      List<Words> words = phrases(row.words());
      List<Words> except = new ArrayList<>(phrases(row.except()));
      for (Words word : words) {
        except.add(Words.of(word + " free"));
        ABSENT_BEFORE.forEach(absent -> except.add(Words.of(absent + " " + word)));
      }
      except.sort(Comparator.comparingInt(Words::count).reversed());
      entries.put(
          row.allergen(),
          new Entry(words, phrases(row.always()), List.copyOf(except), phrases(row.claims())));
    }
  }

  static AllergenWords load() {
    try {
      return new AllergenWords(
          JsonMapper.builder()
              .build()
              .readValue(Table.text("allergen-words.json"), new TypeReference<List<Row>>() {}));
    } catch (JsonProcessingException malformed) {
      throw new IllegalStateException("menu/allergen-words.json", malformed);
    }
  }

  Set<String> allergens() {
    return entries.keySet();
  }

  /** The allergen whose words include {@code term}, for example {@code eggs} → {@code egg}. */
  Optional<String> named(String term) {
    Words words = Words.of(term);
    return entries.entrySet().stream()
        .filter(
            entry ->
                Words.of(entry.getKey()).equals(words)
                    || (entry.getValue().words().contains(words) && words.count() == 1))
        .map(Map.Entry::getKey)
        .filter(allergen -> Words.of(allergen).equals(words) || isGeneral(allergen, words))
        .findFirst();
  }

  /**
   * The word in {@code text} that means {@code allergen}; empty if none does.
   *
   * @param oneFood whether the text names a single food, so that "vegan" or "gluten-free" in it may
   *     be believed
   */
  Optional<String> find(String allergen, String text, boolean oneFood) {
    Entry entry = entries.get(allergen);
    if (entry == null) {
      return Optional.empty();
    }
    Words words = Words.of(text);
    if (Stream.concat(entry.always().stream(), entry.words().stream()).noneMatch(words::contain)) {
      return Optional.empty();
    }
    for (Words phrase : entry.except()) {
      words = words.without(phrase);
    }
    Words rest = words;
    boolean excused = oneFood && claimsAbsent(allergen, text);
    Stream<Words> meant =
        excused
            ? entry.always().stream()
            : Stream.concat(entry.always().stream(), entry.words().stream());
    return meant.filter(rest::contain).map(Words::toString).findFirst();
  }

  /**
   * Whether {@code text} says of its food that it is free of {@code allergen}, for example {@code
   * gluten-free oats}.
   */
  boolean claimsAbsent(String allergen, String text) {
    Entry entry = entries.get(allergen);
    Words words = Words.of(text);
    return words.contain(Words.of(allergen + " free"))
        || (entry != null && entry.claims().stream().anyMatch(words::contain));
  }

  /** Whether a single word stands for the whole allergen and not for one food of it. */
  private static boolean isGeneral(String allergen, Words words) {
    return switch (allergen) {
      case "shellfish" -> Set.of("shellfish", "seafood").contains(words.toString());
      case "tree-nuts" -> words.toString().equals("nut");
      case "dairy" -> Set.of("dairy", "lactose", "milk").contains(words.toString());
      default -> false;
    };
  }

  private static List<Words> phrases(@Nullable List<String> texts) {
    return texts == null ? List.of() : texts.stream().map(Words::of).toList();
  }
}
