package dev.stashline.plans.menu;

import dev.stashline.plans.planner.Allergen;
import dev.stashline.plans.planner.Profile;
import dev.stashline.plans.planner.ProteinSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What one person may be served: no allergen, nothing disliked, and of the protein foods only those
 * listed (all, if none is listed).
 *
 * <p>Foods are judged by their tags and names, texts by their words; a food's synonyms count
 * ({@code eggplant} rules out aubergine), parts of words do not ({@code nuts} does not rule out
 * coconut).
 */
final class Diet {

  /** Longer names that contain a word without being it; the word itself is the key. */
  private static final Map<String, List<String>> NOT_MEANT =
      Map.of(
          "butter",
          List.of(
              "peanut butter",
              "almond butter",
              "cashew butter",
              "sesame butter",
              "groundnut butter",
              "nut butter",
              "seed butter",
              "butter bean",
              "butter lettuce"),
          "milk",
          List.of(
              "coconut milk",
              "almond milk",
              "soya milk",
              "soy milk",
              "cashew milk",
              "oat milk",
              "rice milk"),
          "cream",
          List.of("cream cheese", "ice cream", "coconut cream"),
          "potato",
          List.of("sweet potato"),
          "pepper",
          List.of(
              "black pepper",
              "white pepper",
              "ground pepper",
              "salt and pepper",
              "chilli pepper",
              "chili pepper"),
          "orange",
          List.of("orange bell pepper"),
          "egg",
          List.of("egg plant"),
          "oil",
          List.of("oily fish"),
          "meat",
          List.of("coconut meat", "crab meat"),
          "apple",
          List.of("apple cider vinegar", "pine apple"));

  /** Words that mean several foods none of whose names contains them. */
  private static final Map<String, List<String>> WIDER =
      Map.of(
          "spicy food", List.of("chilli"),
          "spicy", List.of("chilli"),
          "oily fish", List.of("salmon", "mackerel", "sardine", "trout", "anchovy"),
          "white fish", List.of("cod", "tilapia", "sole", "red snapper", "pomfret"),
          "offal", List.of("liver"),
          "citrus", List.of("lemon", "orange", "grapefruit"),
          "berries", List.of("blueberry", "raspberry", "strawberry", "blackberry", "blackcurrant"),
          "beans", List.of("bean", "edamame"),
          "nightshades", List.of("tomato", "aubergine", "potato", "bell pepper", "chilli"));

  private final Profile profile;
  private final AllergenWords allergenWords;
  private final Set<String> allergens = new LinkedHashSet<>();
  private final List<Term> terms = new ArrayList<>();
  private final Map<String, Optional<Objection>> judged = new HashMap<>();

  /** A free-text food not to serve. */
  private record Term(Words words, List<Words> notMeant, boolean allergy, String asWritten) {

    boolean in(Words text) {
      Words rest = text;
      for (Words phrase : notMeant) {
        rest = rest.without(phrase);
      }
      return rest.contain(words);
    }
  }

  private Diet(Profile profile, AllergenWords allergenWords) {
    this.profile = profile;
    this.allergenWords = allergenWords;
    for (Allergen allergen : profile.allergies()) {
      allergens.add(allergen.code());
    }
    profile.otherAllergies().forEach(term -> add(term, true));
    profile.dislikes().forEach(term -> add(term, false));
  }

  static Diet of(Profile profile, AllergenWords allergenWords) {
    return new Diet(profile, allergenWords);
  }

  /** Why {@code food} may not be served; empty if it may. */
  Optional<Objection> to(Food food) {
    return judged.computeIfAbsent(food.name(), name -> judge(food, ""));
  }

  /**
   * Why {@code ingredient} may not be served, by its words and by the tags of the food they mean;
   * empty if it may. "Vegan cheese" is not held against dairy, nor "gluten-free oats" against
   * gluten.
   */
  Optional<Objection> to(Ingredient ingredient) {
    Optional<Objection> spoken = to(ingredient.text(), true);
    return spoken.isPresent() ? spoken : judge(ingredient.food(), ingredient.text());
  }

  /**
   * Why a meal may not be described by {@code text}; empty if it may. Allergens and dislikes only.
   *
   * @param oneFood whether it names a single food, so that "vegan cheese" or "gluten-free bread"
   *     may be believed
   */
  Optional<Objection> to(String text, boolean oneFood) {
    for (String allergen : allergens) {
      Optional<String> word = allergenWords.find(allergen, text, oneFood);
      if (word.isPresent()) {
        return Optional.of(new Objection(Objection.Kind.ALLERGEN, allergen, word.get()));
      }
    }
    Words words = Words.of(text);
    return terms.stream()
        .filter(term -> term.in(words))
        .findFirst()
        .map(term -> new Objection(kind(term), term.asWritten(), term.words().toString()));
  }

  private Optional<Objection> judge(Food food, String calledHere) {
    for (String allergen : allergens) {
      if (food.contains().contains(allergen) && !allergenWords.claimsAbsent(allergen, calledHere)) {
        return Optional.of(new Objection(Objection.Kind.ALLERGEN, allergen, food.name()));
      }
    }
    for (Term term : terms) {
      if (namedBy(food, term)) {
        return Optional.of(new Objection(kind(term), term.asWritten(), food.name()));
      }
    }
    ProteinClass source = food.protein();
    return source == null || eats(food, source)
        ? Optional.empty()
        : Optional.of(new Objection(Objection.Kind.PROTEIN_SOURCE, source.code(), food.name()));
  }

  private boolean namedBy(Food food, Term term) {
    return term.in(Words.of(food.name()))
        || food.aliases().stream().anyMatch(alias -> term.in(Words.of(alias)))
        || food.group().words().stream().anyMatch(term.words()::equals);
  }

  /** A plants-only person who takes powder takes a plant's, not whey. */
  private boolean eats(Food food, ProteinClass source) {
    Set<ProteinSource> listed = profile.proteinSources();
    if (listed.isEmpty()) {
      return true;
    }
    boolean welcome =
        profile.otherProteins().stream().map(Diet::term).anyMatch(term -> namedBy(food, term));
    if (welcome) {
      return true;
    }
    boolean animalPowder =
        source == ProteinClass.PROTEIN_POWDER && food.contains().contains(Allergen.DAIRY.code());
    return source.listedAs().filter(listed::contains).isPresent()
        && !(animalPowder && profile.eatsPlantsOnly());
  }

  private void add(String text, boolean allergy) {
    if (allergy) {
      allergenWords.named(text).ifPresent(allergens::add);
    }
    Words words = Words.of(text);
    if (words.count() == 0) {
      return;
    }
    terms.add(term(text, allergy));
    WIDER.forEach(
        (wide, narrow) -> {
          if (Words.of(wide).equals(words)) {
            narrow.forEach(
                name ->
                    terms.add(new Term(Words.of(name), notMeant(Words.of(name)), allergy, text)));
          }
        });
  }

  private static Term term(String text) {
    return term(text, false);
  }

  private static Term term(String text, boolean allergy) {
    Words words = Words.of(text);
    return new Term(words, notMeant(words), allergy, text);
  }

  private static List<Words> notMeant(Words words) {
    return NOT_MEANT.getOrDefault(words.toString(), List.of()).stream().map(Words::of).toList();
  }

  private static Objection.Kind kind(Term term) {
    return term.allergy() ? Objection.Kind.ALLERGEN : Objection.Kind.DISLIKED;
  }
}
