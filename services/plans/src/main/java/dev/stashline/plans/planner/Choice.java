package dev.stashline.plans.planner;

import java.util.Optional;

/** One of the fixed answers to a question of the onboarding form. */
public interface Choice {

  /** The answer's spelling in the form's JSON, for example {@code body-composition}. */
  String code();

  /**
   * The answer spelled {@code code}, ignoring case and outer blanks; empty if the question knows no
   * such answer.
   */
  static <E extends Enum<E> & Choice> Optional<E> find(Class<E> question, String code) {
    for (E answer : question.getEnumConstants()) {
      if (answer.code().equalsIgnoreCase(code.strip())) {
        return Optional.of(answer);
      }
    }
    return Optional.empty();
  }
}
