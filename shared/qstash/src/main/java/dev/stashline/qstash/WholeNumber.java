package dev.stashline.qstash;

/** Reads counts and times: digits only, no sign, no exponent. */
final class WholeNumber {

  private WholeNumber() {}

  /**
   * Reads 0 to 2,147,483,647.
   *
   * @throws InvalidValueException for anything else
   */
  static int parse(String text) {
    long number = parseLong(text);
    if (number > Integer.MAX_VALUE) {
      throw new InvalidValueException("is too large");
    }
    return (int) number;
  }

  /**
   * Reads up to 18 digits.
   *
   * @throws InvalidValueException for anything else
   */
  static long parseLong(String text) {
    String t = text.strip();
    if (t.isEmpty() || t.length() > 18) {
      throw new InvalidValueException(t.isEmpty() ? "expected a whole number" : "is too large");
    }
    long number = 0;
    for (int i = 0; i < t.length(); i++) {
      char c = t.charAt(i);
      if (c < '0' || c > '9') {
        throw new InvalidValueException("expected a whole number");
      }
      number = number * 10 + (c - '0');
    }
    return number;
  }
}
