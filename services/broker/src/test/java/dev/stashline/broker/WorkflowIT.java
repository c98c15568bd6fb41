package dev.stashline.broker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The workflow protocol, request by request: the test plays the endpoint. */
class WorkflowIT {
  private static final byte[] NOTHING = new byte[0];

  private BrokerFixture broker;
  private TestRuns runs;

  @BeforeEach
  void start() {
    broker = new BrokerFixture(Map.of("BROKER_WORKFLOW_INLINE_LIMIT", "100"));
    runs = new TestRuns(broker);
  }

  @AfterEach
  void stop() {
    broker.close();
  }

  @Test
  void each_call_brings_the_steps_so_far_and_what_the_trigger_said() {
    runs.batch(
        runs.item(
            "wfr_a",
            "true",
            "payload",
            ",\"Upstash-Forward-X-Mine\":\"yes\",\"Upstash-Label\":\"l\""));
    var first = broker.receiver.next();
    assertThat(TestRuns.json(first)).hasSize(1);
    assertThat(TestRuns.step(TestRuns.json(first), 0)).isEqualTo("payload");
    assertThat(first.header("Upstash-Workflow-RunId")).isEqualTo("wfr_a");
    assertThat(first.header("Upstash-Workflow-Init")).isEqualTo("true");
    assertThat(first.header("Upstash-Workflow-CreatedAt")).isNotEmpty();
    assertThat(first.header("Upstash-Label")).isEqualTo("l");
    String answer =
        runs.batch(runs.item("wfr_a", "false", "{\"stepId\":1}", ""))
            .json()
            .path(0)
            .path("messageId")
            .asText();
    var second = broker.receiver.next();
    assertThat(second.header("X-Mine")).isEqualTo("yes");
    assertThat(second.header("Upstash-Message-Id")).isEqualTo(answer);
    assertThat(TestRuns.json(second).path(1).path("messageId").asText()).isEqualTo(answer);
    assertThat(TestRuns.step(TestRuns.json(second), 1)).isEqualTo("{\"stepId\":1}");
    assertThat(broker.get("/v2/workflows/runs/wfr_a").json()).isEqualTo(TestRuns.json(second));
  }

  @Test
  void a_run_ends_once_and_takes_no_steps_after_it() {
    assertThat(runs.end("wfr_b", "?cancel=false").status()).isEqualTo(404);
    runs.batch(runs.item("wfr_b", "true", "p", ""));
    broker.receiver.next();
    runs.batch(
        runs.item(
            "wfr_b", "false", "{\"stepId\":0,\"targetStep\":1}", ",\"Upstash-Delay\":\"1h\""));
    assertThat(runs.end("wfr_b", "?cancel=false").status()).isEqualTo(200);
    assertThat(runs.end("wfr_b", "?cancel=false").status()).isEqualTo(200);
    assertThat(runs.end("wfr_b", "?cancel=true").status()).isEqualTo(404);
    assertThat(broker.get("/v2/workflows/runs/wfr_b").status()).isEqualTo(404);
    runs.batch(runs.item("wfr_c", "true", "p", ""));
    broker.receiver.next();
    var refused =
        runs.batch(
            runs.item("wfr_c", "false", "{\"stepId\":1}", ""),
            runs.item("wfr_b", "false", "{}", ""));
    assertThat(refused.status()).isEqualTo(400);
    assertThat(broker.get("/v2/workflows/runs/wfr_c").json()).hasSize(1);
    broker.clock.moveAhead(Duration.ofHours(2));
    assertThat(broker.receiver.next(Duration.ofMillis(300))).isNull();
  }

  @Test
  void a_started_run_is_not_started_again() {
    var first = runs.batch(runs.item("wfr_d", "true", "p", "")).json().path(0);
    broker.receiver.next();
    var again = runs.batch(runs.item("wfr_d", "true", "p", "")).json().path(0);
    assertThat(again.path("deduplicated").asBoolean()).isTrue();
    assertThat(again.path("messageId")).isEqualTo(first.path("messageId"));
    assertThat(broker.receiver.next(Duration.ofMillis(300))).isNull();
  }

