package dev.stashline.qstash;

import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * Ids with the prefixes people search for. Each is its prefix and 26 characters of {@code 0-9a-v}
 * that hold 128 bits: safe in a URL path, one word to a double click, and in the order of the bits,
 * so that ids made from time-ordered UUIDs sort by time.
 *
 * <table>
 * <caption>Prefixes</caption>
 * <tr><td>{@code msg_}</td><td>message</td></tr>
 * <tr><td>{@code scd_}</td><td>schedule</td></tr>
 * <tr><td>{@code wfr_}</td><td>workflow run</td></tr>
 * <tr><td>{@code jwt_}</td><td>one signature</td></tr>
 * <tr><td>{@code sig_}</td><td>signing key; needs a cryptographic source of chance</td></tr>
 * </table>
 */
public final class MessageIds {

  private static final int DIGITS = 26;

  private MessageIds() {}

  /** The message id that holds this UUID; {@link #uuid} gives it back. */
  public static String message(UUID id) {
    return text("msg_", id.getMostSignificantBits(), id.getLeastSignificantBits());
  }

  public static String message(RandomGenerator chance) {
    return random("msg_", chance);
  }

  public static String schedule(RandomGenerator chance) {
    return random("scd_", chance);
  }

  public static String workflowRun(RandomGenerator chance) {
    return random("wfr_", chance);
  }

  public static String signature(RandomGenerator chance) {
    return random("jwt_", chance);
  }

  /**
   * A fresh signing key. Give it a {@link java.security.SecureRandom}: whoever guesses it can sign.
   */
  public static String signingKey(RandomGenerator chance) {
    return random("sig_", chance);
  }

  /**
   * The UUID in a message id of ours; empty for any other text, which is then the id of no message.
   */
  public static Optional<UUID> uuid(String messageId) {
    if (messageId.length() != 4 + DIGITS
        || !messageId.startsWith("msg_")
        || digit(messageId.charAt(4)) > 7) {
      return Optional.empty();
    }
    long high = 0;
    long low = 0;
    for (int i = 4; i < messageId.length(); i++) {
      int digit = digit(messageId.charAt(i));
      if (digit < 0) {
        return Optional.empty();
      }
      high = (high << 5) | (low >>> 59);
      low = (low << 5) | digit;
    }
    return Optional.of(new UUID(high, low));
  }

  private static String random(String prefix, RandomGenerator chance) {
    return text(prefix, chance.nextLong(), chance.nextLong());
  }

  private static String text(String prefix, long high, long low) {
    char[] out = new char[4 + DIGITS];
    prefix.getChars(0, 4, out, 0);
    for (int i = out.length - 1; i >= 4; i--) {
      int digit = (int) (low & 31);
      out[i] = (char) (digit < 10 ? '0' + digit : 'a' + digit - 10);
      low = (low >>> 5) | (high << 59);
      high >>>= 5;
    }
    return new String(out);
  }

  private static int digit(char c) {
    if (c >= '0' && c <= '9') {
      return c - '0';
    }
    return c >= 'a' && c <= 'v' ? c - 'a' + 10 : -1;
  }
}
