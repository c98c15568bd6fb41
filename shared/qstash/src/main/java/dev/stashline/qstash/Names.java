package dev.stashline.qstash;

/**
 * Names of queues, URL groups and schedules: letters, digits, {@code -}, {@code _} and {@code .}
 * only.
 */
public final class Names {

  /** Our choice, so that a name fits a database index; no limit is documented. */
  public static final int MAX_LENGTH = 256;

  private Names() {}

  /**
   * Returns the name as it is.
   *
   * @throws InvalidValueException if it is empty, too long, or has another character
   */
  public static String require(String name) {
    if (name.isEmpty()) {
      throw new InvalidValueException("must not be empty");
    }
    if (name.length() > MAX_LENGTH) {
      throw new InvalidValueException("must not be longer than " + MAX_LENGTH + " characters");
    }
    if (!isName(name)) {
      throw new InvalidValueException(
          "may only have letters, digits, hyphens, underscores and periods");
    }
    return name;
  }

  /** Whether the text is made of the permitted characters and is neither empty nor too long. */
  public static boolean isName(String text) {
    if (text.isEmpty() || text.length() > MAX_LENGTH) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean allowed =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || c == '-'
              || c == '_'
              || c == '.';
      if (!allowed) {
        return false;
      }
    }
    return true;
  }
}
