package dev.stashline.qstash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.stashline.qstash.BadRequestException.Fault;
import io.vertx.core.MultiMap;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PublishSettingsTest {

  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  @Test
  void nothing_said_gives_the_documented_defaults() {
    var settings = read();
    assertThat(settings.method()).isEqualTo(DeliveryMethod.POST);
    assertThat(settings.maxRetries()).isEqualTo(3);
    assertThat(settings.dueAt(NOW)).isEqualTo(NOW);
    assertThat(settings.timeout(Limits.FREE)).isEqualTo(Duration.ofMinutes(15));
    assertThat(settings.deduplication()).isEqualTo(new Deduplication.Never());
    assertThat(settings.redaction()).isEqualTo(Redaction.NONE);
    assertThat(settings.headers()).isEmpty();
    assertThat(settings.labels()).isEmpty();
    assertThat(settings.contentType()).isNull();
    assertThat(settings.callback()).isNull();
    assertThat(settings.retryPolicy()).isEqualTo(new RetryPolicy(3, null));
  }

  @Test
  void every_setting_is_read_whatever_the_case_of_its_name() {
    var settings =
        read(
            "content-type", "text/plain",
            "UPSTASH-METHOD", "put",
            "upstash-delay", "1h",
            "Upstash-Retries", "5",
            "Upstash-Retry-Delay", "1000 * (1 + retried)",
            "Upstash-Timeout", "30s",
            "Upstash-Deduplication-Id", "once",
            "Upstash-Flow-Control-Key", "key",
            "Upstash-Flow-Control-Value", "parallelism=3, rate=10, period=1m",
            "Upstash-Label", "a, b",
            "upstash-label", "c,a",
            "Upstash-Redact-Fields", "body,header[authorization]",
            "Upstash-Cron", "*/5 * * * * ",
            "Upstash-Schedule-Id", "nightly",
            "Upstash-Queue-Name", "q",
            "Upstash-Workflow-RunId", "wfr_1",
            "Upstash-Feature-Set", "LazyFetch,InitialBody",
            "Upstash-Telemetry-Sdk", "x",
            "Upstash-Something-New", "y");
    assertThat(settings.contentType()).isEqualTo("text/plain");
    assertThat(settings.method()).isEqualTo(DeliveryMethod.PUT);
    assertThat(settings.dueAt(NOW)).isEqualTo(NOW.plusSeconds(3600));
    assertThat(settings.maxRetries()).isEqualTo(5);
    assertThat(settings.retryDelay()).isEqualTo(RetryDelay.parse("1000 * (1 + retried)"));
    assertThat(settings.timeout(Limits.FREE)).isEqualTo(Duration.ofSeconds(30));
    assertThat(settings.deduplication()).isEqualTo(new Deduplication.ById("once"));
    assertThat(settings.flowControl())
        .isEqualTo(new FlowControl("key", 3, 10, Duration.ofMinutes(1)));
    assertThat(settings.labels()).containsExactly("a", "b", "c");
    assertThat(settings.redaction().value()).isEqualTo("body,header[Authorization]");
    assertThat(settings.cron()).isEqualTo("*/5 * * * *");
    assertThat(settings.scheduleId()).isEqualTo("nightly");
    assertThat(settings.queueName()).isEqualTo("q");
    assertThat(settings.headers()).isEmpty();
    assertThat(settings.workflow())
        .isEqualTo(
            Map.of(
                "Upstash-Workflow-Runid",
                List.of("wfr_1"),
                "Upstash-Feature-Set",
                List.of("LazyFetch,InitialBody")));
  }

  @Test
  void a_vertx_multimap_is_a_layer() {
    var headers =
        MultiMap.caseInsensitiveMultiMap()
            .add("upstash-forward-x-a", "1")
            .add("Upstash-Forward-X-A", "2");
    var settings = PublishSettings.read(List.of(headers), Limits.FREE, NOW);
    assertThat(settings.headers()).isEqualTo(Map.of("X-A", List.of("1", "2")));
  }

  @Test
  void a_fixed_time_beats_a_delay_and_the_past_is_now() {
    long at = NOW.getEpochSecond() + 60;
    assertThat(read("Upstash-Delay", "1h", "Upstash-Not-Before", "" + at).dueAt(NOW))
        .isEqualTo(NOW.plusSeconds(60));
    assertThat(read("Upstash-Not-Before", "5").dueAt(NOW)).isEqualTo(NOW);
  }

  @Test
  void a_timeout_can_only_shorten_the_plans() {
    assertThat(read("Upstash-Timeout", "3h").timeout(Limits.PAY_AS_YOU_GO))
        .isEqualTo(Duration.ofHours(2));
  }

  @Test
  void forwarded_headers_lose_prefix_and_framing() {
    var settings =
        read(
            "Upstash-Forward-test-header", "a",
            "Upstash-Forward-Authorization", "Bearer t",
            "Upstash-Forward-X-REQUEST-id", "b",
            "Upstash-Forward-Upstash-Workflow-Sdk-Version", "1",
            "Upstash-Forward-host", "evil",
            "Upstash-Forward-content-length", "5",
            "Upstash-Forward-connection", "close",
            "Upstash-Forward-Transfer-Encoding", "chunked",
            "Upstash-Forward-Proxy-Authorization", "x",
            "Upstash-Forward-upstash-signature", "forged",
            "Upstash-Forward-upstash-message-id", "forged",
            "Upstash-Forward-Content-Type", "text/evil",
            "Upstash-Forward-User-Agent", "me",
            "Authorization", "Bearer publisher",
            "X-Plain", "not forwarded");
    assertThat(settings.headers())
        .isEqualTo(
            Map.of(
                "Test-Header", List.of("a"),
                "Authorization", List.of("Bearer t"),
                "X-Request-Id", List.of("b"),
                "Upstash-Workflow-Sdk-Version", List.of("1")));
  }

  @Test
  void all_headers_can_be_forwarded() {
    var settings =
        read(
            "Upstash-Header-Forward", "True",
            "Authorization", "Bearer publisher",
            "Host", "broker",
            "Content-Type", "text/plain",
            "Upstash-Telemetry-Sdk", "x",
            "x-hook-secret", "s",
            "X-Both", "plain",
            "Upstash-Forward-X-Both", "prefixed");
    assertThat(settings.headers())
        .isEqualTo(Map.of("X-Hook-Secret", List.of("s"), "X-Both", List.of("prefixed")));
    assertThat(read("Upstash-Header-Forward", "false", "X-A", "1").headers()).isEmpty();
  }

  @Test
  void callbacks_have_settings_of_their_own() {
    var settings =
        read(
            "Upstash-Retries", "7",
            "Upstash-Callback", "https://a.test/done?x=1",
            "Upstash-Callback-Method", "PUT",
            "Upstash-Callback-Delay", "10s",
            "Upstash-Callback-Forward-My-Header", "v",
            "Upstash-Callback-Workflow-RunId", "wfr_1",
            "Upstash-Callback-Failure-Callback", "https://a.test/lost",
            "Upstash-Callback-Failure-Callback-Retries", "1",
            "Upstash-Failure-Callback", "https://a.test/failed",
            "Upstash-Failure-Callback-Retries", "0",
            "Upstash-Failure-Callback-Forward-Upstash-Workflow-Is-Failure", "true");
    var callback = settings.callback();
    assertThat(callback).isNotNull();
    assertThat(callback.url().text()).isEqualTo("https://a.test/done?x=1");
    assertThat(callback.settings().method()).isEqualTo(DeliveryMethod.PUT);
    assertThat(callback.settings().delay()).isEqualTo(Duration.ofSeconds(10));
    assertThat(callback.settings().headers()).isEqualTo(Map.of("My-Header", List.of("v")));
    assertThat(callback.settings().workflow())
        .isEqualTo(Map.of("Upstash-Workflow-Runid", List.of("wfr_1")));
    assertThat(callback.maxRetries(settings.maxRetries())).isEqualTo(7);
    var callbacks = callback.settings().failureCallback();
    assertThat(callbacks).isNotNull();
    assertThat(callbacks.url().text()).isEqualTo("https://a.test/lost");
    assertThat(callbacks.maxRetries(7)).isEqualTo(1);
    var failure = settings.failureCallback();
    assertThat(failure).isNotNull();
    assertThat(failure.maxRetries(settings.maxRetries())).isZero();
    assertThat(failure.settings().headers())
        .isEqualTo(Map.of("Upstash-Workflow-Is-Failure", List.of("true")));
  }

  @Test
  void callbacks_do_not_nest_for_ever() {
    assertThatThrownBy(
            () ->
                read(
                    "Upstash-Callback", "https://a.test",
                    "Upstash-Callback-Callback", "https://a.test",
                    "Upstash-Callback-Callback-Callback", "https://a.test"))
        .hasMessage(
            "Upstash-Callback-Callback-Callback: callbacks may not be nested deeper than 2");
    assertThat(read("Upstash-" + "Callback-".repeat(900) + "Retries", "1").callback()).isNull();
  }

  @ParameterizedTest
  @CsvSource({"true,true", "True,true", "TRUE,true", "false,false", "False,false", "1,false"})
  void content_based_deduplication_is_read_without_case(String text, boolean on) {
    assertThat(
            read("Upstash-Content-Based-Deduplication", text).deduplication()
                instanceof Deduplication.ByContent)
        .isEqualTo(on);
  }

  @Test
  void a_given_id_beats_the_contents() {
    assertThat(
            read("Upstash-Content-Based-Deduplication", "true", "Upstash-Deduplication-Id", "x")
                .deduplication())
        .isEqualTo(new Deduplication.ById("x"));
  }

  @Test
  void earlier_layers_hide_later_ones() {
    var request =
        entries(
            "Upstash-Retries",
            "1",
            "Upstash-Retries",
            "2",
            "Upstash-Forward-A",
            "request",
            "Upstash-Delay",
            " ");
    var query =
        entries(
            "upstash-retries", "5", "upstash-delay", "5s", "upstash-callback", "https://a.test");
    var defaults =
        entries(
            "Upstash-Forward-A", "group",
            "Upstash-Forward-B", "group",
            "Upstash-Header-Forward", "true",
            "Upstash-Label", "group",
            "Upstash-Callback-Retries", "9");
    var settings = PublishSettings.read(List.of(request, query, defaults), Limits.FREE, NOW);
    assertThat(settings.maxRetries()).isEqualTo(1);
    assertThat(settings.delay()).isEqualTo(Duration.ofSeconds(5));
    assertThat(settings.headers())
        .isEqualTo(Map.of("A", List.of("request"), "B", List.of("group")));
    assertThat(settings.labels()).containsExactly("group");
    var callback = settings.callback();
    assertThat(callback).isNotNull();
    assertThat(callback.maxRetries(3)).isEqualTo(9);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Upstash-Method | OPTIONS | must be GET, POST, PUT, PATCH or DELETE",
        "Upstash-Delay | soon | expected a duration such as 50s, 3m, 10h or 1d10h30m",
        "Upstash-Delay | 8d | must not be more than 7 days ahead",
        "Upstash-Not-Before | 1767928646 | must not be more than 7 days ahead",
        "Upstash-Not-Before | tomorrow | expected a whole number",
        "Upstash-Not-Before | 99999999999999999999 | is too large",
        "Upstash-Retries | -1 | expected a whole number",
        "Upstash-Retries | 1000 | must not be more than 999",
        "Upstash-Retries | 99999999999 | is too large",
        "Upstash-Retry-Delay | 1000 * | expected a number, retried, a function or ( (at character 7)",
        "Upstash-Timeout | 0s | must be at least 1s",
        "Upstash-Callback | a.test/x | endpoint has invalid scheme, add http:// or https://",
        "Upstash-Failure-Callback | ftp://a.test | endpoint has invalid scheme, add http:// or https://",
        "Upstash-Redact-Fields | boddy | expected body, header or header[Name]",
        "Upstash-Redact-Fields | header[a b] | expected body, header or header[Name]",
        "Upstash-Schedule-Id | a b | may only have letters, digits, hyphens, underscores and periods",
        "Upstash-Queue-Name | a/b | may only have letters, digits, hyphens, underscores and periods",
        "Upstash-Flow-Control-Value | rate=1 | must be given with a flow-control key",
      })
  void invalid_values_are_named(String header, String value, String reason) {
    var expected =
        reason.startsWith("must be given with a flow-control key")
            ? new Fault("Upstash-Flow-Control-Key", "must be given with a flow-control value")
            : new Fault(header, reason);
    assertThat(faults(header, value)).containsExactly(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "period=1m",
        "rate=0",
        "parallelism=0",
        "rate=-1",
        "rate=x",
        "rate",
        "speed=3",
        "rate=1,rate=2",
        "rate=1,period=8d",
        "rate=1,period=0s",
        "rate=99999999999",
        ","
      })
  void flow_control_needs_a_limit(String value) {
    assertThat(faults("Upstash-Flow-Control-Key", "k", "Upstash-Flow-Control-Value", value))
        .singleElement()
        .extracting(Fault::field)
        .isEqualTo("Upstash-Flow-Control-Value");
  }

  @Test
  void flow_control_parts_come_in_any_order() {
    assertThat(FlowControl.parse("k", "period=7d,rate=1"))
        .isEqualTo(new FlowControl("k", null, 1, Duration.ofDays(7)));
    assertThat(FlowControl.parse("k", "parallelism=2"))
        .isEqualTo(new FlowControl("k", 2, null, Duration.ofSeconds(1)));
    assertThat(FlowControl.parse("k", " rate = 4 , period = 90 "))
        .isEqualTo(new FlowControl("k", null, 4, Duration.ofSeconds(90)));
  }

  @Test
  void all_faults_are_collected_and_the_first_is_shown() {
    var e =
        catchThrowableOfType(
            BadRequestException.class,
            () ->
                read(
                    "Upstash-Delay", "x",
                    "Upstash-Retries", "y",
                    "Upstash-Callback", "https://a.test",
                    "Upstash-Callback-Retries", "z"));
    assertThat(e.faults())
        .extracting(Fault::field)
        .containsExactlyInAnyOrder("Upstash-Delay", "Upstash-Retries", "Upstash-Callback-Retries");
    assertThat(e).hasMessage(e.faults().getFirst().text());
  }

  @Test
  void headers_cannot_smuggle_in_others() {
    assertThat(faults("Upstash-Forward-A", "1\r\nX-Evil: 1"))
        .extracting(Fault::field)
        .containsExactly("Upstash-Forward-A");
    assertThat(faults("Upstash-Forward-A:b", "1")).isNotEmpty();
    assertThat(faults("Upstash-Forward-", "1")).isNotEmpty();
    assertThat(faults("Content-Type", "a\nb"))
        .extracting(Fault::field)
        .containsExactly("Content-Type");
    assertThat(faults("Upstash-Forward-Big", "x".repeat(70_000))).isNotEmpty();
    assertThat(faults("Upstash-Deduplication-Id", "x".repeat(513))).isNotEmpty();
    assertThat(faults("Upstash-Label", "x".repeat(513))).isNotEmpty();
  }

  private static List<Fault> faults(String... namesAndValues) {
    return catchThrowableOfType(BadRequestException.class, () -> read(namesAndValues)).faults();
  }

  private static PublishSettings read(String... namesAndValues) {
    return PublishSettings.read(List.of(entries(namesAndValues)), Limits.FREE, NOW);
  }

  private static List<Map.Entry<String, String>> entries(String... namesAndValues) {
    var entries = new ArrayList<Map.Entry<String, String>>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      entries.add(Map.entry(namesAndValues[i], namesAndValues[i + 1]));
    }
    return entries;
  }
}
