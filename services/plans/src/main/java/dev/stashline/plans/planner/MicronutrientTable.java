package dev.stashline.plans.planner;

import static dev.stashline.plans.planner.Text.amount;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The micronutrient part of a plan: what is needed, what the menu supplies on average, and from
 * which foods.
 *
 * @param personalizedIntro two or three sentences that name the person's figures
 * @param table 10 to 15 rows, most pressing first
 */
public record MicronutrientTable(
    String personalizedIntro, List<Row> table, List<Citation> citations, Provenance provenance) {

  /**
   * A goal counts as met from 97 %: the next rounding of a reference intake is coarser than that.
   */
  private static final int MET_PERCENT = 97;

  private static final int NEAR_PERCENT = 80;
  private static final int ROWS = 12;
  private static final int FOODS = 4;

  /** How the menu stands to a goal. */
  public enum Status {
    MET,
    /** From 80 % on. */
    NEAR,
    SHORT,
    /** More than the tolerable upper intake from food. */
    ABOVE_LIMIT,
    /** The food table has no figure: not the same as none. */
    UNKNOWN
  }

  /**
   * One micronutrient.
   *
   * @param dailyGoal amount and unit, {@code 1,000 mg}
   * @param plannedIntake amount, unit and share of the goal, or that it is not known
   * @param percentOfGoal null if the planned intake is not known
   * @param foodSources the menu's main suppliers, each with its share of the planned intake; empty
   *     if not known
   * @param purpose what it does, why it matters to this person, what to do if the goal is missed
   * @param priority {@code essential}, {@code recommended} or {@code optional}
   */
  public record Row(
      String nutrient,
      String dailyGoal,
      String plannedIntake,
      @Nullable Integer percentOfGoal,
      Status status,
      List<String> foodSources,
      String purpose,
      String priority) {}

  /** The table for {@code person}, from goals and what the menu supplies. */
  public static MicronutrientTable of(Profile person, Targets targets, PlannedIntake planned) {
    Bibliography sources = new Bibliography();
    List<Focus> focus = Focus.of(person);
    List<Row> rows = new ArrayList<>();
    for (Nutrient nutrient : chosen(focus, targets, planned)) {
      rows.add(row(nutrient, focus, targets, planned, sources));
    }
    return new MicronutrientTable(
        intro(person, targets, planned, sources),
        List.copyOf(rows),
        sources.citations(),
        Provenance.COMPUTED);
  }

  /** First what the answers point to, then the rest from the largest gap on. */
  private static Set<Nutrient> chosen(List<Focus> focus, Targets targets, PlannedIntake planned) {
    List<Nutrient> order = new ArrayList<>(focus.stream().map(Focus::nutrient).toList());
    targets.micronutrients().keySet().stream()
        .sorted(
            Comparator.comparingInt(
                nutrient -> Objects.requireNonNullElse(percent(nutrient, targets, planned), 0)))
        .forEach(order::add);
    List<Nutrient> distinct = order.stream().distinct().limit(ROWS).toList();
    return new LinkedHashSet<>(distinct);
  }

  private static Row row(
      Nutrient nutrient,
      List<Focus> focus,
      Targets targets,
      PlannedIntake planned,
      Bibliography sources) {
    Intake goal = Objects.requireNonNull(targets.micronutrients().get(nutrient));
    Integer percent = percent(nutrient, targets, planned);
    Status status = status(nutrient, goal, percent, planned);
    return new Row(
        nutrient.displayName(),
        amount(goal.recommended()) + " " + goal.unit(),
        plannedText(nutrient, goal, percent, planned),
        percent,
        status,
        foods(nutrient, planned),
        purpose(nutrient, focus, status, goal, sources),
        priority(nutrient, focus, status));
  }

  private static @Nullable Integer percent(
      Nutrient nutrient, Targets targets, PlannedIntake planned) {
    Double amount = planned.perDay().get(nutrient);
    Intake goal = targets.micronutrients().get(nutrient);
    return amount == null || goal == null
        ? null
        : (int) Math.round(100 * amount / goal.recommended());
  }

  private static Status status(
      Nutrient nutrient, Intake goal, @Nullable Integer percent, PlannedIntake planned) {
    Double amount = planned.perDay().get(nutrient);
    if (percent == null || amount == null) {
      return Status.UNKNOWN;
    }
    Double limit = goal.upperLimitInFood();
    if (limit != null && amount > limit) {
      return Status.ABOVE_LIMIT;
    }
    return percent >= MET_PERCENT
        ? Status.MET
        : percent >= NEAR_PERCENT ? Status.NEAR : Status.SHORT;
  }

  private static String plannedText(
      Nutrient nutrient, Intake goal, @Nullable Integer percent, PlannedIntake planned) {
    Double amount = planned.perDay().get(nutrient);
    return amount == null || percent == null
        ? "not known: the food table has no figures for it"
        : "%s %s (%d %% of the goal)".formatted(amount(amount), goal.unit(), percent);
  }

  private static List<String> foods(Nutrient nutrient, PlannedIntake planned) {
    return planned.topFoods().getOrDefault(nutrient, List.of()).stream()
        .limit(FOODS)
        .map(food -> "%s (%d %%)".formatted(food.food(), Math.round(food.percent())))
        .toList();
  }

  private static String purpose(
      Nutrient nutrient, List<Focus> focus, Status status, Intake goal, Bibliography sources) {
    StringBuilder text =
        new StringBuilder(
            sources.cite("Contributes to " + Purpose.of(nutrient) + ".", Source.EU_CLAIMS_2012));
    focus.stream()
        .filter(point -> point.nutrient() == nutrient && point.source() != Source.EU_CLAIMS_2012)
        .findFirst()
        .ifPresent(point -> text.append(' ').append(sources.cite(point.why(), point.source())));
    String advice = advice(nutrient, status, goal);
    return advice.isEmpty() ? text.toString() : text.append(' ').append(advice).toString();
  }

  private static String advice(Nutrient nutrient, Status status, Intake goal) {
    return switch (status) {
      case MET -> "";
      case NEAR -> "The menu comes close; a little more of the foods named closes the gap.";
      case SHORT ->
          nutrient == Nutrient.VITAMIN_D
              ? "Food alone does not reach this goal; see the supplement list."
              : "The menu misses this goal; eat more of the foods named, or ask a dietitian before you take a supplement.";
      case ABOVE_LIMIT ->
          "The menu is above the tolerable upper intake of %s %s; do not add a supplement of it."
              .formatted(amount(Objects.requireNonNull(goal.upperLimit())), goal.unit());
      case UNKNOWN -> "It cannot be counted here, so the goal is neither met nor missed.";
    };
  }

  private static String priority(Nutrient nutrient, List<Focus> focus, Status status) {
    boolean focused =
        focus.stream()
            .anyMatch(
                point -> point.nutrient() == nutrient && point.source() != Source.EU_CLAIMS_2012);
    boolean open = status == Status.SHORT || status == Status.UNKNOWN;
    return focused ? "essential" : open || status == Status.NEAR ? "recommended" : "optional";
  }

  /** {@code vitamin B12}: only the first letter is lowered. */
  private static String inSentence(Nutrient nutrient) {
    String name = nutrient.displayName();
    return name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
  }

  private static String intro(
      Profile person, Targets targets, PlannedIntake planned, Bibliography sources) {
    Set<Nutrient> met = EnumSet.noneOf(Nutrient.class);
    List<Nutrient> missed = new ArrayList<>();
    List<String> unknown = new ArrayList<>();
    for (Nutrient nutrient : targets.micronutrients().keySet()) {
      Integer percent = percent(nutrient, targets, planned);
      if (percent == null) {
        unknown.add(inSentence(nutrient));
      } else if (percent >= MET_PERCENT) {
        met.add(nutrient);
      } else {
        missed.add(nutrient);
      }
    }
    String start =
        sources.cite(
            "%s, these goals are the reference intakes for %d years%s."
                .formatted(
                    person.firstName(),
                    person.age(),
                    switch (person.sex()) {
                      case FEMALE -> " and women";
                      case MALE -> " and men";
                      case UNSPECIFIED -> ", of both sexes the figure that is enough for either";
                    }),
            Source.NASEM_DRI);
    String middle =
        " On %s kcal a day your menu reaches %d of the %d goals that can be counted"
            .formatted(Text.number(targets.energyKcal()), met.size(), met.size() + missed.size());
    String gap =
        missed.stream()
            .min(
                Comparator.comparingInt(
                    nutrient -> Objects.requireNonNull(percent(nutrient, targets, planned))))
            .map(
                nutrient ->
                    "; the widest gap is %s at %d %%."
                        .formatted(inSentence(nutrient), percent(nutrient, targets, planned)))
            .orElse(".");
    String end =
        unknown.isEmpty()
            ? ""
            : " For %s the food table has no figures, so %s counted."
                .formatted(Text.list(unknown), unknown.size() == 1 ? "it is not" : "they are not");
    return start + middle + gap + end;
  }
}
