package dev.stashline.broker;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stashline.runtime.Json;
import dev.stashline.testkit.Await;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** Says to a broker, request by request, what a workflow's endpoint and its triggers say. */
record TestRuns(BrokerFixture broker) {
  String item(String runId, String init, String body, String more) {
    return "{\"destination\":\"%s\",\"body\":%s,\"headers\":{\"Upstash-Workflow-RunId\":\"%s\",\"Upstash-Workflow-Init\":\"%s\",\"Upstash-Workflow-Url\":\"%s\",\"Upstash-Retries\":\"0\"%s}}"
        .formatted(
            broker.receiver.url("/wf"),
            Json.write(body),
            runId,
            init,
            broker.receiver.url("/wf"),
            more);
  }

  /**
   * What a run says that invokes another.
   *
   * @param headers those it wants to be told of the end with
   */
  String invocation(String invoker, Map<String, List<String>> headers) {
    return Json.write(
        Map.of(
            "body",
            "for the child",
            "headers",
            headers,
            "workflowRunId",
            invoker,
            "workflowUrl",
            broker.receiver.url("/parent"),
            "workflowRunCreatedAt",
            1,
            "step",
            Map.of("stepId", 1, "stepName", "child", "stepType", "Invoke")));
  }

  BrokerFixture.Answer batch(String... items) {
    return broker.call("POST", "/v2/batch", ("[" + String.join(",", items) + "]").getBytes(UTF_8));
  }

  static JsonNode json(Receiver.Received received) {
    return Json.tree(new String(received.body(), UTF_8));
  }

  static String step(JsonNode steps, int index) {
    return new String(Base64.getDecoder().decode(steps.path(index).path("body").asText()), UTF_8);
  }

  BrokerFixture.Answer end(String runId, String query) {
    return broker.call("DELETE", "/v2/workflows/runs/" + runId + query, "\"done\"".getBytes(UTF_8));
  }

  /** The run as the log shows it. */
  JsonNode log(String runId) {
    return broker.get("/v2/workflows/logs?workflowRunId=" + runId).json().path("runs").path(0);
  }

  /** The run as the log shows it, once it is in this state. */
  JsonNode log(String runId, String state) {
    return Await.value(
        runId + " in " + state,
        Duration.ofSeconds(10),
        () -> log(runId),
        run -> run.path("workflowState").asText().equals(state));
  }
}
