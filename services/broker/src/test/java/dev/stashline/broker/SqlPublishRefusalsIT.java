package dev.stashline.broker;

import static dev.stashline.broker.BrokerFixture.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stashline.testkit.Await;
import io.vertx.core.json.JsonObject;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.SqlConnection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is refused of {@code select broker.publish(…)}: by the call, or as a dead letter. */
class SqlPublishRefusalsIT {
  private BrokerFixture broker;
  private SqlConnection caller;

  @BeforeEach
  void start() {
    start(Map.of());
  }

  private void start(Map<String, String> settings) {
    broker = new BrokerFixture(settings);
    caller = await(broker.pool.getConnection());
  }

  @AfterEach
  void stop() {
    await(caller.close());
    broker.close();
  }

  private void restart(Map<String, String> settings) {
    stop();
    start(settings);
  }

  private String publish(String path, String body, JsonObject headers) {
    return SqlCalls.publish(caller, broker.receiver.url(path), body, headers);
  }

  private long count(String table) {
    return SqlCalls.count(broker.pool, table);
  }

  /** A call, and what its error says. */
  private record Bad(String arguments, String error) {}

  @Test
  void what_can_be_seen_to_be_wrong_fails_the_call_in_words() {
    String good = "'http://127.0.0.1:1/'";
    for (Bad bad :
        List.of(
            new Bad("null, " + good, "there is no user null"),
            new Bad("'nobody', " + good, "there is no user 'nobody'"),
            new Bad("'dev1', null", "destination is empty"),
            new Bad("'dev1', ''", "destination is empty"),
            new Bad("'dev1', 'no-such-group'", "neither a URL nor a URL group"),
            new Bad("'dev1', 'ftp://a.test/'", "no URL with http://"),
            new Bad("'dev1', 'http://'", "no URL with http://"),
            new Bad("'dev1', 'http://a b.test/'", "no URL with http://"),
            new Bad("'dev1', 'http://a.test/ü'", "no URL with http://"),
            new Bad("'dev1', 'http://a.test:70000/'", "no URL with http://"),
            new Bad("'dev1', 'http://a.test/' || repeat('x', 9000)", "longer than 8192"),
            new Bad("'dev1', " + good + ", repeat('x', 10000001)", "larger than 10000000 bytes"),
            new Bad("'dev1', " + good + ", 'x', '[]'", "must be a JSON object"),
            new Bad("'dev1', " + good + ", 'x', '{\"a b\": 1}'", "no valid name"),
            new Bad("'dev1', " + good + ", 'x', '{\"X-A\": 1}'", "X-A means nothing"),
            new Bad(
                "'dev1', " + good + ", 'x', '{\"Upstash-Forward-A\": {}}'",
                "must be text, a number"),
            new Bad(
                "'dev1', " + good + ", 'x', '{\"Upstash-Forward-A\": \"x\\ny\"}'",
                "control character"),
            new Bad("'dev1', " + good + ", 'x', '{\"upstash-delay\": \"soon\"}'", "a duration"),
            new Bad("'dev1', " + good + ", 'x', '{\"Upstash-Retries\": -1}'", "a whole number"),
            new Bad("'dev1', " + good + ", 'x', '{\"Upstash-Method\": \"LOOK\"}'", "GET, POST"),
            new Bad("'dev1', " + good + ", 'x', '{\"Upstash-Callback\": \"me\"}'", "a URL with"),
            new Bad(
                "'dev1', " + good + ", 'x', '{\"Upstash-Queue-Name\": \"a b\"}'", "queue''s name"),
            new Bad(
                "'dev1', " + good + ", 'x', '{\"Upstash-Cron\": \"* * * * *\"}'",
                "not for messages"),
            new Bad(
                "'dev1', " + good + ", 'x', '{\"Upstash-Workflow-RunId\": \"wfr_1\"}'",
                "not for messages"))) {
      assertThatThrownBy(
              () -> await(caller.query("select broker.publish(" + bad.arguments() + ")").execute()))
          .as(bad.arguments())
          .rootCause()
          .isInstanceOfSatisfying(
              PgException.class,
              e -> {
                assertThat(e.getErrorMessage())
                    .startsWith("broker.publish: ")
                    .contains(bad.error().replace("''", "'"));
                assertThat(e.getSqlState()).isIn("22023", "54000");
              });
    }
    assertThat(count("broker.intake")).isZero();
  }

