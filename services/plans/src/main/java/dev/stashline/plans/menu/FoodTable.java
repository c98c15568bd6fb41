package dev.stashline.plans.menu;

import dev.stashline.plans.planner.Nutrient;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The foods known to this service, by name and by what people call them. */
public final class FoodTable {

  /** Words that tell a cooked or tinned weight from a dry one. */
  private static final Set<String> COOKED =
      Set.of("cooked", "boiled", "steamed", "canned", "tinned", "drained", "leftover", "soaked");

  /** What says of an animal food's name that the food is something else. */
  private static final List<Words> IMITATION =
      Stream.of(
              "vegan",
              "plant based",
              "dairy free",
              "non dairy",
              "egg free",
              "meatless",
              "meat free",
              "mock",
              "imitation")
          .map(Words::of)
          .toList();

  private final Map<String, Food> byName;
  private final Map<String, Integer> indexes = new HashMap<>();
  private final List<Alias> aliases;

  private record Alias(Words words, Food food) {}

  /**
   * What a free text means.
   *
   * @param food the food meant
   * @param grams of that food as tabulated (dry, if it is tabulated dry)
   */
  public record Match(Food food, double grams) {}

  FoodTable(Collection<Food> foods) {
    byName = new LinkedHashMap<>();
    aliases = new ArrayList<>();
    for (Food food : foods) {
      if (byName.put(food.name(), food) != null) {
        throw new IllegalArgumentException("two foods named " + food.name());
      }
      indexes.put(food.name(), indexes.size());
      aliases.add(new Alias(Words.of(food.name()), food));
      food.aliases().forEach(alias -> aliases.add(new Alias(Words.of(alias), food)));
    }
  }

  /** The table in this package's resources. */
  public static FoodTable load() {
    Map<String, Map<String, String>> figures = new HashMap<>();
    Table.read("nutrients.csv").forEach(row -> figures.put(cell(row, "name"), row));
    return new FoodTable(
        Table.read("foods.csv").stream()
            .map(row -> food(row, figures.getOrDefault(cell(row, "name"), Map.of())))
            .toList());
  }

  public Collection<Food> foods() {
    return Collections.unmodifiableCollection(byName.values());
  }

  /** The position of {@code food} in this table, from 0; -1 if it is not of this table. */
  int indexOf(Food food) {
    return indexes.getOrDefault(food.name(), -1);
  }

  Optional<Food> named(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /**
   * The food that {@code text} names, for example {@code "2 tbsp crunchy peanut butter"}; empty if
   * it names none that has figures here.
   *
   * <p>The longest known name wins; of two equally long ones the last, as English puts the noun
   * last.
   *
   * @param grams of it as written; cooked and tinned weights are turned into dry ones where the
   *     table is dry
   */
  public Optional<Match> resolve(String text, double grams) {
    Words words = Words.of(text);
    @Nullable Alias best = null;
    int bestAt = -1;
    for (Alias alias : aliases) {
      int at = words.indexOf(alias.words());
      if (at >= 0
          && (best == null
              || alias.words().count() > best.words().count()
              || (alias.words().count() == best.words().count() && at > bestAt))) {
        best = alias;
        bestAt = at;
      }
    }
    if (best == null
        || best.food().group() == FoodGroup.UNLISTED
        || isImitation(words, best.food())) {
      return Optional.empty();
    }
    Double dryShare = best.food().dryShare();
    boolean cooked = words.tokens().stream().anyMatch(COOKED::contains);
    return Optional.of(
        new Match(best.food(), dryShare != null && cooked ? grams * dryShare : grams));
  }

  private static boolean isImitation(Words words, Food food) {
    return food.group().isAnimal() && IMITATION.stream().anyMatch(words::contain);
  }

  private static Food food(Map<String, String> row, Map<String, String> figures) {
    Map<Nutrient, Double> per100g = new EnumMap<>(Nutrient.class);
    COLUMNS.forEach(
        (column, nutrient) -> {
          String value = figures.getOrDefault(column, "");
          if (!value.isEmpty()) {
            per100g.put(nutrient, Double.valueOf(value));
          }
        });
    return new Food(
        cell(row, "name"),
        FoodGroup.of(cell(row, "group")),
        protein(cell(row, "protein")),
        Set.copyOf(split(cell(row, "allergens"), ",")),
        measure(cell(row, "measure")),
        split(cell(row, "aliases"), "\\|"),
        cell(row, "dry_share").isEmpty() ? null : Double.valueOf(cell(row, "dry_share")),
        per100g,
        figures.getOrDefault("source", ""));
  }

  private static String cell(Map<String, String> row, String column) {
    return row.getOrDefault(column, "");
  }

  private static List<String> split(String text, String separator) {
    return Arrays.stream(text.split(separator)).filter(part -> !part.isEmpty()).toList();
  }

  private static @Nullable ProteinClass protein(String code) {
    return code.isEmpty() ? null : ProteinClass.of(code);
  }

  private static @Nullable Measure measure(String text) {
    String[] parts = text.split("@");
    return text.isEmpty() ? null : new Measure(parts[0], Double.parseDouble(parts[1]));
  }

  private static final Map<String, Nutrient> COLUMNS =
      Map.ofEntries(
          Map.entry("kcal", Nutrient.ENERGY),
          Map.entry("protein_g", Nutrient.PROTEIN),
          Map.entry("fat_g", Nutrient.FAT),
          Map.entry("carbohydrate_g", Nutrient.CARBOHYDRATE),
          Map.entry("fibre_g", Nutrient.FIBRE),
          Map.entry("calcium_mg", Nutrient.CALCIUM),
          Map.entry("iron_mg", Nutrient.IRON),
          Map.entry("magnesium_mg", Nutrient.MAGNESIUM),
          Map.entry("zinc_mg", Nutrient.ZINC),
          Map.entry("potassium_mg", Nutrient.POTASSIUM),
          Map.entry("phosphorus_mg", Nutrient.PHOSPHORUS),
          Map.entry("copper_mg", Nutrient.COPPER),
          Map.entry("manganese_mg", Nutrient.MANGANESE),
          Map.entry("selenium_ug", Nutrient.SELENIUM),
          Map.entry("vitamin_a_ug_rae", Nutrient.VITAMIN_A),
          Map.entry("vitamin_c_mg", Nutrient.VITAMIN_C),
          Map.entry("vitamin_d_ug", Nutrient.VITAMIN_D),
          Map.entry("vitamin_e_mg", Nutrient.VITAMIN_E),
          Map.entry("vitamin_k_ug", Nutrient.VITAMIN_K),
          Map.entry("vitamin_b1_mg", Nutrient.VITAMIN_B1),
          Map.entry("vitamin_b2_mg", Nutrient.VITAMIN_B2),
          Map.entry("vitamin_b3_mg", Nutrient.VITAMIN_B3),
          Map.entry("vitamin_b5_mg", Nutrient.VITAMIN_B5),
          Map.entry("vitamin_b6_mg", Nutrient.VITAMIN_B6),
          Map.entry("folate_ug", Nutrient.FOLATE),
          Map.entry("vitamin_b12_ug", Nutrient.VITAMIN_B12));
}
