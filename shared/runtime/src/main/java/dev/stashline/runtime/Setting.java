package dev.stashline.runtime;

/**
 * A setting that a process asked for, and what it got.
 *
 * @param meaning one sentence, for people
 * @param defaultText the default as one would write it; empty for none
 * @param secret whether its value must never be shown
 * @param state what was found
 * @param shown the value as it may be shown: masked for a secret, empty where there is none
 */
public record Setting(
    String name, String meaning, String defaultText, boolean secret, State state, String shown) {
  /** What was found in the environment. MISSING: required, and not there. */
  public enum State {
    SET,
    DEFAULT,
    MISSING,
    WRONG
  }
}
