package dev.stashline.messages.schedule;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What a change of the clocks means for an occurrence of that day. */
public enum ClockChange {
  /** Its hour does not exist: it comes at the first moment after the gap. */
  SKIPPED_HOUR,
  /** Its hour comes twice: it comes the first time. */
  REPEATED_HOUR,
  /** The clocks change on its day, at another hour. */
  THAT_DAY;

  @JsonValue
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
