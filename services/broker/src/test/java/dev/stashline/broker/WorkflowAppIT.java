package dev.stashline.broker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stashline.runtime.Json;
import dev.stashline.testkit.Await;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** An application of the official workflow client, unmodified, against the broker. */
class WorkflowAppIT {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private static BrokerFixture broker;
  private static NodeSuite node;
  private static String app;

  @BeforeAll
  static void start() {
    broker = new BrokerFixture();
    node =
        NodeSuite.start(
            "workflow",
            "app.cjs",
            Map.of(
                "QSTASH_URL",
                "http://127.0.0.1:" + broker.broker.actualPort(),
                "QSTASH_TOKEN",
                BrokerFixture.USER.token(),
                "QSTASH_CURRENT_SIGNING_KEY",
                BrokerFixture.USER.keys().current(),
                "QSTASH_NEXT_SIGNING_KEY",
                BrokerFixture.USER.keys().next()));
    app = node.line("LISTENING");
  }

  @AfterAll
  static void stop() {
    if (node != null) {
      node.close();
    }
    broker.close();
  }

  private static JsonNode act(String verb, String json) {
    try {
      var answer =
          HTTP.send(
              HttpRequest.newBuilder(URI.create(app + "/do/" + verb))
                  .timeout(Duration.ofSeconds(30))
                  .POST(BodyPublishers.ofString(json))
                  .build(),
              BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      return Json.tree(answer.body());
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static String seen() {
    try {
      return HTTP.send(
              HttpRequest.newBuilder(URI.create(app + "/seen")).build(), BodyHandlers.ofString())
          .body();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static String trigger(String workflow, String body, String more) {
    return act("trigger", "{\"workflow\":\"" + workflow + "\",\"body\":" + body + more + "}")
        .path("workflowRunId")
        .asText();
  }

  private static JsonNode log(String runId) {
    return act("logs", "{\"filter\":{\"workflowRunId\":\"" + runId + "\"}}").path("runs").path(0);
  }

  private static JsonNode ended(String runId, String state) {
    return Await.value(
        runId + " in " + state,
        Duration.ofSeconds(20),
        () -> log(runId),
        run -> run.path("workflowState").asText().equals(state));
  }

  private static String result(String runId) {
    return ended(runId, "RUN_SUCCESS").path("workflowRunResponse").asText();
  }

  private static void awaitSteps(String runId, int count) {
    Await.until(
        count + " steps of " + runId,
        Duration.ofSeconds(20),
        () -> broker.get("/v2/workflows/runs/" + runId).json().size() >= count);
  }

  private static void awaitWaiter(String event) {
    Await.until(
        "a waiter for " + event,
        Duration.ofSeconds(20),
        () -> act("waiters", "{\"eventId\":\"" + event + "\"}").size() == 1);
  }

  @Test
  void steps_run_one_after_the_other_and_side_by_side_once_each() {
    String run =
        trigger("sequence", "{\"n\":1}", ",\"headers\":{\"x-mine\":\"yes\"},\"label\":\"seq\"");
    assertThat(result(run)).isEqualTo("{\"a\":2,\"b\":20,\"c\":200,\"header\":\"yes\"}");
    var log = log(run);
    assertThat(log.path("label").asText()).isEqualTo("seq");
    assertThat(log.path("steps").findValuesAsText("type"))
        .containsExactly("sequential", "sequential", "parallel", "sequential");
    assertThat(log.path("steps").path(2).path("steps").findValuesAsText("stepName"))
        .containsExactlyInAnyOrder("b", "c");
  }

  @Test
  void a_run_id_starts_one_run() {
    String one = trigger("sleeper", "{}", ",\"workflowRunId\":\"only\"");
    assertThat(one).isEqualTo("wfr_only");
    assertThat(trigger("sleeper", "{}", ",\"workflowRunId\":\"only\"")).isEqualTo(one);
    assertThat(act("logs", "{\"filter\":{\"workflowRunId\":\"wfr_only\"}}").path("runs").size())
        .isEqualTo(1);
    act("cancel", "[\"wfr_only\"]");
    ended(one, "RUN_CANCELED");
  }

  @Test
  void a_run_sleeps_until_its_time() {
    long until = broker.clock.instant().plusSeconds(3 * 3600).getEpochSecond();
    String run = trigger("sleepy", "{\"until\":" + until + "}", "");
    awaitSteps(run, 2);
    assertThat(seen()).doesNotContain("woke");
    broker.clock.moveAhead(Duration.ofHours(1));
    Await.until("waking", Duration.ofSeconds(20), () -> seen().contains("woke"));
    awaitSteps(run, 4);
    broker.clock.moveAhead(Duration.ofHours(3));
    assertThat(result(run)).isEqualTo("\"rested\"");
  }

  @Test
  void a_call_is_retried_and_its_answer_comes_back() {
    String run = trigger("caller", "{}", "");
    var result = Json.tree(result(run));
    assertThat(result.path("status").asInt()).isEqualTo(200);
    assertThat(result.path("body").path("got").asText()).isEqualTo("{\"ask\":1}");
    assertThat(result.path("body").path("header").asText()).isEqualTo("yes");
    assertThat(result.path("body").path("ofRun").isNull()).isTrue();
  }

  @Test
  void an_event_ends_a_wait_and_so_does_its_time() {
    String told = trigger("waiting", "{\"event\":\"told\"}", "");
    awaitWaiter("told");
    assertThat(act("notify", "{\"eventId\":\"told\",\"eventData\":{\"x\":\"ü\"}}").size())
        .isEqualTo(1);
    assertThat(result(told)).isEqualTo("{\"eventData\":{\"x\":\"ü\"},\"timeout\":false}");

    String byStep = trigger("waiting", "{\"event\":\"by-step\"}", "");
    awaitWaiter("by-step");
    assertThat(result(trigger("notifier", "{\"event\":\"by-step\"}", ""))).isEqualTo("1");
    assertThat(result(byStep)).contains("\"from\":\"notifier\"");

    String late = trigger("waiting", "{\"event\":\"late\"}", "");
    awaitWaiter("late");
    broker.clock.moveAhead(Duration.ofMinutes(61));
    assertThat(result(late)).isEqualTo("{\"eventData\":null,\"timeout\":true}");
    assertThat(act("notify", "{\"eventId\":\"late\",\"eventData\":1}").size()).isZero();
  }

  @Test
  void an_event_told_to_a_run_is_kept_until_it_waits() {
    act("notify", "{\"eventId\":\"early\",\"eventData\":\"kept\",\"workflowRunId\":\"wfr_early\"}");
    String run = trigger("waiting", "{\"event\":\"early\"}", ",\"workflowRunId\":\"early\"");
    assertThat(result(run)).isEqualTo("{\"eventData\":\"kept\",\"timeout\":false}");
  }

  @Test
  void an_invoked_run_tells_how_it_ended() {
    String good = trigger("invoker", "{\"of\":\"invoked\",\"body\":{\"n\":21}}", "");
    assertThat(result(good))
        .isEqualTo("{\"body\":{\"twice\":42},\"isFailed\":false,\"isCanceled\":false}");
    String bad = trigger("invoker", "{\"of\":\"hopeless\",\"body\":{}}", "");
    assertThat(result(bad)).contains("\"isFailed\":true");
    String stopped =
        trigger("invoker", "{\"of\":\"sleeper\",\"body\":{},\"runId\":\"stopped\"}", "");
    awaitSteps("wfr_stopped", 2);
    act("cancel", "[\"wfr_stopped\"]");
    assertThat(result(stopped)).contains("\"isCanceled\":true");
  }

  @Test
  void a_failed_run_calls_its_failure_function_and_is_resumed_and_restarted() {
    act("heal", "{\"healed\":false}");
    String run = trigger("failing", "{\"p\":1}", ",\"retries\":0");
    ended(run, "RUN_FAILED");
    Await.until(
        "the failure function",
        Duration.ofSeconds(20),
        () -> seen().contains("failed failing 500 not well"));
    var letter =
        Await.value(
            "the letter's callback",
            Duration.ofSeconds(20),
            () -> letter(run),
            l -> l.path("failureCallbackInfo").path("state").asText().equals("CALLBACK_SUCCESS"));
    assertThat(letter.path("responseStatus").asInt()).isEqualTo(500);
    act("heal", "{\"healed\":true}");
    String dlqId = letter.path("dlqId").asText();
    String resumed = act("resume", "{\"dlqId\":\"" + dlqId + "\"}").path("workflowRunId").asText();
    assertThat(result(resumed)).isEqualTo("2");
    assertThat(seen().split("\"first\"", -1)).hasSize(2);
    assertThat(letter(run).isMissingNode()).isTrue();

    act("heal", "{\"healed\":false}");
    String again = trigger("failing", "{\"p\":2}", ",\"retries\":0");
    ended(again, "RUN_FAILED");
    act("heal", "{\"healed\":true}");
    String second = letter(again).path("dlqId").asText();
    String restarted =
        act("restart", "{\"dlqId\":\"" + second + "\"}").path("workflowRunId").asText();
    assertThat(result(restarted)).isEqualTo("2");
    assertThat(seen().split("\"first\"", -1)).hasSize(4);
  }

  @Test
  void a_resumed_run_keeps_what_its_branches_had_and_runs_the_others_again() {
    act("heal", "{\"healed\":false}");
    String run = trigger("forked", "{}", ",\"retries\":0");
    ended(run, "RUN_FAILED");
    act("heal", "{\"healed\":true}");
    String dlqId = letter(run).path("dlqId").asText();
    String resumed = act("resume", "{\"dlqId\":\"" + dlqId + "\"}").path("workflowRunId").asText();
    awaitWaiter("forked");
    act("notify", "{\"eventId\":\"forked\",\"eventData\":3}");
    assertThat(result(resumed)).isEqualTo("[1,2,3]");
  }

  private static JsonNode letter(String runId) {
    for (JsonNode letter : act("dlq", "{}").path("messages")) {
      if (letter.path("workflowRunId").asText().equals(runId)) {
        return letter;
      }
    }
    return com.fasterxml.jackson.databind.node.MissingNode.getInstance();
  }

  @Test
  void a_webhook_without_token_ends_a_wait() throws Exception {
    String run = trigger("hooked", "{}", "");
    String url =
        Await.value(
                "the hook's address",
                Duration.ofSeconds(20),
                () -> Json.tree(seen()).valueStream().map(JsonNode::asText).toList(),
                all ->
                    all.stream().anyMatch(text -> text.contains("/hooks/" + "defaultUser/" + run)))
            .stream()
            .filter(text -> text.contains(run))
            .findFirst()
            .orElseThrow();
    var answer =
        HTTP.send(
            HttpRequest.newBuilder(URI.create(url + "?a=b"))
                .PUT(BodyPublishers.ofString("hello", UTF_8))
                .build(),
            BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(result(run)).isEqualTo("{\"timeout\":false,\"method\":\"PUT\",\"body\":\"hello\"}");
  }
}
