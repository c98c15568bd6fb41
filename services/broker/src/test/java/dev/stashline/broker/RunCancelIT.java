package dev.stashline.broker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stashline.runtime.Json;
import dev.stashline.testkit.Await;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Runs that are cancelled, and runs whose messages are: they do not wait for what never comes. */
class RunCancelIT {
  private static final byte[] NOTHING = new byte[0];
  private static final String LATER = ",\"Upstash-Delay\":\"1h\"";

  private BrokerFixture broker;
  private TestRuns runs;

  @BeforeEach
  void start() {
    broker = new BrokerFixture();
    runs = new TestRuns(broker);
  }

  @AfterEach
  void stop() {
    broker.close();
  }

  private void trigger(String runId) {
    runs.batch(runs.item(runId, "true", "p", ""));
    broker.receiver.next();
  }

  /** Adds a step that is due later; returns its message's id. */
  private String later(String runId, String more) {
    return runs.batch(runs.item(runId, "false", "{\"stepId\":1}", LATER + more))
        .json()
        .path(0)
        .path("messageId")
        .asText();
  }

  private int cancel(String path) {
    var answer = broker.call("DELETE", "/v2/messages" + path, NOTHING);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer.json().path("cancelled").asInt(-1);
  }

  private String state(String runId) {
    return runs.log(runId).path("workflowState").asText();
  }

  @Test
  void runs_are_cancelled_in_bulk_and_counted_exactly() {
    for (int i = 0; i < 3; i++) {
      runs.batch(runs.item("wfr_f" + i, "true", "p", ",\"Upstash-Label\":\"bulk\""));
      broker.receiver.next();
    }
    assertThat(cancelRuns("?workflowRunIds=wfr_f0&workflowRunIds=unknown")).isEqualTo(1);
    assertThat(cancelRuns("?label=bulk&count=1")).isEqualTo(1);
    assertThat(cancelRuns("?workflowUrl=" + broker.receiver.url("/w"))).isEqualTo(1);
    assertThat(cancelRuns("")).isZero();
    assertThat(broker.call("DELETE", "/v2/workflows/runs?labeel=x", NOTHING).status())
        .isEqualTo(400);
  }

  private int cancelRuns(String query) {
    return broker
        .call("DELETE", "/v2/workflows/runs" + query, NOTHING)
        .json()
        .path("cancelled")
        .asInt(-1);
  }

  @Test
  void with_its_message_a_run_is_cancelled_and_all_that_it_waited_for() {
    trigger("wfr_a");
    String one = later("wfr_a", "");
    String other = later("wfr_a", "");
    assertThat(cancel("/" + one)).isEqualTo(1);
    var log = runs.log("wfr_a");
    assertThat(log.path("workflowState").asText()).isEqualTo("RUN_CANCELED");
    assertThat(log.path("workflowRunCompletedAt").asLong()).isPositive();
    assertThat(broker.states(other)).endsWith("CANCEL_REQUESTED", "CANCELED");
    assertThat(runs.batch(runs.item("wfr_a", "false", "{}", "")).status()).isEqualTo(400);
    broker.clock.moveAhead(Duration.ofHours(2));
    broker.publish("/witness", "");
    assertThat(broker.next().uri()).isEqualTo("/witness");
  }

  @Test
  void with_the_call_of_a_third_party_its_run_is_cancelled() {
    trigger("wfr_b");
    cancel("/" + later("wfr_b", ",\"Upstash-Workflow-CallType\":\"toCallback\""));
    assertThat(state("wfr_b")).isEqualTo("RUN_CANCELED");
  }

  @Test
  void a_bulk_cancel_ends_the_runs_of_what_it_cancels_and_no_others() {
    for (String runId : List.of("wfr_c1", "wfr_c2", "wfr_c3")) {
      trigger(runId);
    }
    later("wfr_c1", ",\"Upstash-Label\":\"x\"");
    later("wfr_c2", ",\"Upstash-Label\":\"x\"");
    later("wfr_c2", ",\"Upstash-Label\":\"y\"");
    later("wfr_c3", ",\"Upstash-Label\":\"y\"");
    broker.publish("/plain", "", "Upstash-Label", "x", "Upstash-Delay", "1h");
    assertThat(cancel("?label=x")).isEqualTo(3);
    assertThat(List.of(state("wfr_c1"), state("wfr_c2"), state("wfr_c3")))
        .containsExactly("RUN_CANCELED", "RUN_CANCELED", "RUN_STARTED");
  }

