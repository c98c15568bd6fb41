package dev.stashline.standalone.crash;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.stashline.standalone.crash.RunBook.Started;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/**
 * What became of workflow runs, by the broker's own log of them.
 *
 * @param started and answered
 * @param unended of these: those that are not in the log as ended with their result
 * @param steps that are in the log
 * @param stepsMissing steps that the log lacks
 * @param stepsTwice steps in the log beyond one of each
 * @param toldInCalm steps that an endpoint told of again although nobody was killed
 * @param toldInStorm the same of runs that met a kill: allowed, counted
 */
public record RunFindings(
    int started,
    int unended,
    int steps,
    int stepsMissing,
    int stepsTwice,
    int toldInCalm,
    int toldInStorm) {

  /** Whether every promise was kept. */
  public boolean good() {
    return unended == 0 && stepsMissing == 0 && stepsTwice == 0 && toldInCalm == 0;
  }

  /**
   * @param logs by the runs' ids
   */
  static RunFindings of(List<Started> runs, Map<String, JsonNode> logs) {
    return runs.stream()
        .map(run -> of(run, logs.getOrDefault(run.runId(), MissingNode.getInstance())))
        .reduce(new RunFindings(0, 0, 0, 0, 0, 0, 0), RunFindings::plus);
  }

  private static RunFindings of(Started run, JsonNode log) {
    boolean ended =
        log.path("workflowState").asText().equals("RUN_SUCCESS")
            && log.path("workflowRunResponse").asText().equals(WorkflowApp.result(run.runId()));
    var steps = new ArrayList<Integer>();
    for (JsonNode group : log.path("steps")) {
      if (!group.path("type").asText().equals("next")) {
        group.path("steps").forEach(step -> steps.add(step.path("stepId").asInt()));
      }
    }
    // The payload is the first step, and has no id.
    steps.remove(Integer.valueOf(0));
    var missing = new HashSet<>(WorkflowApp.STEPS);
    steps.forEach(missing::remove);
    int toldAgain = run.told().size() - new HashSet<>(run.told()).size();
    return new RunFindings(
        1,
        ended ? 0 : 1,
        steps.size(),
        missing.size(),
        steps.size() - new HashSet<>(steps).size(),
        run.calm() ? toldAgain : 0,
        run.calm() ? 0 : toldAgain);
  }

  private RunFindings plus(RunFindings other) {
    return new RunFindings(
        started + other.started,
        unended + other.unended,
        steps + other.steps,
        stepsMissing + other.stepsMissing,
        stepsTwice + other.stepsTwice,
        toldInCalm + other.toldInCalm,
        toldInStorm + other.toldInStorm);
  }
}
