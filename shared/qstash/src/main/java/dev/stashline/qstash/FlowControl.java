package dev.stashline.qstash;

import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Limits shared by all messages of one key.
 *
 * @param key any text
 * @param parallelism attempts in flight at once, at least 1; null for no such limit
 * @param rate attempts started per period, at least 1; null for no such limit
 * @param period length of the rate's window; one second when not given, at most a week. Kept also
 *     without a rate, because it is shown then too
 */
public record FlowControl(
    String key, @Nullable Integer parallelism, @Nullable Integer rate, Duration period) {

  /** "At most a week", says the documentation. */
  public static final Duration LONGEST_PERIOD = Duration.ofDays(7);

  static final Duration DEFAULT_PERIOD = Duration.ofSeconds(1);

  /**
   * Reads {@code parallelism=3, rate=10, period=1m}: any subset with at least one of the first two,
   * in any order, blanks optional.
   *
   * @throws InvalidValueException for an unknown or repeated part, a number below 1, or no limit at
   *     all
   */
  public static FlowControl parse(String key, String value) {
    Integer parallelism = null;
    Integer rate = null;
    Duration period = null;
    for (String part : value.split(",", -1)) {
      if (part.isBlank()) {
        continue;
      }
      int equals = part.indexOf('=');
      if (equals < 0) {
        throw new InvalidValueException("expected parallelism=<n>, rate=<n>, period=<duration>");
      }
      String text = part.substring(equals + 1).strip();
      switch (part.substring(0, equals).strip().toLowerCase(Locale.ROOT)) {
        case "parallelism" -> parallelism = once(parallelism, positive("parallelism", text));
        case "rate" -> rate = once(rate, positive("rate", text));
        case "period" -> period = once(period, period(text));
        default -> throw new InvalidValueException("expected only parallelism, rate and period");
      }
    }
    if (parallelism == null && rate == null) {
      throw new InvalidValueException("needs at least one of parallelism and rate");
    }
    return new FlowControl(key, parallelism, rate, period == null ? DEFAULT_PERIOD : period);
  }

  private static <T> T once(@Nullable T before, T now) {
    if (before != null) {
      throw new InvalidValueException("has a part twice");
    }
    return now;
  }

  private static int positive(String name, String text) {
    int number = WholeNumber.parse(text);
    if (number < 1) {
      throw new InvalidValueException(name + " must be at least 1");
    }
    return number;
  }

  private static Duration period(String text) {
    var period = Durations.parse(text);
    if (period.isZero() || period.compareTo(LONGEST_PERIOD) > 0) {
      throw new InvalidValueException("period must be between 1s and 7d");
    }
    return period;
  }

  /** The value as {@link #parse} reads it, without the key. */
  public String value() {
    var text = new StringBuilder();
    if (parallelism != null) {
      text.append("parallelism=").append(parallelism).append(", ");
    }
    if (rate != null) {
      text.append("rate=").append(rate).append(", ");
    }
    return text.append("period=").append(Durations.format(period)).toString();
  }
}
