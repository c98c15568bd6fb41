package dev.stashline.qstash;

import java.util.Comparator;
import java.util.Optional;

/**
 * An id that sorts by time, written {@code 1725323658779-0}: that of a dead-letter entry, and the
 * form of a log cursor.
 *
 * @param millis Unix time in milliseconds
 * @param counter tells apart those of one millisecond
 */
public record DlqId(long millis, long counter) implements Comparable<DlqId> {

  private static final Comparator<DlqId> ORDER =
      Comparator.comparingLong(DlqId::millis).thenComparingLong(DlqId::counter);

  /**
   * Reads what {@link #toString} writes; empty for anything else, so that an unknown id is "not
   * found".
   */
  public static Optional<DlqId> parse(String text) {
    int hyphen = text.indexOf('-');
    if (hyphen < 0) {
      return Optional.empty();
    }
    try {
      var id =
          new DlqId(
              WholeNumber.parseLong(text.substring(0, hyphen)),
              WholeNumber.parseLong(text.substring(hyphen + 1)));
      return id.toString().equals(text) ? Optional.of(id) : Optional.empty();
    } catch (InvalidValueException _) {
      return Optional.empty();
    }
  }

  @Override
  public int compareTo(DlqId other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return millis + "-" + counter;
  }
}
