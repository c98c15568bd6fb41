package dev.stashline.qstash;

import java.time.Duration;
import java.util.Optional;

/**
 * The two ways in which a span of time is written: in request headers ({@code 50s}, {@code
 * 1d10h30m}, a bare {@code 90} meaning seconds) and, as Go does it, in response headers ({@code
 * 6m5s}, {@code 1.5h}, {@code 250ms}).
 */
public final class Durations {

  /** The longest span read. Our choice: beyond every plan, and safe to add to any date. */
  public static final Duration LONGEST = Duration.ofDays(36_500);

  private Durations() {}

  /**
   * Reads one or more {@code <integer><unit>} with the units {@code s m h d}, or a bare number of
   * seconds. Blanks round it are dropped.
   *
   * @throws InvalidValueException if it is anything else, or longer than {@link #LONGEST}
   */
  public static Duration parse(String text) {
    String t = text.strip();
    if (t.isEmpty()) {
      throw new InvalidValueException("must not be empty");
    }
    long total = 0;
    long number = 0;
    int digits = 0;
    for (int i = 0; i < t.length(); i++) {
      char c = t.charAt(i);
      if (c >= '0' && c <= '9') {
        number = number * 10 + (c - '0');
        digits++;
        if (number > LONGEST.toSeconds()) {
          throw tooLong();
        }
        continue;
      }
      if (digits == 0) {
        throw new InvalidValueException("expected a duration such as 50s, 3m, 10h or 1d10h30m");
      }
      total += number * secondsIn(c);
      if (total > LONGEST.toSeconds()) {
        throw tooLong();
      }
      number = 0;
      digits = 0;
    }
    if (digits > 0 && digits < t.length()) {
      throw new InvalidValueException("expected a unit (s, m, h or d) after " + number);
    }
    return Duration.ofSeconds(total + number);
  }

  private static long secondsIn(char unit) {
    return switch (unit) {
      case 's' -> 1;
      case 'm' -> 60;
      case 'h' -> 3_600;
      case 'd' -> 86_400;
      default -> throw new InvalidValueException("has a unit other than s, m, h and d");
    };
  }

  private static InvalidValueException tooLong() {
    return new InvalidValueException("must not be longer than " + LONGEST.toDays() + " days");
  }

  /**
   * Writes what {@link #parse} reads. A part of a second is rounded up, so that a delay never gets
   * shorter; zero is {@code 0s}.
   */
  public static String format(Duration duration) {
    long s = ceilSeconds(duration);
    if (s == 0) {
      return "0s";
    }
    var text = new StringBuilder();
    append(text, s / 86_400, 'd');
    append(text, s % 86_400 / 3_600, 'h');
    append(text, s % 3_600 / 60, 'm');
    append(text, s % 60, 's');
    return text.toString();
  }

  /** Whole seconds, rounded up. */
  static long ceilSeconds(Duration duration) {
    return duration.getNano() == 0 ? duration.getSeconds() : duration.getSeconds() + 1;
  }

  private static void append(StringBuilder text, long number, char unit) {
    if (number > 0) {
      text.append(number).append(unit);
    }
  }

  /**
   * Reads a Go duration: an optional sign, then decimal numbers each with one of {@code ns us µs ms
   * s m h}. Empty for anything else, and for what does not fit 292 years. A lone {@code 0} is zero;
   * other numbers need their unit.
   */
  public static Optional<Duration> parseGo(String text) {
    boolean negative = text.startsWith("-");
    String t = negative || text.startsWith("+") ? text.substring(1) : text;
    if (t.equals("0")) {
      return Optional.of(Duration.ZERO);
    }
    double nanos = 0;
    int i = 0;
    while (i < t.length()) {
      int start = i;
      while (i < t.length() && (isDigit(t.charAt(i)) || t.charAt(i) == '.')) {
        i++;
      }
      int unitStart = i;
      while (i < t.length() && !isDigit(t.charAt(i)) && t.charAt(i) != '.') {
        i++;
      }
      double number = decimal(t, start, unitStart);
      double unit = nanosIn(t.substring(unitStart, i));
      if (Double.isNaN(number) || Double.isNaN(unit)) {
        return Optional.empty();
      }
      nanos += number * unit;
    }
    if (t.isEmpty() || nanos >= Long.MAX_VALUE) {
      return Optional.empty();
    }
    long whole = Math.round(nanos);
    return Optional.of(Duration.ofNanos(negative ? -whole : whole));
  }

  private static double nanosIn(String unit) {
    return switch (unit) {
      case "ns" -> 1;
      // Both letters for micro; a header decoded as Latin-1 shows their two UTF-8 bytes as two
      // characters.
      case "us", "\u00b5s", "\u03bcs", "\u00c2\u00b5s", "\u00ce\u00bcs" -> 1e3;
      case "ms" -> 1e6;
      case "s" -> 1e9;
      case "m" -> 60e9;
      case "h" -> 3_600e9;
      default -> Double.NaN;
    };
  }

  /**
   * The value of digits with at most one period among them, or not-a-number. Unlike Java's own
   * parser, knows no exponents.
   */
  static double decimal(String text, int start, int end) {
    double value = 0;
    double scale = 0;
    int digits = 0;
    for (int i = start; i < end; i++) {
      char c = text.charAt(i);
      if (c == '.' && scale == 0) {
        scale = 1;
      } else if (isDigit(c)) {
        value = value * 10 + (c - '0');
        scale *= 10;
        digits++;
      } else {
        return Double.NaN;
      }
    }
    if (digits == 0) {
      return Double.NaN;
    }
    return scale > 1 ? value / scale : value;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
