package dev.stashline.qstash;

/** States of a log entry, spelt as clients spell them. */
public enum LogState {
  /** The message is stored. */
  CREATED,
  /** An attempt starts. */
  ACTIVE,
  /** An attempt failed. */
  ERROR,
  /** A retry is scheduled. */
  RETRY,
  /** An attempt got 2xx; once per message. */
  DELIVERED,
  /** Retries spent, or not retryable: the message is in the dead-letter queue. */
  FAILED,
  /** Somebody asked to cancel. */
  CANCEL_REQUESTED,
  /** The cancelling took effect. One L: the Python client knows no other spelling. */
  CANCELED,
  /** Never written, only asked for: {@link #ACTIVE}, {@link #RETRY} or {@link #ERROR}. */
  IN_PROGRESS;

  /** Whether an entry in the given state answers a filter for this one. */
  public boolean covers(LogState written) {
    return this == written
        || (this == IN_PROGRESS && (written == ACTIVE || written == RETRY || written == ERROR));
  }

  /**
   * Reads a filter's value; both spellings of cancelled are taken.
   *
   * @throws InvalidValueException for an unknown one
   */
  public static LogState parse(String text) {
    if (text.equals("CANCELLED")) {
      return CANCELED;
    }
    for (var state : values()) {
      if (state.name().equals(text)) {
        return state;
      }
    }
    throw new InvalidValueException("is no state of a log entry");
  }
}
