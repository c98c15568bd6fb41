package dev.stashline.qstash;

/**
 * The two keys with which deliveries are checked. The broker signs with the current one; the next
 * takes its place at a rotation. Used as written, with the {@code sig_} prefix, not decoded.
 */
public record SigningKeys(String current, String next) {

  /**
   * @throws InvalidValueException if a key is empty
   */
  public SigningKeys {
    if (current.isEmpty() || next.isEmpty()) {
      throw new InvalidValueException("a signing key must not be empty");
    }
  }

  /** The keys after a rotation. */
  public SigningKeys rotated(String fresh) {
    return new SigningKeys(next, fresh);
  }

  @Override
  public String toString() {
    return "SigningKeys[***]";
  }
}
