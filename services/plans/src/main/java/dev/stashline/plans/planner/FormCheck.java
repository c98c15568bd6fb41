package dev.stashline.plans.planner;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Checks one form, field by field, and collects everything that is wrong with it. */
final class FormCheck {

  private static final int MIN_AGE = 18;
  private static final int MAX_AGE = 120;
  private static final int MAX_NAME = 100;
  private static final int MAX_EMAIL = 254;
  private static final int MAX_TEXT = 2000;

  /**
   * One @, no blanks or control characters, a dot in the domain: enough to catch slips; the mail
   * itself is the proof.
   */
  private static final Pattern EMAIL =
      Pattern.compile(
          "[^\\s@\\p{Cntrl}<>,;:\"()\\[\\]\\\\]{1,64}@[\\p{L}\\p{N}-]+(\\.[\\p{L}\\p{N}-]+)+");

  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

  private final OnboardingForm form;
  private final List<Invalid> faults = new ArrayList<>();

  FormCheck(OnboardingForm form) {
    this.form = form;
  }

  List<Invalid> faults() {
    names();
    email();
    age();
    gender();
    body();
    choice("mainPriority", form.mainPriority(), MainPriority.class, true);
    choice("drivingGoal", form.drivingGoal(), DrivingGoal.class, true);
    choices("allergies", form.allergies(), Allergen.class);
    choices("medicalConditions", form.medicalConditions(), Condition.class);
    choice("eatingStyle", form.eatingStyle(), EatingStyle.class, false);
    choice("firstMeal", form.firstMeal(), FirstMeal.class, false);
    choice("energyCrash", form.energyCrash(), EnergyCrash.class, false);
    choices("proteinSources", form.proteinSources(), ProteinSource.class);
    texts();
    return List.copyOf(faults);
  }

  private void names() {
    if (form.firstName() == null && form.fullName() == null) {
      bad("firstName", "is required");
    }
    name("firstName", form.firstName());
    name("lastName", form.lastName());
    name("fullName", form.fullName());
  }

  /** Names go into mail headers, so a line break in one is an attack or an accident. */
  private void name(String field, @Nullable String name) {
    if (name != null && (name.length() > MAX_NAME || CONTROL.matcher(name).find())) {
      bad(field, "must be one line of at most %d characters".formatted(MAX_NAME));
    }
  }

  private void email() {
    String email = form.email();
    if (email == null) {
      bad("email", "is required");
    } else if (email.length() > MAX_EMAIL || !EMAIL.matcher(email).matches()) {
      bad("email", "must look like name@example.org");
    }
  }

  private void age() {
    if (form.age() == null) {
      bad("age", "is required");
      return;
    }
    OptionalDouble age = Numbers.read(form.age());
    double years = age.orElse(-1);
    if (years != Math.rint(years) || years < MIN_AGE || years > MAX_AGE) {
      bad("age", "must be a whole number from %d to %d".formatted(MIN_AGE, MAX_AGE));
    }
  }

  private void gender() {
    if (form.gender() == null) {
      bad("gender", "is required");
    } else if (Sex.of(form.gender()).isEmpty()) {
      bad("gender", "must be one of male, female, non-binary, prefer-not-to-say");
    }
  }

  private void body() {
    Optional<Mass> mass = mass();
    Optional<Height> height = height();
    if (mass.isPresent() && height.isPresent() && !Profile.plausible(mass.get(), height.get())) {
      bad("weight", "does not fit the height; check both units");
    }
  }

  private Optional<Mass> mass() {
    unit("weightUnit", form.weightUnit(), "lbs", "kg");
    number("weight", form.weight());
    Optional<Mass> mass = form.mass();
    if (mass.isPresent() && !Profile.plausible(mass.get())) {
      bad("weight", "must come to 30 to 350 kg (66 to 772 lbs)");
      return Optional.empty();
    }
    return mass;
  }

  private Optional<Height> height() {
    unit("heightUnit", form.heightUnit(), "cm", "ft");
    if ("cm".equals(form.heightUnit())) {
      number("height", form.height());
    } else if ("ft".equals(form.heightUnit())) {
      number("heightFeet", form.heightFeet());
      if (form.heightInches() != null) {
        number("heightInches", form.heightInches());
      }
      if (Numbers.read(form.heightInches()).orElse(0) >= 12) {
        bad("heightInches", "must be less than 12");
        return Optional.empty();
      }
    }
    Optional<Height> height = form.stature();
    if (height.isPresent() && !Profile.plausible(height.get())) {
      bad(
          "cm".equals(form.heightUnit()) ? "height" : "heightFeet",
          "must come to 100 to 250 cm (3 ft 4 in to 8 ft 2 in)");
      return Optional.empty();
    }
    return height;
  }

  private void unit(String field, @Nullable String unit, String one, String other) {
    if (unit == null) {
      bad(field, "is required");
    } else if (!unit.equals(one) && !unit.equals(other)) {
      bad(field, "must be %s or %s".formatted(one, other));
    }
  }

  private void number(String field, @Nullable String text) {
    if (text == null) {
      bad(field, "is required");
    } else if (Numbers.read(text).isEmpty()) {
      bad(field, "must be a plain number such as 65.8");
    }
  }

  private <E extends Enum<E> & Choice> void choice(
      String field, @Nullable String answer, Class<E> question, boolean required) {
    if (answer == null) {
      if (required) {
        bad(field, "is required");
      }
    } else if (Choice.find(question, answer).isEmpty()) {
      bad(field, "must be one of " + codes(question));
    }
  }

  /** An unknown answer is refused, not skipped: a skipped allergy could harm. */
  private <E extends Enum<E> & Choice> void choices(
      String field, List<String> answers, Class<E> question) {
    for (String answer : answers) {
      if (!Profile.isNeutral(answer) && Choice.find(question, answer).isEmpty()) {
        bad(field, "may hold only " + codes(question) + ", other, none");
        return;
      }
    }
  }

  private void texts() {
    text("otherAllergy", form.otherAllergy());
    text("medications", form.medications());
    text("supplements", form.supplements());
    text("otherCondition", form.otherCondition());
    text("otherProtein", form.otherProtein());
    text("foodDislikes", form.foodDislikes());
    text("mealsCooked", form.mealsCooked());
    text("alcoholConsumption", form.alcoholConsumption());
  }

  private void text(String field, @Nullable String text) {
    if (text != null && text.length() > MAX_TEXT) {
      bad(field, "must have at most %d characters".formatted(MAX_TEXT));
    }
  }

  private static <E extends Enum<E> & Choice> String codes(Class<E> question) {
    return Stream.of(question.getEnumConstants())
        .map(Choice::code)
        .collect(Collectors.joining(", "));
  }

  private void bad(String field, String reason) {
    faults.add(new Invalid(field, reason));
  }
}
