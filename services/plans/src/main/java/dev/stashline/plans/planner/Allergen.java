package dev.stashline.plans.planner;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.EnumSet;
import java.util.Set;
import java.util.regex.Pattern;

/** The allergens the form offers; anything else arrives as free text. */
public enum Allergen implements Choice {
  PEANUTS("peanuts", "peanuts?|groundnuts?|^nuts?$|mixed nuts"),
  TREE_NUTS(
      "tree-nuts",
      "^nuts?$|mixed nuts|tree.?nuts?|almonds?|cashews?|walnuts?|pecans?|hazelnuts?|pistachios?|macadamias?|brazil nuts?"),
  DAIRY(
      "dairy", "dairy|milk|lactose|cheeses?|butter|cream|yogh?urts?|casein|whey|ghee|paneer|curd"),
  GLUTEN("gluten", "gluten|wheat|barley|rye|spelt|coeliac( disease)?|celiac( disease)?"),
  SOY("soy", "soy|soya|soybeans?|soy beans?|tofu|edamame|tempeh"),
  SHELLFISH(
      "shellfish",
      "shellfish|seafood|crustaceans?|shrimps?|prawns?|crabs?|lobsters?|crayfish|mollus[ck]s?|mussels?|oysters?|clams?"
          + "|squid|scallops?");

  /** Milks and butters made of plants say nothing about dairy. */
  private static final Pattern PLANT_MILK =
      Pattern.compile(
          "\\b(coconut|almond|cashew|oat|rice|soya?|peanut|nut|cocoa|shea)\\s(milk|butter|cream|yogh?urt)\\b");

  private final String code;
  private final Pattern words;

  Allergen(String code, String words) {
    this.code = code;
    this.words = Pattern.compile("\\b(?:" + words + ")\\b");
  }

  @Override
  @JsonValue
  public String code() {
    return code;
  }

  /**
   * The allergens that a lower-case free-text term names, in any of their common words; empty if
   * none.
   */
  static Set<Allergen> namedIn(String term) {
    Set<Allergen> named = EnumSet.noneOf(Allergen.class);
    for (Allergen allergen : values()) {
      String text = allergen == DAIRY ? PLANT_MILK.matcher(term).replaceAll(" ") : term;
      if (allergen.words.matcher(text).find()) {
        named.add(allergen);
      }
    }
    return named;
  }
}
