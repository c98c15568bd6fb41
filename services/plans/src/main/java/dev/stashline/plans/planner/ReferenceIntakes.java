package dev.stashline.plans.planner;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reference intakes of adults from 18 on, by age and sex: the US and Canadian Dietary Reference
 * Intakes.
 *
 * <p>The figures lie in {@code planner/reference-intakes.csv}, each row with the report it was
 * taken from. Eighteen-year-olds have the reports' band 14–18. Pregnancy and breastfeeding have
 * their own figures there, which are not carried: the form cannot tell.
 */
public final class ReferenceIntakes {

  private record Row(Nutrient nutrient, Sex sex, int ageFrom, int ageTo, Intake intake) {}

  private static final List<Row> ROWS =
      Table.read("planner/reference-intakes.csv", ",").stream().map(ReferenceIntakes::row).toList();

  private ReferenceIntakes() {}

  /**
   * What a person of this age and sex needs, for every micronutrient.
   *
   * <p>For {@link Sex#UNSPECIFIED} the recommended amount is the higher and the upper limit the
   * lower of both sexes.
   */
  public static Map<Nutrient, Intake> of(int age, Sex sex) {
    Map<Nutrient, Intake> intakes = new EnumMap<>(Nutrient.class);
    for (Row row : ROWS) {
      boolean mine = sex == Sex.UNSPECIFIED || row.sex() == sex;
      if (mine && row.ageFrom() <= age && age <= row.ageTo()) {
        intakes.merge(row.nutrient(), row.intake(), ReferenceIntakes::enoughForBoth);
      }
    }
    return Collections.unmodifiableMap(intakes);
  }

  private static Intake enoughForBoth(Intake one, Intake other) {
    return new Intake(
        Math.max(one.recommended(), other.recommended()),
        one.kind(),
        lower(one.upperLimit(), other.upperLimit()),
        one.upperLimitScope(),
        one.unit(),
        one.source());
  }

  private static @Nullable Double lower(@Nullable Double one, @Nullable Double other) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    return Math.min(one, other);
  }

  private static Row row(List<String> cells) {
    Nutrient nutrient = Nutrient.valueOf(cells.get(0));
    Intake intake =
        new Intake(
            Double.parseDouble(cells.get(4)),
            Intake.Kind.valueOf(cells.get(5)),
            cells.get(6).isEmpty() ? null : Double.valueOf(cells.get(6)),
            Intake.Scope.valueOf(cells.get(7)),
            cells.get(8),
            cells.get(9));
    return new Row(
        nutrient,
        Sex.valueOf(cells.get(1)),
        Integer.parseInt(cells.get(2)),
        Integer.parseInt(cells.get(3)),
        intake);
  }
}
