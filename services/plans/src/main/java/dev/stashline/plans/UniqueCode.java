package dev.stashline.plans;

import java.util.random.RandomGenerator;

/**
 * The short name that a person gets with the first form: eight of 32 characters, none of which
 * looks like another.
 */
final class UniqueCode {
  private static final String ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

  private UniqueCode() {}

  /**
   * @param chance cryptographic, since a guessed code would name another person
   */
  static String draw(RandomGenerator chance) {
    var code = new StringBuilder(8);
    for (int i = 0; i < 8; i++) {
      code.append(ALPHABET.charAt(chance.nextInt(ALPHABET.length())));
    }
    return code.toString();
  }
}
