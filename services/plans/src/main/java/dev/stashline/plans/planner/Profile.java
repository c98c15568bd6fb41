package dev.stashline.plans.planner;

import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the answers mean: one person, in fixed units, with nothing dropped.
 *
 * <p>Sets keep a stable order (the enum's, or the answer's). Free-text terms are lower-case and
 * have no lead-in such as "I don't like".
 *
 * @param allergies offered allergens that were ticked, or that {@code otherAllergies} or a
 *     condition names
 * @param otherAllergies all free-text allergy terms, also those already counted in {@code
 *     allergies}
 * @param dislikes free-text terms of foods not to serve
 * @param proteinSources empty if the question was left out, which restricts nothing
 * @param otherProteins free-text protein foods that are welcome beside {@code proteinSources}
 * @param otherConditions free-text conditions, also those already counted in {@code conditions}
 * @param mealsCooked free text on cooking habits; null if left out
 * @param alcohol free text on alcohol; null if left out
 */
public record Profile(
    String firstName,
    String fullName,
    int age,
    Sex sex,
    Mass mass,
    Height height,
    MainPriority mainPriority,
    DrivingGoal drivingGoal,
    Set<Allergen> allergies,
    Set<String> otherAllergies,
    Set<String> dislikes,
    Set<ProteinSource> proteinSources,
    Set<String> otherProteins,
    EatingStyle eatingStyle,
    FirstMeal firstMeal,
    EnergyCrash energyCrash,
    Set<Condition> conditions,
    List<String> otherConditions,
    List<String> medications,
    List<String> supplements,
    @Nullable String mealsCooked,
    @Nullable String alcohol) {

  private static final String NO_ALCOHOL =
      "(?s).*\\b(none|never|no|zero|0|don['’]?t|do not|teetotal\\w*|sober|abstain\\w*|nothing)\\b.*";

  public Profile {
    allergies = ordered(Allergen.class, allergies);
    otherAllergies = ordered(otherAllergies);
    dislikes = ordered(dislikes);
    proteinSources = ordered(ProteinSource.class, proteinSources);
    otherProteins = ordered(otherProteins);
    conditions = ordered(Condition.class, conditions);
    otherConditions = List.copyOf(otherConditions);
    medications = List.copyOf(medications);
    supplements = List.copyOf(supplements);
  }

  /**
   * The person who filled in {@code form}.
   *
   * @throws InvalidForm if {@link OnboardingForm#check} finds fault with it
   */
  public static Profile from(OnboardingForm form) {
    List<Invalid> faults = form.check();
    if (!faults.isEmpty()) {
      throw new InvalidForm(faults);
    }
    List<String> otherConditions = Terms.items(form.otherCondition());
    Set<String> otherAllergies = Terms.foods(form.otherAllergy());
    return new Profile(
        firstName(form),
        fullName(form),
        (int) Numbers.read(form.age()).orElseThrow(),
        Sex.of(Objects.requireNonNull(form.gender())).orElseThrow(),
        form.mass().orElseThrow(),
        form.stature().orElseThrow(),
        answer(MainPriority.class, Objects.requireNonNull(form.mainPriority())),
        answer(DrivingGoal.class, Objects.requireNonNull(form.drivingGoal())),
        allergies(form.allergies(), otherAllergies, otherConditions),
        otherAllergies,
        Terms.foods(form.foodDislikes()),
        answers(ProteinSource.class, form.proteinSources()),
        Terms.foods(form.otherProtein()),
        answer(EatingStyle.class, form.eatingStyle(), EatingStyle.NO_PATTERN),
        answer(FirstMeal.class, form.firstMeal(), FirstMeal.VARIES),
        answer(EnergyCrash.class, form.energyCrash(), EnergyCrash.UNSTATED),
        conditions(form.medicalConditions(), otherConditions),
        otherConditions,
        Terms.items(form.medications()),
        Terms.items(form.supplements()),
        form.mealsCooked(),
        form.alcoholConsumption());
  }

  /** Body-mass index, kg/m². */
  public double bodyMassIndex() {
    return mass.kilograms() / (height.metres() * height.metres());
  }

  /** Whether the free-text conditions name {@code concern}. */
  public boolean has(Concern concern) {
    return concern.in(otherConditions);
  }

  /** Whether the medications name one of {@code medicine}'s class. */
  public boolean takes(Medicine medicine) {
    return medicine.in(medications);
  }

  /** Whether every protein source named is a plant or a powder; false if none was named. */
  public boolean eatsPlantsOnly() {
    return otherProteins.isEmpty()
        && proteinSources.contains(ProteinSource.PLANT_BASED)
        && Set.of(ProteinSource.PLANT_BASED, ProteinSource.PROTEIN_POWDER)
            .containsAll(proteinSources);
  }

  /** Whether fish may be served: listed or unrestricted, and named in no allergy or dislike. */
  public boolean eatsFish() {
    boolean refused =
        Stream.concat(otherAllergies.stream(), dislikes.stream())
            .anyMatch(term -> term.matches(".*\\b(fish|seafood|salmon|tuna)\\b.*"));
    return !refused
        && (proteinSources.isEmpty() || proteinSources.contains(ProteinSource.FISH_SEAFOOD));
  }

  /**
   * Whether dairy is ruled out: by allergy, or because protein sources were listed and it is not
   * among them.
   */
  public boolean avoidsDairy() {
    return allergies.contains(Allergen.DAIRY)
        || (!proteinSources.isEmpty() && !proteinSources.contains(ProteinSource.DAIRY));
  }

  /** Whether neither peanuts nor tree nuts are an allergy. */
  public boolean mayEatNuts() {
    return !allergies.contains(Allergen.PEANUTS) && !allergies.contains(Allergen.TREE_NUTS);
  }

  /**
   * Whether a dairy food may be advised: dairy is not ruled out and the food is named in no
   * dislike.
   */
  boolean mayEat(String dairyFood) {
    return !avoidsDairy()
        && dislikes.stream()
            .noneMatch(term -> term.contains(dairyFood) || dairyFood.contains(term));
  }

  /** Whether the answer on alcohol tells of any; false if it was left out or denies. */
  public boolean drinksAlcohol() {
    return alcohol != null
        && !alcohol.toLowerCase(Locale.ROOT).matches(NO_ALCOHOL)
        && !Terms.items(alcohol).isEmpty();
  }

  static boolean plausible(Mass mass) {
    return mass.kilograms() >= 30 && mass.kilograms() <= 350;
  }

  static boolean plausible(Height height) {
    return height.centimetres() >= 100 && height.centimetres() <= 250;
  }

  /**
   * Whether a body-mass index lies within what adults live with; outside it a unit was mistaken.
   */
  static boolean plausible(Mass mass, Height height) {
    double index = mass.kilograms() / (height.metres() * height.metres());
    return index >= 10 && index <= 100;
  }

  /**
   * Whether an answer of a multiple choice adds nothing itself: {@code none}, or {@code other}
   * (told in free text).
   */
  static boolean isNeutral(String answer) {
    return answer.equalsIgnoreCase("none") || answer.equalsIgnoreCase("other");
  }

  private static String firstName(OnboardingForm form) {
    return form.firstName() != null
        ? form.firstName()
        : Objects.requireNonNull(form.fullName()).split("\\s+", 2)[0];
  }

  private static String fullName(OnboardingForm form) {
    return form.fullName() != null
        ? form.fullName()
        : Stream.of(form.firstName(), form.lastName())
            .filter(Objects::nonNull)
            .collect(Collectors.joining(" "));
  }

  /** A condition counts, too: coeliac disease rules out gluten, lactose intolerance dairy. */
  private static Set<Allergen> allergies(
      List<String> ticked, Set<String> otherAllergies, List<String> otherConditions) {
    Set<Allergen> allergies = answers(Allergen.class, ticked);
    otherAllergies.forEach(term -> allergies.addAll(Allergen.namedIn(term)));
    otherConditions.stream()
        .filter(item -> item.matches(".*\\b(intoleran|allerg|sensitiv|co?eliac).*"))
        .filter(item -> !Concern.isDenial(item))
        .forEach(item -> allergies.addAll(Allergen.namedIn(item)));
    return allergies;
  }

  private static Set<Condition> conditions(List<String> ticked, List<String> otherConditions) {
    Set<Condition> conditions = answers(Condition.class, ticked);
    otherConditions.forEach(item -> conditions.addAll(Condition.namedIn(item)));
    return conditions;
  }

  private static <E extends Enum<E> & Choice> E answer(Class<E> question, String answer) {
    return Choice.find(question, answer).orElseThrow();
  }

  private static <E extends Enum<E> & Choice> E answer(
      Class<E> question, @Nullable String answer, E ifLeftOut) {
    return answer == null ? ifLeftOut : answer(question, answer);
  }

  private static <E extends Enum<E> & Choice> Set<E> answers(
      Class<E> question, List<String> answers) {
    Set<E> set = EnumSet.noneOf(question);
    answers.stream()
        .filter(answer -> !isNeutral(answer))
        .forEach(answer -> set.add(answer(question, answer)));
    return set;
  }

  private static <E extends Enum<E>> Set<E> ordered(Class<E> type, Collection<E> set) {
    Set<E> copy = EnumSet.noneOf(type);
    copy.addAll(set);
    return Collections.unmodifiableSet(copy);
  }

  private static Set<String> ordered(Collection<String> set) {
    return Collections.unmodifiableSet(new LinkedHashSet<>(set));
  }
}