  @Test
  void large_steps_are_left_to_be_fetched() {
    runs.batch(
        runs.item("wfr_e", "true", "x".repeat(200), ",\"Upstash-Feature-Set\":\"LazyFetch\""));
    var first = broker.receiver.next();
    assertThat(first.body()).isEmpty();
    assertThat(TestRuns.step(broker.get("/v2/workflows/runs/wfr_e").json(), 0)).hasSize(200);
  }

  @Test
  void what_is_wrong_with_a_step_is_not_taken_for_an_ended_run() {
    runs.batch(runs.item("wfr_g", "true", "p", ""));
    broker.receiver.next();
    assertThat(
            runs.batch(runs.item("wfr_g", "false", "{}", ",\"Upstash-Delay\":\"soon\"")).status())
        .isEqualTo(412);
    assertThat(
            broker
                .call("POST", "/v2/wait/e", "{\"url\":\"nowhere\",\"step\":{}}".getBytes(UTF_8))
                .status())
        .isEqualTo(412);
  }

  @Test
  void an_address_that_is_no_workflow_keeps_its_run_waiting() {
    runs.batch(runs.item("wfr_h", "true", "p", ",\"Upstash-Feature-Set\":\"WF_DetectTrigger\""));
    broker.receiver.next();
    var letter = broker.get("/v2/dlq?source=workflow");
    assertThat(letter.status()).isEqualTo(200);
    var failed =
        dev.stashline.testkit.Await.value(
            "the run's failure",
            Duration.ofSeconds(10),
            () -> broker.get("/v2/dlq?source=workflow").json().path("messages"),
            messages -> messages.size() == 1);
    assertThat(failed.path(0).path("workflowRunId").asText()).isEqualTo("wfr_h");
    assertThat(broker.get("/v2/dlq").json().path("messages")).isEmpty();
    assertThat(
            broker
                .get("/v2/dlq?source=workflow&failureFunctionState=CALLBACK_FAIL")
                .json()
                .path("messages"))
        .isEmpty();
    assertThat(
            broker
                .call("DELETE", "/v2/workflows/dlq?workflowRunId=wfr_h", NOTHING)
                .json()
                .path("deleted")
                .asInt())
        .isEqualTo(1);
  }

  @Test
  void a_failure_callback_that_fails_is_no_second_letter_and_can_be_called_again() {
    broker.receiver.reply(Receiver.Reply.of(500, "broken"));
    runs.batch(
        runs.item(
            "wfr_i",
            "true",
            "payload",
            ",\"Upstash-Failure-Callback\":\"%s\",\"Upstash-Failure-Callback-Retries\":\"0\",\"Upstash-Failure-Callback-Workflow-CallType\":\"failureCall\",\"Upstash-Failure-Callback-Workflow-RunId\":\"wfr_i\",\"Upstash-Failure-Callback-Feature-Set\":\"InitialBody\""
                .formatted(broker.receiver.url("/fail"))));
    broker.receiver.next();
    var told = broker.receiver.next();
    assertThat(told.uri()).isEqualTo("/fail");
    assertThat(TestRuns.json(told).path("workflowRunId").asText()).isEqualTo("wfr_i");
    assertThat(
            new String(
                Base64.getDecoder().decode(TestRuns.json(told).path("sourceBody").asText()), UTF_8))
        .isEqualTo("payload");
    var letters =
        dev.stashline.testkit.Await.value(
            "the callback's failure",
            Duration.ofSeconds(10),
            () ->
                broker
                    .get("/v2/workflows/dlq?failureFunctionState=CALLBACK_FAIL")
                    .json()
                    .path("messages"),
            messages -> messages.size() == 1);
    broker.receiver.reply(Receiver.Reply.of(200, "ok"));
    String id = letters.path(0).path("dlqId").asText();
    assertThat(broker.call("POST", "/v2/workflows/dlq/callback/" + id, NOTHING).status())
        .isEqualTo(200);
    assertThat(broker.receiver.next().uri()).isEqualTo("/fail");
    dev.stashline.testkit.Await.until(
        "the callback's success",
        Duration.ofSeconds(10),
        () ->
            broker
                    .get("/v2/workflows/dlq?failureFunctionState=CALLBACK_SUCCESS")
                    .json()
                    .path("messages")
                    .size()
                == 1);
    assertThat(broker.call("POST", "/v2/workflows/dlq/callback/" + id, NOTHING).status())
        .isEqualTo(400);
  }

