package dev.stashline.broker;

import java.util.List;

/**
 * The whole API as one user would use it on another's things.
 *
 * @param receiver where messages go, without a path
 * @param message a message's id
 * @param letter a dead letter's id
 * @param runLetter the id of a failed run's letter
 */
record EveryPath(String receiver, String message, String letter, String runLetter) {

  /** Each path by which something of Ada's can be seen. */
  List<String> looks() {
    return List.of(
        "/v2/messages/" + message,
        "/v2/messages/" + message + "/waiting",
        "/v2/events",
        "/v2/events?messageId=" + message,
        "/v2/logs",
        "/v2/queues",
        "/v2/queues/ada-line",
        "/v2/schedules",
        "/v2/schedules/ada-schedule",
        "/v2/topics",
        "/v2/topics/ada-group",
        "/v2/flowControl",
        "/v2/flowControl/ada-key",
        "/v2/dlq",
        "/v2/dlq?dlqIds=" + letter,
        "/v2/dlq/" + letter,
        "/v2/dlq?source=workflow",
        "/v2/workflows/dlq",
        "/v2/workflows/dlq/" + runLetter,
        "/v2/workflows/runs/wfr_ada",
        "/v2/workflows/events",
        "/v2/workflows/logs",
        "/v2/waiters/ada-event",
        "/v2/endpointHealth",
        "/v2/endpointHealth/" + receiver,
        "/v2/keys");
  }

  /** A request that changes something. */
  record Touch(String method, String path, String... more) {
    @Override
    public String toString() {
      return method + " " + path;
    }
  }

  List<Touch> touches() {
    String to = receiver + "/bob";
    return List.of(
        new Touch("POST", "/v2/publish/ada-group"),
        new Touch("POST", "/v2/batch", step(receiver + "/ada", "wfr_ada", false)),
        new Touch(
            "POST",
            "/v2/publish/" + to,
            "Upstash-Workflow-RunId: wfr_ada",
            "Upstash-Workflow-Init: false",
            "Upstash-Workflow-Url: " + to),
        new Touch("POST", "/v2/enqueue/ada-line/" + to),
        new Touch("POST", "/v2/queues", "{\"queueName\":\"ada-line\",\"parallelism\":7}"),
        new Touch("POST", "/v2/queues/ada-line/pause"),
        new Touch("POST", "/v2/queues/ada-line/resume"),
        new Touch("DELETE", "/v2/queues/ada-line"),
        new Touch(
            "POST",
            "/v2/schedules/" + to,
            "Upstash-Cron: 0 0 2 2 *",
            "Upstash-Schedule-Id: ada-schedule"),
        new Touch("POST", "/v2/schedules/ada-schedule/pause"),
        new Touch("POST", "/v2/schedules/ada-schedule/resume"),
        new Touch("DELETE", "/v2/schedules/ada-schedule"),
        new Touch("POST", "/v2/schedules/ada-schedule/pause"),
        new Touch(
            "POST", "/v2/topics/ada-group/endpoints", "{\"endpoints\":[{\"url\":\"" + to + "\"}]}"),
        new Touch("PATCH", "/v2/topics/ada-group", "{\"headers\":{\"Upstash-Delay\":[\"9s\"]}}"),
        new Touch(
            "DELETE",
            "/v2/topics/ada-group/endpoints",
            "{\"endpoints\":[{\"url\":\"" + receiver + "/ada" + "\"}]}"),
        new Touch("DELETE", "/v2/topics/ada-group"),
        new Touch("POST", "/v2/flowControl/ada-key/pause"),
        new Touch("POST", "/v2/flowControl/ada-key/resume"),
        new Touch("POST", "/v2/flowControl/ada-key/pin?parallelism=1"),
        new Touch("POST", "/v2/flowControl/ada-key/unpin?parallelism=true"),
        new Touch("POST", "/v2/flowControl/ada-key/resetRate"),
        new Touch("POST", "/v2/flowControl/ada-key/reset"),
        new Touch("DELETE", "/v2/messages/" + message),
        new Touch("DELETE", "/v2/messages?messageIds=" + message),
        new Touch("DELETE", "/v2/messages?label=ada"),
        new Touch("POST", "/v2/dlq/retry/" + letter),
        new Touch("POST", "/v2/dlq/retry?dlqIds=" + letter),
        new Touch("DELETE", "/v2/dlq/" + letter),
        new Touch("DELETE", "/v2/dlq?dlqIds=" + letter),
        new Touch("DELETE", "/v2/dlq"),
        new Touch("POST", "/v2/wait/ada-event", wait(receiver + "/ada", "wfr_ada")),
        new Touch("POST", "/v2/notify/ada-event"),
        new Touch("POST", "/v2/notify/wfr_ada/ada-event"),
        new Touch("DELETE", "/v2/workflows/runs/wfr_ada?cancel=false"),
        new Touch("DELETE", "/v2/workflows/runs/wfr_ada"),
        new Touch("DELETE", "/v2/workflows/runs?workflowRunIds=wfr_ada"),
        new Touch("DELETE", "/v2/workflows/runs"),
        new Touch("POST", "/v2/workflows/dlq/callback/" + runLetter),
        new Touch("DELETE", "/v2/workflows/dlq/callback/" + runLetter),
        new Touch("POST", "/v2/workflows/dlq/resume/" + runLetter),
        new Touch("POST", "/v2/workflows/dlq/restart/" + runLetter),
        new Touch("POST", "/v2/workflows/dlq/restart?dlqIds=" + runLetter),
        new Touch("DELETE", "/v2/workflows/dlq/" + runLetter),
        new Touch("DELETE", "/v2/workflows/dlq"),
        new Touch("POST", "/v2/trigger/" + to, "Upstash-Workflow-RunId: wfr_ada"),
        new Touch("POST", "/v2/batch/trigger", "[{\"workflowUrl\":\"" + to + "\"}]"),
        new Touch("POST", "/v2/endpointHealth/" + receiver + "/resume"),
        new Touch("POST", "/v2/keys/rotate"));
  }

  static String step(String url, String run, boolean first) {
    return "[{\"destination\":\"%s\",\"body\":\"{}\",\"headers\":{\"Upstash-Workflow-RunId\":\"%s\",\"Upstash-Workflow-Init\":\"%s\",\"Upstash-Workflow-Url\":\"%s\",\"Upstash-Retries\":\"0\"}}]"
        .formatted(url, run, first, url);
  }

  static String wait(String url, String run) {
    return "{\"url\":\"%s\",\"timeout\":\"1h\",\"timeoutHeaders\":{\"Upstash-Workflow-Runid\":[\"%s\"]},\"step\":{\"stepId\":1}}"
        .formatted(url, run);
  }
}
