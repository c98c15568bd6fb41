package dev.stashline.broker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The log of runs whose endpoint tells of a step more than once. */
class RunLogIT {
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

  private String tell(String runId, String step) {
    var told = runs.batch(runs.item(runId, "false", step, ""));
    broker.receiver.next();
    return told.json().path(0).path("messageId").asText();
  }

  private static String step(int id, String name, int concurrent) {
    return "{\"stepId\":%d,\"stepName\":\"%s\",\"stepType\":\"Run\",\"out\":\"1\",\"concurrent\":%d}"
        .formatted(id, name, concurrent);
  }

  /** The groups that have results, each as its steps' names. */
  private static List<List<String>> names(JsonNode log) {
    return log.path("steps")
        .valueStream()
        .filter(group -> !group.path("type").asText().equals("next"))
        .map(group -> group.path("steps").findValuesAsText("stepName"))
        .toList();
  }

  @Test
  void a_step_that_two_calls_told_of_is_in_the_log_once_as_it_was_told_first() {
    runs.batch(runs.item("wfr_a", "true", "p", ""));
    broker.receiver.next();
    String first = tell("wfr_a", step(1, "one", 1));
    tell("wfr_a", step(1, "one", 1));
    tell("wfr_a", step(2, "two", 1));
    tell("wfr_a", step(1, "one", 1));
    runs.end("wfr_a", "?cancel=false");
    var log = runs.log("wfr_a", "RUN_SUCCESS");
    assertThat(names(log)).containsExactly(List.of("init"), List.of("one"), List.of("two"));
    assertThat(log.path("steps").path(1).path("steps").path(0).path("messageId").asText())
        .isEqualTo(first);
  }

  @Test
  void of_steps_side_by_side_each_is_in_their_group_once() {
    runs.batch(runs.item("wfr_b", "true", "p", ""));
    broker.receiver.next();
    for (int id : new int[] {2, 2, 1, 1}) {
      tell("wfr_b", step(id, "side" + id, 2));
    }
    tell("wfr_b", step(3, "after", 1));
    assertThat(names(runs.log("wfr_b")))
        .containsExactly(List.of("init"), List.of("side2", "side1"), List.of("after"));
  }

  @Test
  void the_endpoint_still_gets_all_that_was_told_in_the_order_of_arrival() {
    runs.batch(runs.item("wfr_c", "true", "p", ""));
    broker.receiver.next();
    String first = tell("wfr_c", step(1, "one", 1));
    String again = tell("wfr_c", step(1, "one", 1));
    assertThat(broker.get("/v2/workflows/runs/wfr_c").json().findValuesAsText("messageId"))
        .hasSize(3)
        .endsWith(first, again);
  }
}
