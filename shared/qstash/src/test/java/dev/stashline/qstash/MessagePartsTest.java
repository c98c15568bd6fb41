package dev.stashline.qstash;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stashline.runtime.Json;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is made of a message: its shown form, its deliveries, its callbacks, its content's id. */
class MessagePartsTest {

  private static final Map<String, List<String>> HEADERS =
      Map.of("Authorization", List.of("abc"), "X-A", List.of("1", "abc"));
  private static final String ABC =
      "REDACTED:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "body | body",
        "header | header",
        "headers | header",
        "header[x-a] | header[X-A]",
        "headers[X-A], Body , header[b],header[B] | body,header[B],header[X-A]",
        "HEADER[a] | header[A]",
      })
  void redaction_is_read(String text, String written) {
    assertThat(Redaction.parse(text).value()).isEqualTo(written);
    assertThat(Redaction.parse(written).value()).isEqualTo(written);
  }

  @Test
  void hidden_values_show_as_their_hash() {
    assertThat(Redaction.parse("header[authorization]").shown(HEADERS))
        .isEqualTo(Map.of("Authorization", List.of(ABC), "X-A", List.of("1", "abc")));
    assertThat(Redaction.parse("headers").shown(HEADERS).get("X-A")).hasSize(2).endsWith(ABC);
    assertThat(Redaction.NONE.shown(HEADERS)).isEqualTo(HEADERS);
    assertThat(Redaction.parse("body").hides("X-A")).isFalse();
    assertThat(Redaction.mark("abc".getBytes(UTF_8))).isEqualTo(ABC);
  }

  @Test
  void the_content_id_depends_on_every_part_and_on_no_order_of_headers() {
    String id = ContentDeduplication.id("https://a", "text/plain", HEADERS, bytes("body"));
    assertThat(
            ContentDeduplication.id(
                "https://a", "text/plain", new java.util.TreeMap<>(HEADERS), bytes("body")))
        .isEqualTo(id);
    assertThat(ContentDeduplication.id("https://b", "text/plain", HEADERS, bytes("body")))
        .isNotEqualTo(id);
    assertThat(ContentDeduplication.id("https://a", null, HEADERS, bytes("body"))).isNotEqualTo(id);
    assertThat(ContentDeduplication.id("https://a", "text/plain", Map.of(), bytes("body")))
        .isNotEqualTo(id);
    assertThat(ContentDeduplication.id("https://a", "text/plain", HEADERS, bytes("bodz")))
        .isNotEqualTo(id);
    assertThat(ContentDeduplication.id("https://ab", "c", Map.of(), bytes("")))
        .isNotEqualTo(ContentDeduplication.id("https://a", "bc", Map.of(), bytes("")));
    assertThat(ContentDeduplication.id("u", null, Map.of("A", List.of("1", "2")), bytes("")))
        .isNotEqualTo(ContentDeduplication.id("u", null, Map.of("A", List.of("12")), bytes("")));
  }

  @Test
  void the_brokers_headers_win_over_forwarded_ones() {
    var headers =
        new DeliveryHeaders(
                "msg_1",
                2,
                "a.b.c",
                null,
                "scd_1",
                "10.0.0.1",
                null,
                new DeliveryHeaders.Fence(3, 7))
            .over(
                Map.of(
                    "Upstash-Message-Id", List.of("forged"),
                    "stashline-epoch", List.of("99"),
                    "Stashline-Attempt", List.of("99"),
                    "host", List.of("evil"),
                    "x-a", List.of("1", "2"),
                    "Content-Type", List.of("text/evil")),
                "application/json");
    assertThat(headers)
        .isEqualTo(
            Map.of(
                "X-A", List.of("1", "2"),
                "Content-Type", List.of("application/json"),
                "User-Agent", List.of("Upstash-QStash"),
                "Upstash-Message-Id", List.of("msg_1"),
                "Upstash-Retried", List.of("2"),
                "Upstash-Signature", List.of("a.b.c"),
                "Upstash-Schedule-Id", List.of("scd_1"),
                "Upstash-Caller-Ip", List.of("10.0.0.1"),
                "Stashline-Attempt", List.of("3"),
                "Stashline-Epoch", List.of("7")));
  }

  @Test
  void a_delivery_tells_its_receiver_who_it_is() {
    var headers =
        Map.of(
            HeaderNames.MESSAGE_ID,
            "msg_1",
            HeaderNames.RETRIED,
            "2",
            HeaderNames.SCHEDULE_ID,
            "scd_1");
    assertThat(ReceivedDelivery.of(headers::get))
        .isEqualTo(new ReceivedDelivery("msg_1", 2, "scd_1", null));
    assertThat(ReceivedDelivery.of(Map.of(HeaderNames.MESSAGE_ID, "m")::get).retried()).isZero();
    assertThatThrownBy(() -> ReceivedDelivery.of(Map.<String, String>of()::get))
        .isInstanceOf(BadRequestException.class);
    assertThatThrownBy(
            () ->
                ReceivedDelivery.of(
                    Map.of(HeaderNames.MESSAGE_ID, "m", HeaderNames.RETRIED, "x")::get))
        .hasMessage("Upstash-Retried: expected a whole number");
  }

  @Test
  void a_callback_has_the_documented_keys() {
    var body =
        new CallbackBody(
            200,
            Map.of("X-A", List.of("1")),
            CallbackBody.base64(bytes("ok")),
            0,
            3,
            null,
            "msg_1",
            null,
            null,
            null,
            "https://a.test",
            "POST",
            Map.of("Content-Type", List.of("text/plain")),
            CallbackBody.base64(bytes("é")),
            1L,
            2L,
            "10.0.0.1",
            null,
            null,
            null);
    assertThat(Json.tree(Json.write(body)))
        .isEqualTo(
            Json.tree(
                """
                {"status":200,"header":{"X-A":["1"]},"body":"b2s=","retried":0,"maxRetries":3,"sourceMessageId":"msg_1",
                 "url":"https://a.test","method":"POST","sourceHeader":{"Content-Type":["text/plain"]},"sourceBody":"w6k=",
                 "notBefore":1,"createdAt":2,"callerIP":"10.0.0.1"}
                """));
  }

  @Test
  void log_states_are_spelt_with_one_l_and_read_with_either() {
    assertThat(LogState.CANCELED.name()).isEqualTo("CANCELED");
    assertThat(LogState.parse("CANCELLED")).isEqualTo(LogState.CANCELED);
    assertThat(LogState.IN_PROGRESS.covers(LogState.RETRY)).isTrue();
    assertThat(LogState.IN_PROGRESS.covers(LogState.DELIVERED)).isFalse();
    assertThat(LogState.ERROR.covers(LogState.ERROR)).isTrue();
  }

  @Test
  void development_credentials_are_known_as_such() {
    assertThat(DevCredentials.USERS).hasSize(4);
    var first = DevCredentials.USERS.getFirst();
    assertThat(DevCredentials.of(first.token())).contains(first);
    assertThat(DevCredentials.of("mine")).isEmpty();
    assertThat(DevCredentials.isPublishedKey("sig_7kYjw48mhY7kAjqNGcy6cr29RJ6r")).isTrue();
    assertThat(DevCredentials.isPublishedKey("sig_mine")).isFalse();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
