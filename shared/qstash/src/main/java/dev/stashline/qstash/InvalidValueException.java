package dev.stashline.qstash;

/**
 * A single text that breaks its grammar. The message is the reason alone, fit to be shown to
 * whoever sent the text, and never repeats more than a few characters of it. Carries no stack
 * trace: it is an answer to bad input, not a fault of ours.
 */
public final class InvalidValueException extends RuntimeException {

  public InvalidValueException(String reason) {
    super(reason, null, false, false);
  }

  /**
   * What is wrong, without the name of the field, for example {@code "expected a unit after 10"}.
   */
  public String reason() {
    return String.valueOf(getMessage());
  }
}
