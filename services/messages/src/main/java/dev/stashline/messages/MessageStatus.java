package dev.stashline.messages;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import java.util.Set;

/**
 * The state of a scheduled message. The same list stands in the table's constraint and trigger; a
 * test holds them together.
 *
 * <pre>
 *   active ◀─▶ paused
 *     │  ▲
 *     │  └──── partial ◀┐   the last occurrence is settled, and somebody did not get it: can be tried again
 *     ├─────────────────┘
 *     ├──▶ completed        the last occurrence is settled, and everybody who was to get it has it
 *     └──▶ cancelled        also from paused and partial
 *   completed ─▶ active     given a new time
 * </pre>
 */
public enum MessageStatus {
  ACTIVE,
  PAUSED,
  PARTIAL,
  COMPLETED,
  CANCELLED;

  /** As SQL, JSON and pages write it. */
  @JsonValue
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static MessageStatus of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }

  public Set<MessageStatus> next() {
    return switch (this) {
      case ACTIVE -> Set.of(PAUSED, PARTIAL, COMPLETED, CANCELLED);
      case PAUSED -> Set.of(ACTIVE, CANCELLED);
      case PARTIAL -> Set.of(ACTIVE, CANCELLED);
      case COMPLETED -> Set.of(ACTIVE);
      case CANCELLED -> Set.of();
    };
  }
}
