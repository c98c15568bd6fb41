package dev.stashline.qstash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stashline.qstash.AttemptResult.NoResponse;
import dev.stashline.qstash.AttemptResult.Responded;
import dev.stashline.qstash.DeliveryVerdict.DeadLetter;
import dev.stashline.qstash.DeliveryVerdict.Delivered;
import dev.stashline.qstash.DeliveryVerdict.Reason;
import dev.stashline.qstash.DeliveryVerdict.Retry;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeliveryVerdictTest {

  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  private static final RetryPolicy THREE = new RetryPolicy(3, null);

  @ParameterizedTest
  @ValueSource(ints = {200, 201, 202, 204, 299})
  void any_2xx_is_delivered(int status) {
    assertThat(DeliveryVerdict.judge(response(status, Map.of("Retry-After", "5")), THREE, 3, NOW))
        .isEqualTo(new Delivered());
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 199, 300, 301, 302, 304, 400, 404, 429, 489, 500, 503, 0})
  void anything_else_is_retried_until_retries_are_spent(int status) {
    var failed = response(status, Map.of());
    assertThat(DeliveryVerdict.judge(failed, THREE, 0, NOW))
        .isEqualTo(new Retry(Duration.ofSeconds(12)));
    assertThat(DeliveryVerdict.judge(failed, THREE, 2, NOW))
        .isEqualTo(new Retry(Duration.ofSeconds(1808)));
    assertThat(DeliveryVerdict.judge(failed, THREE, 3, NOW))
        .isEqualTo(new DeadLetter(Reason.RETRIES_SPENT));
    assertThat(DeliveryVerdict.judge(failed, new RetryPolicy(0, null), 0, NOW))
        .isEqualTo(new DeadLetter(Reason.RETRIES_SPENT));
  }

  @Test
  void no_response_is_a_failure() {
    assertThat(DeliveryVerdict.judge(new NoResponse(), THREE, 1, NOW))
        .isEqualTo(new Retry(Duration.ofSeconds(148)));
    assertThat(DeliveryVerdict.judge(new NoResponse(), THREE, 3, NOW))
        .isEqualTo(new DeadLetter(Reason.RETRIES_SPENT));
  }

  @Test
  void a_receiver_can_refuse_for_good_with_status_and_header_together() {
    var refused = new DeadLetter(Reason.NOT_RETRYABLE);
    assertThat(
            DeliveryVerdict.judge(
                response(489, Map.of("upstash-nonretryable-error", "true")), THREE, 0, NOW))
        .isEqualTo(refused);
    assertThat(
            DeliveryVerdict.judge(
                response(489, Map.of("Upstash-NonRetryable-Error", "True")), THREE, 0, NOW))
        .isEqualTo(refused);
    assertThat(
            DeliveryVerdict.judge(
                response(489, Map.of("Upstash-NonRetryable-Error", "false")), THREE, 0, NOW))
        .isInstanceOf(Retry.class);
    assertThat(
            DeliveryVerdict.judge(
                response(500, Map.of("Upstash-NonRetryable-Error", "true")), THREE, 0, NOW))
        .isInstanceOf(Retry.class);
  }

  @Test
  void the_expression_replaces_the_curve_and_the_response_replaces_both() {
    var policy = new RetryPolicy(5, RetryDelay.parse("1000 * (1 + retried)"));
    assertThat(DeliveryVerdict.judge(new NoResponse(), policy, 0, NOW))
        .isEqualTo(new Retry(Duration.ofSeconds(1)));
    assertThat(DeliveryVerdict.judge(response(500, Map.of()), policy, 2, NOW))
        .isEqualTo(new Retry(Duration.ofSeconds(3)));
    assertThat(DeliveryVerdict.judge(response(429, Map.of("retry-after", "77")), policy, 2, NOW))
        .isEqualTo(new Retry(Duration.ofSeconds(77)));
    assertThat(DeliveryVerdict.judge(response(429, Map.of("retry-after", "86401")), policy, 2, NOW))
        .isEqualTo(new Retry(Duration.ofSeconds(3)));
  }

  @ParameterizedTest
  @CsvSource({
    "1,12",
    "2,148",
    "3,1808",
    "4,22026",
    "5,86400",
    "6,86400",
    "999,86400",
    "2000000,86400"
  })
  void the_default_curve(int retry, long seconds) {
    assertThat(RetryCurve.waitBefore(retry)).isEqualTo(Duration.ofSeconds(seconds));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "120; PT2M",
        "0; PT0S",
        "' 30 '; PT30S",
        "0.5; PT0.5S",
        "86400; PT24H",
        "6m5s; PT6M5S",
        "250ms; PT0.25S",
        "24h; PT24H",
        "Fri, 02 Jan 2026 03:05:05 GMT; PT1M",
        "Fri, 2 Jan 2026 03:05:05 GMT; PT1M",
        "Fri, 02 Jan 2026 03:04:04 GMT; PT0S"
      })
  void a_response_can_ask_for_a_wait(String value, Duration wait) {
    assertThat(ResponseWait.of(response(429, Map.of("Retry-After", value)).headers(), NOW))
        .contains(wait);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-1",
        "-5s",
        "86401",
        "24h1s",
        "1767323045",
        "soon",
        "Sat, 03 Jan 2026 03:04:06 GMT",
        "Fri, 32 Jan 2026 03:05:05 GMT",
        "1e3",
        "NaN",
        "Infinity",
        "2026-01-02T03:05:05Z",
        "99999999999999999999999999999999999999999999999999999999999999999999999"
      })
  void what_cannot_be_used_is_ignored(String value) {
    assertThat(ResponseWait.of(response(429, Map.of("Retry-After", value)).headers(), NOW))
        .isEmpty();
  }

  @Test
  void the_headers_are_looked_at_in_order() {
    var all =
        Map.of(
            "Retry-After",
            "1",
            "X-RateLimit-Reset",
            "2",
            "X-RateLimit-Reset-Requests",
            "3",
            "X-RateLimit-Reset-Tokens",
            "4");
    var headers = new TreeMap<>(all);
    for (long expected = 1; expected <= 4; expected++) {
      assertThat(ResponseWait.of(response(429, headers).headers(), NOW))
          .contains(Duration.ofSeconds(expected));
      headers.pollFirstEntry();
    }
    headers.putAll(all);
    headers.put("Retry-After", "later");
    assertThat(ResponseWait.of(response(429, headers).headers(), NOW))
        .contains(Duration.ofSeconds(2));
  }

  private static Responded response(int status, Map<String, String> headers) {
    var anyCase = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
    anyCase.putAll(headers);
    return new Responded(status, anyCase::get);
  }
}
