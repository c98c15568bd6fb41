package dev.stashline.plans.planner;

/**
 * What a food supplies and a person needs, each in one fixed unit.
 *
 * <p>A food table that has no figure for a nutrient leaves it out of its maps; zero means measured
 * and none found.
 */
public enum Nutrient {
  ENERGY("Energy", "kcal"),
  PROTEIN("Protein", "g"),
  FAT("Fat", "g"),
  /** Available carbohydrate: fibre is counted apart. */
  CARBOHYDRATE("Carbohydrate", "g"),
  FIBRE("Fibre", "g"),
  CALCIUM("Calcium", "mg"),
  IRON("Iron", "mg"),
  MAGNESIUM("Magnesium", "mg"),
  ZINC("Zinc", "mg"),
  POTASSIUM("Potassium", "mg"),
  PHOSPHORUS("Phosphorus", "mg"),
  COPPER("Copper", "mg"),
  MANGANESE("Manganese", "mg"),
  SELENIUM("Selenium", "µg"),
  /**
   * Retinol activity equivalents: 1 µg retinol, 12 µg β-carotene, or 24 µg other provitamin A
   * carotenoids.
   */
  VITAMIN_A("Vitamin A", "µg RAE"),
  VITAMIN_C("Vitamin C", "mg"),
  VITAMIN_D("Vitamin D", "µg"),
  /** α-Tocopherol. */
  VITAMIN_E("Vitamin E", "mg"),
  VITAMIN_K("Vitamin K", "µg"),
  VITAMIN_B1("Vitamin B1 (thiamin)", "mg"),
  VITAMIN_B2("Vitamin B2 (riboflavin)", "mg"),
  VITAMIN_B3("Vitamin B3 (niacin)", "mg"),
  VITAMIN_B5("Vitamin B5 (pantothenic acid)", "mg"),
  VITAMIN_B6("Vitamin B6", "mg"),
  FOLATE("Folate", "µg"),
  /**
   * Not measured by the Indian Food Composition Tables; here because some people must be told to
   * supplement it.
   */
  VITAMIN_B12("Vitamin B12", "µg");

  private final String displayName;
  private final String unit;

  Nutrient(String displayName, String unit) {
    this.displayName = displayName;
    this.unit = unit;
  }

  public String displayName() {
    return displayName;
  }

  public String unit() {
    return unit;
  }

  /** Whether it is a vitamin or a mineral, as against energy, a macronutrient or fibre. */
  public boolean isMicronutrient() {
    return ordinal() >= CALCIUM.ordinal();
  }
}
