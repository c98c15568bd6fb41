package dev.stashline.standalone.crash;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stashline.runtime.Json;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/** Starts runs of the workflow and reads what the broker's log says of them. */
final class Workflows {
  private static final long LOOK_AGAIN_MILLIS = 250;

  private final Caller caller;
  private final RunBook book;
  private final AtomicLong numbers = new AtomicLong();

  Workflows(Caller caller, RunBook book) {
    this.caller = caller;
    this.book = book;
  }

  /** Starts one run after the other, each after the last one's end. */
  Runnable starter(String url, BooleanSupplier isCalm, BooleanSupplier goesOn) {
    return () -> {
      try {
        while (goesOn.getAsBoolean()) {
          String runId = "wfr_" + numbers.incrementAndGet();
          start(url, runId, isCalm.getAsBoolean());
          while (goesOn.getAsBoolean() && !book.awaitEnd(runId, LOOK_AGAIN_MILLIS)) {}
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    };
  }

  private void start(String url, String runId, boolean calm) throws InterruptedException {
    var answer =
        caller.call(
            "POST",
            "/v2/trigger/" + url,
            "payload",
            "Upstash-Workflow-RunId",
            runId,
            "Upstash-Retry-Delay",
            "250",
            "Upstash-Retries",
            "5");
    if (!answer.good()) {
      throw new IllegalStateException("a workflow's start was refused: " + answer.body());
    }
    book.started(runId, calm);
  }

  /** What became of all that were started. */
  RunFindings findings() throws InterruptedException {
    var logs = new HashMap<String, JsonNode>();
    String cursor = "";
    do {
      var answer = caller.call("GET", "/v2/workflows/logs" + cursor, "");
      if (!answer.good()) {
        throw new IllegalStateException("the log of runs was refused: " + answer.body());
      }
      var page = Json.tree(answer.body());
      page.path("runs").forEach(run -> logs.put(run.path("workflowRunId").asText(), run));
      cursor = page.has("cursor") ? "?cursor=" + page.path("cursor").asText() : "";
    } while (!cursor.isEmpty());
    return RunFindings.of(book.started(), Map.copyOf(logs));
  }
}
