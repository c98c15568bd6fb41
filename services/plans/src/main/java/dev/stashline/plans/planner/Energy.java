package dev.stashline.plans.planner;

import static dev.stashline.plans.planner.Text.number;
import static dev.stashline.plans.planner.Text.signed;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The day's energy: basal expenditure × activity + goal, kept safe.
 *
 * <pre>
 *   basal (Mifflin-St Jeor) ──× activity──▶ expenditure ──+ goal──▶ wish ──▶ floor ──▶ target
 *                                                         +300 build          │
 *                                                         −400 lose, unless   └ a deficit never goes below basal × 1.1
 *                                                          it could harm        or 1200/1500 kcal; nothing below 1200
 * </pre>
 *
 * @param basalKcal resting expenditure, rounded to 1 kcal
 * @param expenditureKcal basal × activity, rounded to 1 kcal
 * @param adjustmentKcal what was really added or (negative) taken away
 * @param targetKcal expenditure + adjustment
 */
record Energy(
    int basalKcal,
    Activity activity,
    int expenditureKcal,
    int adjustmentKcal,
    int targetKcal,
    List<Reason> reasons) {

  private static final int SURPLUS = 300;
  private static final int DEFICIT = -400;
  private static final double FLOOR_OVER_BASAL = 1.1;

  /**
   * Below this a day's food can hardly hold the micronutrients; also the guideline's lower bound
   * for women.
   */
  private static final int LEAST = 1200;

  private static final int LEAST_DEFICIT_MALE = 1500;

  static final double UNDERWEIGHT = 18.5;
  static final double OBESE = 30;

  /** Under this a deficit would reach underweight within a few kilograms. */
  private static final double TOO_LEAN_TO_LOSE = 20;

  private static final int OLDER = 65;

  static Energy of(Profile person) {
    List<Reason> reasons = new ArrayList<>();
    int basal = (int) Math.round(basal(person));
    reasons.add(basalReason(person, basal));
    Activity activity = Activity.assumedFor(person);
    int expenditure = (int) Math.round(basal * activity.multiplier());
    reasons.add(activityReason(person, activity, expenditure));
    int adjustment = adjustment(person, basal, expenditure, reasons);
    if (expenditure + adjustment < LEAST) {
      adjustment = LEAST - expenditure;
      reasons.add(
          reason(
              "energy",
              "No plan goes below %s kcal, because so little food cannot hold the vitamins and minerals of a day."
                  .formatted(number(LEAST)),
              Source.AHA_OBESITY_2013));
    }
    return new Energy(
        basal, activity, expenditure, adjustment, expenditure + adjustment, List.copyOf(reasons));
  }

  /**
   * Mifflin-St Jeor: 10 × kg + 6.25 × cm − 5 × years, + 5 for men, − 161 for women, their mean − 78
   * otherwise.
   */
  private static double basal(Profile person) {
    double shared =
        10 * person.mass().kilograms() + 6.25 * person.height().centimetres() - 5.0 * person.age();
    return switch (person.sex()) {
      case MALE -> shared + 5;
      case FEMALE -> shared - 161;
      case UNSPECIFIED -> shared - 78;
    };
  }

  private static int adjustment(Profile person, int basal, int expenditure, List<Reason> reasons) {
    int wish = wish(person);
    if (wish > 0 && person.bodyMassIndex() >= OBESE) {
      reasons.add(
          reason(
              "goal",
              "No extra energy is added: at a body-mass index of %s the body can draw on its stores while it builds muscle."
                  .formatted(Text.decimal(person.bodyMassIndex())),
              Source.AHA_OBESITY_2013));
      return 0;
    }
    if (wish < 0) {
      return deficit(person, basal, expenditure, reasons);
    }
    reasons.add(
        reason(
            "goal",
            wish > 0
                ? "Your goal is to build, so %s kcal are added, a modest surplus."
                    .formatted(number(wish))
                : "Your priority (%s) asks for no surplus or deficit, so the target is what you spend."
                    .formatted(person.mainPriority().code()),
            wish > 0 ? Source.ARAGON_2017 : Source.FAO_2004));
    return wish;
  }

  private static int wish(Profile person) {
    return switch (person.mainPriority()) {
      case BODY_COMPOSITION -> DEFICIT;
      case PHYSICAL -> SURPLUS;
      case LONGEVITY -> 0;
      case COGNITIVE, EMOTIONAL -> person.drivingGoal() == DrivingGoal.ATHLETIC ? SURPLUS : 0;
    };
  }

  private static int deficit(Profile person, int basal, int expenditure, List<Reason> reasons) {
    Reason refusal = refusal(person);
    if (refusal != null) {
      reasons.add(refusal);
      return 0;
    }
    int least = person.sex() == Sex.FEMALE ? LEAST : LEAST_DEFICIT_MALE;
    int floor = (int) Math.ceil(Math.max(basal * FLOOR_OVER_BASAL, least));
    int adjustment = Math.min(0, Math.max(DEFICIT, floor - expenditure));
    reasons.add(
        reason(
            "goal",
            adjustment == DEFICIT
                ? "Your priority is body composition, so %s kcal are taken away each day."
                    .formatted(number(-DEFICIT))
                : "Your priority is body composition; the deficit is %s kcal instead of the usual %s, so as not to go below %s kcal."
                    .formatted(signed(adjustment), signed(DEFICIT), number(floor)),
            Source.AHA_OBESITY_2013));
    return adjustment;
  }

  /**
   * Why this person must not lose weight by a plan made without a professional; null if nothing
   * speaks against it.
   */
  private static @Nullable Reason refusal(Profile person) {
    double index = person.bodyMassIndex();
    if (index < UNDERWEIGHT) {
      return reason(
          "goal",
          "Your body-mass index is %s, below 18.5, so nothing is taken away whatever the goal."
              .formatted(Text.decimal(index)),
          Source.WHO_BMI_1995);
    }
    if (index < TOO_LEAN_TO_LOSE) {
      return reason(
          "goal",
          "Your body-mass index is %s, so a few kilograms less would be underweight; nothing is taken away, protein and training do the work."
              .formatted(Text.decimal(index)),
          Source.WHO_BMI_1995);
    }
    if (person.has(Concern.PREGNANCY) || person.has(Concern.BREASTFEEDING)) {
      return reason(
          "goal",
          "In pregnancy and while breastfeeding nothing is taken away.",
          Source.IOM_MACRO_2005);
    }
    if (person.has(Concern.EATING_DISORDER)) {
      return reason(
          "goal",
          "You mention an eating disorder, so this plan sets no deficit; please plan any change of weight with your care team.",
          Source.NICE_NG69);
    }
    if (person.age() >= OLDER && index < OBESE) {
      return reason(
          "goal",
          "From 65 on, a diet to lose weight costs muscle, so nothing is taken away at a body-mass index below 30.",
          Source.ESPEN_OLDER_2019);
    }
    return null;
  }

  private static Reason basalReason(Profile person, int basal) {
    String sex =
        switch (person.sex()) {
          case MALE -> "the equation for men";
          case FEMALE -> "the equation for women";
          case UNSPECIFIED ->
              "the mean of the equations for women and men, because you left it open";
        };
    return reason(
        "basal",
        "At rest you spend about %s kcal a day, from %s kg, %s cm and %d years by Mifflin-St Jeor, %s."
            .formatted(
                number(basal),
                Text.decimal(person.mass().kilograms()),
                Text.decimal(person.height().centimetres()),
                person.age(),
                sex),
        Source.MIFFLIN_1990);
  }

  private static Reason activityReason(Profile person, Activity activity, int expenditure) {
    String why =
        person.drivingGoal() == DrivingGoal.ATHLETIC
            ? "you named an athletic goal, so moderate training is assumed"
            : "the form does not ask how much you move, so a light day is assumed, a cautious guess";
    return reason(
        "activity",
        "Over the day about %s kcal (basal × %s): %s."
            .formatted(number(expenditure), activity.multiplier(), why),
        Source.FAO_2004);
  }

  private static Reason reason(String about, String text, Source source) {
    return new Reason(about, text, source.citation());
  }
}
