package dev.stashline.qstash;

import static dev.stashline.qstash.ScriptedQStash.done;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stashline.qstash.PublishAnswer.Accepted;
import dev.stashline.qstash.PublishAnswer.Published;
import dev.stashline.qstash.PublishAnswer.Refused;
import dev.stashline.qstash.PublishAnswer.TryLater;
import io.vertx.core.buffer.Buffer;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Publishing. */
class QStashClientIT {

  private static final String TARGET = "https://app.test/hook?x=1&y=%20";

  private ScriptedQStash qstash;

  @BeforeEach
  void start() throws Exception {
    qstash = new ScriptedQStash();
    qstash.answers(200, "{\"messageId\":\"msg_1\"}");
  }

  @AfterEach
  void stop() throws Exception {
    qstash.close();
  }

  @Test
  void publishes_the_destination_as_it_is() throws Exception {
    var published =
        done(
            client("")
                .publish(
                    TARGET,
                    Map.of("Content-Type", "application/json", "Upstash-Deduplication-Id", "d1"),
                    Buffer.buffer("{\"a\":\"é\"}"),
                    "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"));
    assertThat(published)
        .isInstanceOfSatisfying(
            Accepted.class, a -> assertThat(a.first()).isEqualTo(new Published("msg_1", false)));
    var request = qstash.next();
    assertThat(request.method()).isEqualTo("POST");
    assertThat(request.uri()).isEqualTo("/v2/publish/" + TARGET);
    assertThat(request.body()).isEqualTo("{\"a\":\"é\"}");
    assertThat(request.headers().get("authorization")).isEqualTo("Bearer t0ken");
    assertThat(request.headers().get("content-type")).isEqualTo("application/json");
    assertThat(request.headers().get("upstash-deduplication-id")).isEqualTo("d1");
    assertThat(request.headers().get("upstash-forward-traceparent")).startsWith("00-4bf9");
  }

  @ParameterizedTest
  @CsvSource({"/, /v2/publish/", "/q, /q/v2/publish/", "/q/, /q/v2/publish/"})
  void the_base_may_have_a_path(String path, String expected) throws Exception {
    done(client(path).publish("group", Map.of(), Buffer.buffer()));
    assertThat(qstash.next().uri()).isEqualTo(expected + "group");
  }

  @Test
  void duplicates_and_groups_are_understood() throws Exception {
    qstash.answers(202, "{\"messageId\":\"msg_0\",\"deduplicated\":true}");
    assertThat(publish())
        .isInstanceOfSatisfying(Accepted.class, a -> assertThat(a.first().deduplicated()).isTrue());
    qstash.answers(
        200,
        "[{\"messageId\":\"msg_1\",\"url\":\"https://a\"},{\"messageId\":\"msg_2\",\"url\":\"https://b\"}]");
    assertThat(publish())
        .isInstanceOfSatisfying(Accepted.class, a -> assertThat(a.messages()).hasSize(2));
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 403, 404, 412, 413, 422})
  void what_is_refused_stays_refused(int status) throws Exception {
    qstash.answers(status, "{\"error\":\"invalid token\"}");
    assertThat(publish()).isEqualTo(new Refused(status, "status " + status + ": invalid token"));
  }

  @ParameterizedTest
  @CsvSource({
    "500,''",
    "502,<html>",
    "503,{}",
    "408,''",
    "425,''",
    "429,{}",
    "200,''",
    "200,{}",
    "200,[]",
    "200,nonsense",
    "302,''"
  })
  void what_may_pass_is_tried_later(int status, String body) throws Exception {
    qstash.answers(status, body);
    assertThat(publish())
        .isInstanceOfSatisfying(TryLater.class, later -> assertThat(later.after()).isEmpty());
  }

  @ParameterizedTest
  @CsvSource({
    "Retry-After, 7, 7",
    "Burst-RateLimit-Reset, 1767323055, 10",
    "RateLimit-Reset, 1767326645, 3600",
    "RateLimit-Reset, 1767323000, 0",
  })
  void a_limit_says_when_it_ends(String header, String value, long seconds) throws Exception {
    qstash.answers(
        request ->
            request
                .response()
                .setStatusCode(429)
                .putHeader(header, value)
                .end("{\"error\":\"limit\"}"));
    assertThat(publish())
        .isEqualTo(new TryLater(Optional.of(Duration.ofSeconds(seconds)), "status 429: limit"));
  }

  @Test
  void silence_ends_with_the_deadline() throws Exception {
    qstash.answers(_ -> {});
    var impatient = client("", Duration.ofMillis(200));
    assertThat(done(impatient.publish(TARGET, Map.of(), Buffer.buffer())))
        .isInstanceOf(TryLater.class);
  }

  @Test
  void a_dropped_connection_is_tried_later() throws Exception {
    qstash.answers(request -> request.connection().close());
    assertThat(publish()).isInstanceOf(TryLater.class);
  }

  @Test
  void nobody_listening_is_tried_later() throws Exception {
    int free;
    try (var socket = new ServerSocket(0)) {
      free = socket.getLocalPort();
    }
    var client = new QStashClient(qstash.api(free, "", Duration.ofSeconds(5)));
    assertThat(done(client.publish(TARGET, Map.of(), Buffer.buffer())))
        .isInstanceOf(TryLater.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"no scheme", "https://a b", "https://a/\r\nX-Evil: 1", ""})
  void a_bad_destination_is_never_sent(String destination) throws Exception {
    assertThat(done(client("").publish(destination, Map.of(), Buffer.buffer())))
        .isInstanceOfSatisfying(Refused.class, refused -> assertThat(refused.status()).isZero());
    assertThat(qstash.sawNothingMore()).isTrue();
  }

  @Test
  void a_bad_header_is_never_sent() throws Exception {
    assertThat(
            done(
                client("")
                    .publish(TARGET, Map.of("Upstash-Label", "a\r\nX-Evil: 1"), Buffer.buffer())))
        .isInstanceOf(Refused.class);
    assertThat(qstash.sawNothingMore()).isTrue();
  }

  private PublishAnswer publish() throws Exception {
    return done(client("").publish(TARGET, Map.of(), Buffer.buffer("x")));
  }

  private QStashClient client(String path) {
    return client(path, Duration.ofSeconds(5));
  }

  private QStashClient client(String path, Duration deadline) {
    return new QStashClient(qstash.api(path, deadline));
  }
}
