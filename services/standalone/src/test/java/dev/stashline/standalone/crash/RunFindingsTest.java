package dev.stashline.standalone.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stashline.runtime.Json;
import dev.stashline.standalone.crash.RunBook.Started;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The judge of workflow runs: it must not call a broken promise a kept one. */
class RunFindingsTest {
  private static final Started RUN = new Started("r", true, List.of(1, 2, 3));

  private static String group(String type, int... ids) {
    return IntStream.of(ids)
        .mapToObj(id -> id == 0 ? "{\"stepName\":\"init\"}" : "{\"stepId\":" + id + "}")
        .collect(Collectors.joining(",", "{\"type\":\"" + type + "\",\"steps\":[", "]}"));
  }

  private static RunFindings judge(Started run, String state, String result, String... groups) {
    String log =
        "{\"workflowState\":\"%s\",\"workflowRunResponse\":\"%s\",\"steps\":[%s]}"
            .formatted(state, result, String.join(",", groups));
    return RunFindings.of(List.of(run), Map.of("r", Json.tree(log)));
  }

  private static RunFindings judge(String... groups) {
    return judge(RUN, "RUN_SUCCESS", WorkflowApp.result("r"), groups);
  }

  @Test
  void a_run_that_ended_with_each_step_once_keeps_the_promise() {
    var found = judge(group("sequential", 0), group("sequential", 1), group("parallel", 2, 3));
    assertThat(found).isEqualTo(new RunFindings(1, 0, 3, 0, 0, 0, 0));
    assertThat(found.good()).isTrue();
  }

  @Test
  void a_step_that_is_not_there_or_is_only_under_way_is_missing() {
    var found = judge(group("sequential", 0), group("sequential", 1, 2), group("next", 3));
    assertThat(found.stepsMissing()).isEqualTo(1);
    assertThat(found.good()).isFalse();
  }

  @Test
  void a_step_that_is_there_again_is_twice() {
    var found = judge(group("sequential", 0, 1, 2), group("sequential", 2, 3));
    assertThat(found.stepsTwice()).isEqualTo(1);
    assertThat(found.good()).isFalse();
  }

  @Test
  void a_run_of_another_end_or_of_none_is_unended() {
    String[] all = {group("sequential", 0, 1, 2, 3)};
    assertThat(judge(RUN, "RUN_STARTED", "", all).unended()).isEqualTo(1);
    assertThat(judge(RUN, "RUN_FAILED", WorkflowApp.result("r"), all).unended()).isEqualTo(1);
    assertThat(judge(RUN, "RUN_SUCCESS", "of another", all).unended()).isEqualTo(1);
    var lost = RunFindings.of(List.of(RUN), Map.of());
    assertThat(lost).isEqualTo(new RunFindings(1, 1, 0, 3, 0, 0, 0));
    assertThat(lost.good()).isFalse();
  }

  @Test
  void a_step_told_again_is_excused_by_the_storm_alone() {
    String all = group("sequential", 0, 1, 2, 3);
    var told = List.of(1, 2, 2, 3, 2);
    String result = WorkflowApp.result("r");
    var calm = judge(new Started("r", true, told), "RUN_SUCCESS", result, all);
    assertThat(calm.toldInCalm()).isEqualTo(2);
    assertThat(calm.good()).isFalse();
    var storm = judge(new Started("r", false, told), "RUN_SUCCESS", result, all);
    assertThat(storm.toldInStorm()).isEqualTo(2);
    assertThat(storm.good()).isTrue();
  }
}
