package dev.stashline.runtime;

import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * How people write values in settings. What cannot be read throws {@link IllegalArgumentException},
 * {@link java.time.DateTimeException} or {@link ArithmeticException}, whose messages are for
 * nobody: {@link Env} says what was expected.
 */
final class Notation {
  private static final Pattern DURATION = Pattern.compile("(\\d+)(ms|s|m|h|d)");
  private static final Pattern SIZE =
      Pattern.compile("(\\d+)\\s*(B|KB|MB|GB)?", Pattern.CASE_INSENSITIVE);

  private Notation() {}

  static boolean flag(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true", "yes", "on", "1" -> true;
      case "false", "no", "off", "0" -> false;
      default -> throw new IllegalArgumentException();
    };
  }

  static <N extends Comparable<N>> N within(N number, N least, N most) {
    if (number.compareTo(least) < 0 || number.compareTo(most) > 0) {
      throw new IllegalArgumentException();
    }
    return number;
  }

  static URI httpUri(String text) {
    var uri = URI.create(text);
    if (uri.getHost() == null
        || !("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
      throw new IllegalArgumentException();
    }
    return uri;
  }

  /** The word for an enum's constant: {@code read-only} for {@code READ_ONLY}. */
  static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static <E extends Enum<E>> E choice(String word, Class<E> type) {
    return Enum.valueOf(type, word.toUpperCase(Locale.ROOT).replace('-', '_'));
  }

  /** Parts between commas; blanks round them and empty ones are dropped. */
  static List<String> list(String text) {
    return Arrays.stream(text.split(",")).map(String::strip).filter(s -> !s.isEmpty()).toList();
  }

  /** {@code 250ms}, {@code 30s}, {@code 5m}, {@code 1h}, {@code 7d}, or ISO-8601 ({@code PT5M}). */
  static Duration duration(String text) {
    var matcher = DURATION.matcher(text);
    var parsed =
        matcher.matches()
            ? inUnits(Long.parseLong(matcher.group(1)), matcher.group(2))
            : Duration.parse(text);
    // Timers take milliseconds: what does not fit into a long of them throws here, not there.
    if (parsed.toMillis() < 0) {
      throw new IllegalArgumentException();
    }
    return parsed;
  }

  private static Duration inUnits(long n, String unit) {
    return switch (unit) {
      case "ms" -> Duration.ofMillis(n);
      case "s" -> Duration.ofSeconds(n);
      case "m" -> Duration.ofMinutes(n);
      case "h" -> Duration.ofHours(n);
      default -> Duration.ofDays(n);
    };
  }

  /** A duration in the largest unit that leaves it whole. */
  static String written(Duration duration) {
    if (duration.toMillis() % 1000 != 0) {
      return duration.toMillis() + "ms";
    }
    long seconds = duration.toSeconds();
    if (seconds != 0 && seconds % 86_400 == 0) {
      return seconds / 86_400 + "d";
    }
    if (seconds != 0 && seconds % 3_600 == 0) {
      return seconds / 3_600 + "h";
    }
    return seconds != 0 && seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
  }

  /** Bytes: {@code 512}, {@code 64KB}, {@code 2MB}, in units of 1,024. */
  static long size(String text) {
    var matcher = SIZE.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException();
    }
    String unit = matcher.group(2) == null ? "B" : matcher.group(2).toUpperCase(Locale.ROOT);
    int shift =
        switch (unit) {
          case "KB" -> 10;
          case "MB" -> 20;
          case "GB" -> 30;
          default -> 0;
        };
    return Math.multiplyExact(Long.parseLong(matcher.group(1)), 1L << shift);
  }
}
