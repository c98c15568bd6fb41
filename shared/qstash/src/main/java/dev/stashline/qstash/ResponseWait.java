package dev.stashline.qstash;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** How long a failed response asks us to stay away. */
public final class ResponseWait {

  /** What is beyond this is ignored, as documented. */
  public static final Duration LONGEST = Duration.ofDays(1);

  /** In the order in which they are looked at; the first that can be used counts. */
  private static final List<String> HEADERS =
      List.of(
          "Retry-After",
          "X-RateLimit-Reset",
          "X-RateLimit-Reset-Requests",
          "X-RateLimit-Reset-Tokens");

  /** No form we read is longer. */
  private static final int MAX_LENGTH = 64;

  private ResponseWait() {}

  /**
   * The wait asked for by {@code Retry-After}, {@code X-RateLimit-Reset}, {@code -Reset-Requests}
   * or {@code -Reset-Tokens}: a number of seconds, an RFC 1123 date or a Go duration. A date that
   * has passed is zero. Empty when none is there, readable and within a day.
   *
   * @param headers the value of a response header by its name in any case, or null
   */
  public static Optional<Duration> of(Function<String, @Nullable String> headers, Instant now) {
    for (String name : HEADERS) {
      String value = headers.apply(name);
      var wait = value == null ? Optional.<Duration>empty() : read(value.strip(), now);
      if (wait.isPresent()) {
        return wait;
      }
    }
    return Optional.empty();
  }

  private static Optional<Duration> read(String value, Instant now) {
    if (value.isEmpty() || value.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    double seconds = Durations.decimal(value, 0, value.length());
    if (!Double.isNaN(seconds)) {
      return seconds > LONGEST.toSeconds()
          ? Optional.empty()
          : Optional.of(Duration.ofMillis((long) Math.ceil(seconds * 1e3)));
    }
    return date(value, now)
        .or(() -> Durations.parseGo(value))
        .filter(wait -> !wait.isNegative() && wait.compareTo(LONGEST) <= 0);
  }

  private static Optional<Duration> date(String value, Instant now) {
    if (!Character.isLetter(value.charAt(0))) {
      return Optional.empty();
    }
    try {
      var time = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      return Optional.of(time.isBefore(now) ? Duration.ZERO : Duration.between(now, time));
    } catch (DateTimeException _) {
      return Optional.empty();
    }
  }
}
