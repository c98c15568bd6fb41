package dev.stashline.plans.menu;

/**
 * Why a food or a text is not for this person.
 *
 * @param what the allergen, the person's own words, or the protein source that is not listed
 * @param found the food or the word that gave rise to it
 */
record Objection(Kind kind, String what, String found) {

  enum Kind {
    ALLERGEN,
    DISLIKED,
    PROTEIN_SOURCE
  }

  /** The person's wish behind it, for a sentence, for example {@code your allergy to dairy}. */
  String wish() {
    return switch (kind) {
      case ALLERGEN -> "your allergy to " + what;
      case DISLIKED -> "your dislike of " + what;
      case PROTEIN_SOURCE -> what + " is not among the proteins you listed";
    };
  }
}
