package dev.stashline.plans.planner;

/**
 * What a micronutrient does in the body, in the words that European law permits as a health claim:
 * Commission Regulation (EU) 432/2012, annex.
 */
final class Purpose {

  private Purpose() {}

  /** A phrase that follows "contributes to"; only for micronutrients. */
  static String of(Nutrient nutrient) {
    return switch (nutrient) {
      case CALCIUM -> "the maintenance of normal bones and normal muscle function";
      case IRON -> "the normal formation of red blood cells and oxygen transport";
      case MAGNESIUM -> "less tiredness, normal muscle function and the normal nervous system";
      case ZINC -> "the normal immune system and normal cognitive function";
      case POTASSIUM -> "the maintenance of normal blood pressure";
      case PHOSPHORUS -> "the maintenance of normal bones and energy metabolism";
      case COPPER -> "normal connective tissue and iron transport";
      case MANGANESE -> "normal connective tissue and the maintenance of normal bones";
      case SELENIUM -> "normal thyroid function and the protection of cells from oxidative stress";
      case VITAMIN_A -> "normal vision, skin and immune system";
      case VITAMIN_C -> "normal collagen formation, and raises iron absorption";
      case VITAMIN_D -> "the normal use of calcium, normal bones and normal muscle function";
      case VITAMIN_E -> "the protection of cells from oxidative stress";
      case VITAMIN_K -> "normal blood clotting and the maintenance of normal bones";
      case VITAMIN_B1 -> "normal energy metabolism and normal heart function";
      case VITAMIN_B2 -> "normal energy metabolism and less tiredness";
      case VITAMIN_B3 -> "normal energy metabolism and normal skin";
      case VITAMIN_B5 -> "normal mental performance and energy metabolism";
      case VITAMIN_B6 -> "normal protein metabolism and the regulation of hormonal activity";
      case FOLATE -> "normal blood formation, and to tissue growth in pregnancy";
      case VITAMIN_B12 -> "normal red blood cell formation and the normal nervous system";
      case ENERGY, PROTEIN, FAT, CARBOHYDRATE, FIBRE ->
          throw new IllegalArgumentException(nutrient + " is no micronutrient");
    };
  }
}
