package dev.stashline.broker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How much a flow-control key may let through at a time, whichever way its limits come. */
class KeyParallelismIT {
  private static final byte[] NOTHING = new byte[0];
  private static final String KEY = "Upstash-Flow-Control-Key";
  private static final String VALUE = "Upstash-Flow-Control-Value";
  private static final String MOST = "parallelism=5";
  private static final String TOO_MUCH = "parallelism=6, rate=1";

  private BrokerFixture broker;

  @BeforeEach
  void start() {
    broker = new BrokerFixture(Map.of("BROKER_MAX_FLOW_CONTROL_PARALLELISM", "5"));
  }

  @AfterEach
  void stop() {
    broker.close();
  }

  private BrokerFixture.Answer post(String path, String... headers) {
    return broker.call("POST", path, NOTHING, headers);
  }

  private static void assertRefused(BrokerFixture.Answer answer) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(412);
    assertThat(answer.json().path("error").asText())
        .isEqualTo("no more than 5 deliveries of a flow-control key at a time are allowed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v2/publish/", "/v2/enqueue/q/", "/v2/schedules/", "/v2/trigger/"})
  void who_asks_for_more_than_is_allowed_is_refused(String way) {
    String path = way + broker.receiver.url("/x");
    String[] more =
        way.contains("schedules") ? new String[] {"Upstash-Cron", "@yearly"} : new String[0];
    assertThat(post(path, with(more, KEY, "k", VALUE, MOST)).status()).isEqualTo(200);
    assertRefused(post(path, with(more, KEY, "k", VALUE, TOO_MUCH)));
    String url = broker.receiver.url("/callback");
    for (String callback : new String[] {"Upstash-Callback", "Upstash-Failure-Callback"}) {
      assertRefused(
          post(
              path,
              with(
                  more,
                  callback,
                  url,
                  callback + "-Flow-Control-Key",
                  "c",
                  callback + "-Flow-Control-Value",
                  TOO_MUCH)));
    }
    assertThat(broker.get("/v2/flowControl/c").status()).isEqualTo(404);
  }

  private static String[] with(String[] some, String... more) {
    return Stream.concat(Stream.of(some), Stream.of(more)).toArray(String[]::new);
  }

  @Test
  void an_element_of_a_batch_is_refused_in_its_place() {
    String item = "{\"destination\":\"%s\",\"headers\":{\"%s\":\"k\",\"%s\":\"%s\"}}";
    String url = broker.receiver.url("/x");
    String items =
        "["
            + item.formatted(url, KEY, VALUE, TOO_MUCH)
            + ","
            + item.formatted(url, KEY, VALUE, MOST)
            + "]";
    var answers = broker.call("POST", "/v2/batch", items.getBytes(UTF_8)).json();
    assertThat(answers.path(0).path("error").asText()).contains("no more than 5");
    assertThat(answers.path(1).path("messageId").asText()).startsWith("msg_");
  }

  @Test
  void a_key_is_not_pinned_to_more_than_is_allowed() {
    broker.publish("/x", "", KEY, "k", VALUE, MOST);
    assertRefused(post("/v2/flowControl/k/pin?parallelism=6"));
    assertThat(broker.get("/v2/flowControl/k").json().path("isPinnedParallelism").asBoolean(true))
        .isFalse();
    assertThat(post("/v2/flowControl/k/pin?parallelism=5").status()).isEqualTo(200);
  }

  @Test
  void a_dead_letter_is_not_retried_with_more_than_is_allowed() {
    broker.receiver.reply(Receiver.Reply.of(500, "no"));
    broker.publish("/x", "", "Upstash-Retries", "0", KEY, "k", VALUE, MOST);
    String letter = "/v2/dlq/retry/" + broker.deadLetters(1).path(0).path("dlqId").asText();
    assertRefused(post(letter, VALUE, TOO_MUCH));
    assertThat(post(letter, VALUE, "parallelism=4").status()).isEqualTo(201);
  }

  private BrokerFixture.Answer await(String event, String header, String value) {
    return broker.call(
        "POST",
        "/v2/wait/" + event,
        """
        {"url":"%s","timeout":"1h","step":{"stepId":1},
         "timeoutHeaders":{"Upstash-Workflow-Runid":["wfr_a"],"%s":["k"],"%s":["%s"]}}\
        """
            .formatted(broker.receiver.url("/wf"), KEY, header, value)
            .getBytes(UTF_8));
  }

  @Test
  void a_step_does_not_wait_for_an_event_with_more_than_is_allowed() {
    var runs = new TestRuns(broker);
    runs.batch(runs.item("wfr_a", "true", "p", ""));
    broker.next();
    assertRefused(await("e", VALUE, TOO_MUCH));
    assertThat(broker.get("/v2/waiters/e").json()).isEmpty();
    assertThat(await("e", VALUE, MOST).status()).isEqualTo(200);
    assertThat(post("/v2/notify/e").status()).isEqualTo(201);
    assertThat(TestRuns.json(broker.next())).hasSize(2);
    assertThat(broker.get("/v2/flowControl/k").json().path("parallelismMax").asInt()).isEqualTo(5);
  }

  /** Otherwise no notify could end the wait, and none of those beside it. */
  @Test
  void a_step_does_not_wait_with_headers_that_no_message_can_have() {
    var runs = new TestRuns(broker);
    runs.batch(runs.item("wfr_a", "true", "p", ""));
    assertThat(await("e", VALUE, "parallelism=many").status()).isEqualTo(412);
    assertThat(await("e", "Upstash-Retries", "-1").status()).isEqualTo(412);
    assertThat(broker.get("/v2/waiters/e").json()).isEmpty();
  }

  private static BrokerFixture.Answer invoke(TestRuns runs, Map<String, List<String>> headers) {
    return runs.batch(
        runs.item(
            "wfr_child",
            "true",
            runs.invocation("wfr_parent", headers),
            ",\"Upstash-Workflow-Invoke\":\"true\""));
  }

  /** Otherwise the invoked run could not end. */
  @Test
  void a_run_is_not_invoked_by_headers_that_the_answer_cannot_have() {
    var runs = new TestRuns(broker);
    runs.batch(runs.item("wfr_parent", "true", "p", ""));
    broker.next();
    var tooMuch = Map.of(KEY, List.of("k"), VALUE, List.of(TOO_MUCH));
    assertThat(invoke(runs, tooMuch).text()).contains("no more than 5");
    assertThat(invoke(runs, Map.of("Upstash-Retries", List.of("-1"))).text()).contains("error");
    assertThat(runs.log("wfr_child").isMissingNode()).isTrue();

    var enough = Map.of(KEY, List.of("k"), VALUE, List.of(MOST));
    assertThat(invoke(runs, enough).text()).contains("msg_");
    assertThat(broker.next().uri()).isEqualTo("/wf");
    assertThat(runs.end("wfr_child", "").status()).isEqualTo(200);
    assertThat(broker.next().uri()).isEqualTo("/parent");
    assertThat(broker.get("/v2/flowControl/k").json().path("parallelismMax").asInt()).isEqualTo(5);
  }

  @Test
  void a_failed_run_is_not_revived_with_more_than_is_allowed() {
    var runs = new TestRuns(broker);
    broker.receiver.reply(Receiver.Reply.of(500, "no"));
    String key = ",\"%s\":\"k\",\"%s\":\"%s\"".formatted(KEY, VALUE, MOST);
    runs.batch(runs.item("wfr_failed", "true", "p", key));
    runs.log("wfr_failed", "RUN_FAILED");
    String letter = broker.get("/v2/workflows/dlq").json().at("/messages/0/dlqId").asText();
    for (String way : new String[] {"resume/", "restart/"}) {
      assertRefused(post("/v2/workflows/dlq/" + way + letter, KEY, "k", VALUE, TOO_MUCH));
    }
    assertThat(broker.get("/v2/workflows/dlq").json().path("messages")).hasSize(1);
    assertThat(
            post("/v2/workflows/dlq/restart/" + letter, KEY, "k", VALUE, "parallelism=4").status())
        .isEqualTo(200);
  }
}
