package dev.stashline.standalone.crash;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stashline.runtime.Json;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * A workflow's endpoint, as the client's library would be one: each call brings the steps so far;
 * it tells the broker of the next one, or of the end, and answers.
 *
 * <pre>
 *   call with    payload ─▶ tells step 1
 *                … 1     ─▶ tells step 2, which is a sleep
 *                … 2     ─▶ tells step 3
 *                … 3     ─▶ ends the run
 *                … n, n  ─▶ nothing: another call goes on from the first of them
 * </pre>
 *
 * <p>It answers a while after it has told, so that kills come between: the call is then repeated,
 * and tells again. For that the run must still be there when the call is taken over, so it sleeps
 * for longer than a lease.
 */
final class WorkflowApp {
  static final String PATH = "/workflow";

  /** The steps that each run has, behind its payload. */
  static final List<Integer> STEPS = List.of(1, 2, 3);

  private static final int SLEEP = 2;
  private static final Duration ASLEEP = CrashPlan.LEASE.plusSeconds(1);
  private static final Duration LINGER = Duration.ofMillis(300);

  private final Caller caller;
  private final RunBook book;

  WorkflowApp(Caller caller, RunBook book) {
    this.caller = caller;
    this.book = book;
  }

  /** What a run ends with. */
  static String result(String runId) {
    return "the end of " + runId;
  }

  /** Does what a call asks for; answers the status for it. Blocks. */
  int called(String url, String runId, byte[] body) {
    var steps = Json.tree(new String(body, UTF_8));
    if (!steps.isArray()) {
      // The failure function's call: the run's log shows what it is about.
      return 200;
    }
    var known = new HashSet<Integer>();
    boolean fresh = true;
    for (JsonNode step : steps) {
      fresh = known.add(known.isEmpty() ? 0 : stepId(step));
    }
    if (!fresh) {
      return 200;
    }
    try {
      int next = known.size();
      boolean done = STEPS.contains(next) ? tell(url, runId, next) : end(runId);
      LockSupport.parkNanos(LINGER.toNanos());
      return done ? 200 : 500;
    } catch (IllegalStateException nobodyAnswers) {
      return 500;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 500;
    }
  }

  private static int stepId(JsonNode step) {
    byte[] result = Base64.getDecoder().decode(step.path("body").asText());
    return Json.tree(new String(result, UTF_8)).path("stepId").asInt();
  }

  private boolean tell(String url, String runId, int step) throws InterruptedException {
    var headers =
        new HashMap<>(
            Map.of(
                "Upstash-Workflow-RunId", runId,
                "Upstash-Workflow-Init", "false",
                "Upstash-Workflow-Url", url));
    if (step == SLEEP) {
      headers.put("Upstash-Delay", ASLEEP.toSeconds() + "s");
    }
    var result = Map.of("stepId", step, "stepName", "step " + step, "stepType", "Run", "out", "1");
    var item = Map.of("destination", url, "headers", headers, "body", Json.write(result));
    var answer = caller.call("POST", "/v2/batch", Json.write(List.of(item)));
    if (answer.good()) {
      book.told(runId, step);
    }
    // The client takes 400 for a run that has ended: there is nothing more to do.
    return answer.good() || answer.status() == 400;
  }

  private boolean end(String runId) throws InterruptedException {
    var answer =
        caller.call("DELETE", "/v2/workflows/runs/" + runId + "?cancel=false", result(runId));
    if (answer.good()) {
      book.ended(runId);
    }
    return answer.good();
  }
}