  @Test
  void a_message_that_was_delivered_is_not_cancelled_nor_is_its_run() {
    String first =
        runs.batch(runs.item("wfr_d", "true", "p", "")).json().path(0).path("messageId").asText();
    broker.states(first, "DELIVERED");
    assertThat(cancel("/" + first)).isZero();
    assertThat(state("wfr_d")).isEqualTo("RUN_STARTED");
  }

  @Test
  void who_invoked_a_run_is_told_that_it_was_cancelled() {
    trigger("wfr_parent");
    String child =
        runs.batch(
                runs.item(
                    "wfr_child",
                    "true",
                    runs.invocation("wfr_parent", Map.of()),
                    LATER + ",\"Upstash-Workflow-Invoke\":\"true\""))
            .json()
            .path(0)
            .path("messageId")
            .asText();
    assertThat(cancel("/" + child)).isEqualTo(1);
    var told = broker.next();
    assertThat(told.uri()).isEqualTo("/parent");
    assertThat(told.header("Upstash-Workflow-RunId")).isEqualTo("wfr_parent");
    var step = Json.tree(TestRuns.step(TestRuns.json(told), 1));
    assertThat(step.path("stepName").asText()).isEqualTo("child");
    assertThat(step.path("out").asText()).isEqualTo("{\"isCanceled\":true}");
    assertThat(state("wfr_parent")).isEqualTo("RUN_STARTED");
  }

  @Test
  void with_its_queue_a_run_is_cancelled_that_waits_in_it() {
    broker.call("POST", "/v2/queues", "{\"queueName\":\"q\",\"paused\":true}".getBytes(UTF_8));
    broker.call(
        "POST",
        "/v2/enqueue/q/" + broker.receiver.url("/wf"),
        NOTHING,
        "Upstash-Workflow-RunId",
        "wfr_e",
        "Upstash-Workflow-Init",
        "true");
    assertThat(state("wfr_e")).isEqualTo("RUN_STARTED");
    assertThat(broker.call("DELETE", "/v2/queues/q", NOTHING).status()).isEqualTo(200);
    assertThat(state("wfr_e")).isEqualTo("RUN_CANCELED");
  }

  @Test
  void cancels_and_failures_at_the_same_time_end_each_run_once() throws Exception {
    broker.receiver.reply(Receiver.Reply.of(500, "no"));
    var refused = new java.util.concurrent.ConcurrentLinkedQueue<String>();
    var cancels =
        java.util.stream.IntStream.range(0, 4)
            .mapToObj(
                i ->
                    Thread.ofVirtual()
                        .start(
                            () -> {
                              for (int n = 0; n < 30; n++) {
                                var answer =
                                    broker.call("DELETE", "/v2/messages?label=both", NOTHING);
                                if (answer.status() != 200) {
                                  refused.add(answer.text());
                                }
                              }
                            }))
            .toList();
    for (int i = 0; i < 40; i++) {
      runs.batch(runs.item("wfr_f" + i, "true", "p", ",\"Upstash-Label\":\"both\""));
    }
    for (Thread thread : cancels) {
      thread.join();
    }
    assertThat(refused).isEmpty();
    var failed = new java.util.ArrayList<String>();
    for (int i = 0; i < 40; i++) {
      String runId = "wfr_f" + i;
      Await.until(
          "the end of " + runId,
          Duration.ofSeconds(10),
          () -> List.of("RUN_FAILED", "RUN_CANCELED").contains(state(runId)));
      if (state(runId).equals("RUN_FAILED")) {
        failed.add(runId);
      }
    }
    assertThat(broker.get("/v2/workflows/dlq").json().path("messages").valueStream())
        .as("one dead letter for each run that failed, none for one that was cancelled")
        .extracting(letter -> letter.path("workflowRunId").asText())
        .containsExactlyInAnyOrderElementsOf(failed);
  }
}
