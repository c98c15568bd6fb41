package dev.stashline.standins;

import java.util.Arrays;
import java.util.Optional;

/** The calls of Stream Chat that the stand-in serves, each counted against a limit of its own. */
public enum StreamEndpoint {
  UPDATE_USERS("UpdateUsers", 300),
  GET_OR_CREATE_CHANNEL("GetOrCreateChannel", 10_000),
  SEND_MESSAGE("SendMessage", 1_000),
  GET_MESSAGE("GetMessage", 1_000);

  private final String word;
  private final int perMinute;

  StreamEndpoint(String word, int perMinute) {
    this.word = word;
    this.perMinute = perMinute;
  }

  /** Stream's name of the call, as errors and {@code GET /rate_limits} have it. */
  public String word() {
    return word;
  }

  /** Calls a minute that Stream grants to those who did not ask for more. */
  public int perMinute() {
    return perMinute;
  }

  static Optional<StreamEndpoint> of(String word) {
    return Arrays.stream(values()).filter(endpoint -> endpoint.word.equals(word)).findFirst();
  }
}
