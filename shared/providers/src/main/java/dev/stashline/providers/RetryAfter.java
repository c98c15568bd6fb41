package dev.stashline.providers;

import io.vertx.core.MultiMap;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** When a service wants to be asked again, read from its headers. */
public final class RetryAfter {

  /** Longer waits are cut to this, so that a broken header cannot park a job for a year. */
  private static final Duration LONGEST = Duration.ofDays(1);

  private static final Pattern PART = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?)(ms|s|m|h|d)");
  private static final Pattern PARTS = Pattern.compile("(?:" + PART.pattern() + ")+");

  private RetryAfter() {}

  /**
   * Reads, in this order: {@code retry-after-ms}; {@code Retry-After} in seconds or as a date (RFC
   * 9110, 10.2.3); OpenAI's {@code x-ratelimit-reset-*} such as {@code 6m0s}, the longest of them.
   *
   * @return empty when nothing usable is said; never negative, never above a day
   */
  public static Optional<Duration> read(MultiMap headers, Instant now) {
    return Stream.<Optional<Duration>>of(
            number(headers.get("retry-after-ms")).map(RetryAfter::millis),
            number(headers.get("Retry-After")).map(seconds -> millis(seconds * 1_000)),
            date(headers.get("Retry-After"), now),
            resets(headers))
        .flatMap(Optional::stream)
        .findFirst()
        .map(RetryAfter::bounded);
  }

  /**
   * Reads one header that holds an instant in unix seconds. Its name does not tell: what is an
   * instant with one service is a number of seconds with another.
   *
   * @return empty when nothing usable is said; never negative, never above a day
   */
  public static Optional<Duration> readInstant(MultiMap headers, String name, Instant now) {
    return number(headers.get(name))
        .map(seconds -> Duration.between(now, Instant.EPOCH.plus(millis(seconds * 1_000))))
        .map(RetryAfter::bounded);
  }

  private static Optional<Duration> resets(MultiMap headers) {
    return Stream.of("x-ratelimit-reset-requests", "x-ratelimit-reset-tokens")
        .map(name -> parts(headers.get(name)))
        .flatMap(Optional::stream)
        .max(Duration::compareTo);
  }

  private static Optional<Double> number(@Nullable String text) {
    return Optional.ofNullable(text)
        .map(String::strip)
        .filter(value -> value.matches("\\d{1,12}(\\.\\d{1,9})?"))
        .map(Double::valueOf);
  }

  private static Optional<Duration> date(@Nullable String text, Instant now) {
    try {
      return Optional.ofNullable(text)
          .map(value -> ZonedDateTime.parse(value.strip(), DateTimeFormatter.RFC_1123_DATE_TIME))
          .map(at -> Duration.between(now, at.toInstant()));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  private static Optional<Duration> parts(@Nullable String text) {
    if (text == null || !PARTS.matcher(text.strip()).matches()) {
      return Optional.empty();
    }
    double millis = 0;
    Matcher part = PART.matcher(text);
    while (part.find()) {
      millis +=
          Double.parseDouble(part.group(1))
              * switch (part.group(2)) {
                case "ms" -> 1;
                case "s" -> 1_000;
                case "m" -> 60_000;
                case "h" -> 3_600_000;
                default -> 86_400_000;
              };
    }
    return Optional.of(millis(millis));
  }

  private static Duration bounded(Duration wait) {
    return wait.isNegative() ? Duration.ZERO : wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
  }

  private static Duration millis(double millis) {
    return Duration.ofMillis((long) Math.ceil(millis));
  }
}