  @Test
  void good_destinations_are_not_taken_for_bad_ones() {
    for (String url :
        List.of(
            "http://a.test",
            "HTTPS://A.test:443?x=1",
            "https://user:p@ss@a.test:8443/p?q=http://b.test:99999/",
            "http://[::1]:80/x",
            "http://a.test:/",
            "https://a_b-c.test/#f")) {
      assertThat(SqlCalls.publish(caller, url, "x", new JsonObject().put("Upstash-Delay", "1h")))
          .as(url)
          .startsWith("msg_");
    }
    Await.until("all are messages", Duration.ofSeconds(10), () -> count("broker.message") == 6);
    assertThat(broker.get("/v2/dlq").json().path("messages")).isEmpty();
  }

  @Test
  void what_only_the_broker_sees_to_be_wrong_is_a_dead_letter_and_holds_up_no_other() {
    var tx = await(caller.begin());
    String bad =
        publish(
            "/bad",
            "precious",
            new JsonObject()
                .put("Upstash-Retry-Delay", "nonsense(")
                .put("Upstash-Forward-X-A", "kept"));
    publish("/good", "x", new JsonObject());
    await(tx.commit());
    assertThat(broker.next().uri()).isEqualTo("/good");
    var letter = broker.deadLetters(1).path(0);
    assertThat(letter.path("messageId").asText()).isEqualTo(bad);
    assertThat(letter.path("url").asText()).isEqualTo(broker.receiver.url("/bad"));
    assertThat(letter.path("body").asText()).isEqualTo("precious");
    assertThat(letter.path("responseBody").asText()).contains("Upstash-Retry-Delay");
    assertThat(letter.path("header").path("X-A").path(0).asText()).isEqualTo("kept");
    assertThat(broker.states(bad)).containsExactly("CREATED", "ERROR", "FAILED");
    assertThat(broker.events(bad).path(1).path("error").asText()).contains("Upstash-Retry-Delay");
    assertThat(
            broker
                .call("POST", "/v2/dlq/retry/" + letter.path("dlqId").asText(), new byte[0])
                .status())
        .isEqualTo(201);
    assertThat(new String(broker.next().body(), StandardCharsets.UTF_8)).isEqualTo("precious");
  }

  @Test
  void what_cannot_be_stored_is_a_dead_letter_and_holds_up_no_other() {
    restart(Map.of("BROKER_MAX_QUEUES", "1"));
    var tx = await(caller.begin());
    publish("/1", "x", new JsonObject().put("Upstash-Queue-Name", "only"));
    String refused = publish("/2", "x", new JsonObject().put("Upstash-Queue-Name", "other"));
    publish("/3", "x", new JsonObject());
    await(tx.commit());
    var uris = List.of(broker.next().uri(), broker.next().uri());
    assertThat(uris).containsExactlyInAnyOrder("/1", "/3");
    var letter = broker.deadLetters(1).path(0);
    assertThat(letter.path("messageId").asText()).isEqualTo(refused);
    assertThat(letter.path("responseBody").asText()).contains("no more than 1 queues");
  }

  @Test
  void the_settings_limit_of_a_body_holds_for_SQL_too() {
    restart(Map.of("BROKER_MAX_BODY", "1000"));
    assertThatThrownBy(() -> publish("/", "x".repeat(1_001), new JsonObject()))
        .hasStackTraceContaining("larger than 1000 bytes");
    publish("/", "x".repeat(1_000), new JsonObject());
    assertThat(broker.next().body()).hasSize(1_000);
  }
}