  @Test
  void a_run_can_be_triggered_without_the_client() {
    var answer =
        broker
            .call("POST", "/v2/trigger/" + broker.receiver.url("/wf"), "p".getBytes(UTF_8))
            .json();
    var first = broker.receiver.next();
    assertThat(first.header("Upstash-Workflow-RunId"))
        .isEqualTo(answer.path("workflowRunId").asText());
    assertThat(first.header("Upstash-Workflow-Sdk-Version")).isEqualTo("1");
    assertThat(TestRuns.step(TestRuns.json(first), 0)).isEqualTo("p");
  }

  @Test
  void a_hook_is_open_to_who_has_its_address_and_to_nothing_else() {
    assertThat(broker.call("", "POST", "/v2/workflows/hooks/nobody/wfr_x/e", NOTHING).status())
        .isEqualTo(401);
    assertThat(broker.call("", "POST", "/v2/workflows/hooks/defaultUser/wfr_x/e", NOTHING).status())
        .isEqualTo(404);
    assertThat(
            broker.call("", "POST", "/v2/workflows/hooks/defaultUser/../../keys", NOTHING).status())
        .isGreaterThanOrEqualTo(400);
  }

  @Test
  void of_many_notifies_at_once_one_ends_the_wait_and_its_time_does_not_again() throws Exception {
    runs.batch(runs.item("wfr_j", "true", "p", ""));
    broker.receiver.next();
    String wait =
        "{\"url\":\"%s\",\"timeout\":\"1h\",\"timeoutHeaders\":{\"Upstash-Workflow-Runid\":[\"wfr_j\"]},\"step\":{\"stepId\":1}}"
            .formatted(broker.receiver.url("/wf"));
    // Said twice, as after a lost answer: it waits once.
    for (int i = 0; i < 2; i++) {
      assertThat(broker.call("POST", "/v2/wait/ev", wait.getBytes(UTF_8)).status()).isEqualTo(200);
    }
    assertThat(broker.get("/v2/waiters/ev").json()).hasSize(1);
    var told = new java.util.concurrent.atomic.AtomicInteger();
    var threads = new java.util.ArrayList<Thread>();
    for (int i = 0; i < 8; i++) {
      threads.add(
          Thread.ofVirtual()
              .start(
                  () ->
                      told.addAndGet(
                          broker
                              .call("POST", "/v2/notify/ev", "x".getBytes(UTF_8))
                              .json()
                              .size())));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(told.get()).isEqualTo(1);
    assertThat(TestRuns.step(TestRuns.json(broker.receiver.next()), 1))
        .contains("\"waitTimeout\":false");
    broker.clock.moveAhead(Duration.ofHours(2));
    assertThat(broker.receiver.next(Duration.ofMillis(300))).isNull();
    runs.end("wfr_j", "");
    assertThat(broker.call("POST", "/v2/wait/ev", wait.getBytes(UTF_8)).status()).isEqualTo(400);
  }

  @Test
  void a_failure_callback_under_way_can_be_cancelled() {
    broker.receiver.reply(Receiver.Reply.of(500, "broken"));
    runs.batch(
        runs.item(
            "wfr_k",
            "true",
            "payload",
            ",\"Upstash-Failure-Callback\":\"%s\",\"Upstash-Failure-Callback-Retries\":\"3\""
                .formatted(broker.receiver.url("/fail"))));
    broker.receiver.next();
    assertThat(broker.receiver.next().uri()).isEqualTo("/fail");
    String id =
        broker.get("/v2/workflows/dlq").json().path("messages").path(0).path("dlqId").asText();
    assertThat(
            broker
                .call("DELETE", "/v2/workflows/dlq/callback/" + id, NOTHING)
                .json()
                .path("cancelled")
                .asInt())
        .isEqualTo(1);
    assertThat(
            broker
                .get("/v2/workflows/dlq/" + id)
                .json()
                .path("failureCallbackInfo")
                .path("state")
                .asText())
        .isEqualTo("CALLBACK_CANCELED");
    assertThat(broker.call("DELETE", "/v2/workflows/dlq/callback/" + id, NOTHING).status())
        .isEqualTo(400);
    broker.clock.moveAhead(Duration.ofHours(1));
    assertThat(broker.receiver.next(Duration.ofMillis(300))).isNull();
  }
}
