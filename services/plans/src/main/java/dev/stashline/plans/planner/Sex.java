package dev.stashline.plans.planner;

import java.util.Locale;
import java.util.Optional;

/**
 * The sex whose published equations and reference intakes apply.
 *
 * <p>{@code UNSPECIFIED} stands for <em>non-binary</em> and <em>prefer not to say</em>: energy is
 * the mean of both equations, a reference intake is the one that is enough for either sex, an upper
 * limit the one safe for either.
 */
public enum Sex {
  FEMALE,
  MALE,
  UNSPECIFIED;

  /** The sex meant by the form's {@code gender}; empty if it is none of the four answers. */
  public static Optional<Sex> of(String gender) {
    return switch (gender.strip().toLowerCase(Locale.ROOT)) {
      case "female" -> Optional.of(FEMALE);
      case "male" -> Optional.of(MALE);
      case "non-binary", "prefer-not-to-say" -> Optional.of(UNSPECIFIED);
      default -> Optional.empty();
    };
  }
}
