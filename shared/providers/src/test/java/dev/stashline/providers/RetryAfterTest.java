package dev.stashline.providers;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.MultiMap;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryAfterTest {

  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Retry-After                | 7                             | PT7S
          Retry-After                | 0                             | PT0S
          Retry-After                | Sun, 01 Mar 2026 12:01:30 GMT | PT1M30S
          Retry-After                | Sun, 01 Mar 2026 11:00:00 GMT | PT0S
          Retry-After                | 99999999                      | PT24H
          Retry-After                | soon                          |
          Retry-After                | -5                            |
          retry-after-ms             | 1500                          | PT1.5S
          x-ratelimit-reset-requests | 6m0s                          | PT6M
          x-ratelimit-reset-tokens   | 20ms                          | PT0.02S
          x-ratelimit-reset-tokens   | 1m2.5s                        | PT1M2.5S
          x-ratelimit-reset-tokens   | 5 apples                      |
          """)
  void each_header_is_read_in_its_own_form(String name, String value, @Nullable Duration expected) {
    MultiMap headers = MultiMap.caseInsensitiveMultiMap().add(name, value);
    assertThat(RetryAfter.read(headers, NOW).orElse(null)).isEqualTo(expected);
  }

  @Test
  void the_standard_header_goes_before_the_resets_and_the_longest_reset_counts() {
    MultiMap headers =
        MultiMap.caseInsensitiveMultiMap()
            .add("x-ratelimit-reset-requests", "1s")
            .add("x-ratelimit-reset-tokens", "3s");
    assertThat(RetryAfter.read(headers, NOW)).hasValue(Duration.ofSeconds(3));
    assertThat(RetryAfter.read(headers.add("Retry-After", "2"), NOW))
        .hasValue(Duration.ofSeconds(2));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          1772366445   | PT45S
          1772366445.5 | PT45.5S
          1772366000   | PT0S
          1872366400   | PT24H
          45s          |
          """)
  void an_instant_is_read_as_the_wait_until_then(String value, @Nullable Duration expected) {
    MultiMap headers = MultiMap.caseInsensitiveMultiMap().add("X-RateLimit-Reset", value);
    assertThat(RetryAfter.readInstant(headers, "X-RateLimit-Reset", NOW).orElse(null))
        .isEqualTo(expected);
    assertThat(RetryAfter.readInstant(headers, "X-Other", NOW)).isEmpty();
  }

  @Test
  void no_header_says_nothing() {
    assertThat(RetryAfter.read(MultiMap.caseInsensitiveMultiMap(), NOW)).isEmpty();
  }
}
