package dev.stashline.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stashline.runtime.Json;
import dev.stashline.testkit.Await;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What the probes say. */
class StandingQueueIT {
  @Test
  void X12_a_queue_that_nobody_works_on_is_told_while_the_process_stays_up_and_ready() {
    try (var system = TestSystem.open().start(Role.INGRESS, Role.WEBHOOKS)) {
      var plea = system.ask("ada@example.com");
      system.deliver(plea);
      assertThat(work(system).path("queue plans").path("flowing").asBoolean()).isTrue();

      system.moveClock(Duration.ofMinutes(3));

      assertThat(probe(system, "work").statusCode()).isEqualTo(503);
      var plans = work(system).path("queue plans");
      assertThat(plans.path("flowing").asBoolean()).isFalse();
      assertThat(plans.path("detail").path("oldestDueWaitsSeconds").asLong())
          .isGreaterThanOrEqualTo(179);
      assertThat(probe(system, "live").statusCode()).isEqualTo(200);
      assertThat(probe(system, "ready").statusCode()).isEqualTo(200);

      system.start(Role.PLANS);

      assertThat(system.ended(plea).path("status").asText()).isEqualTo("completed");
      // The plan is completed by its last step, a moment before its job is.
      Await.until(
          "the job to be completed",
          TestSystem.SOON,
          () ->
              system
                  .rows
                  .text("select state from jobs.job where queue = 'plans'")
                  .equals("completed"));
      Await.until(
          "the queue to flow",
          TestSystem.SOON,
          () -> work(system).path("queue plans").path("flowing").asBoolean());
      assertThat(work(system).path("queue plans").path("detail").path("lastCompleted").asText())
          .isNotEqualTo("never");
    }
  }

  private static JsonNode work(TestSystem system) {
    return Json.tree(probe(system, "work").body()).path("work");
  }

  private static HttpResponse<String> probe(TestSystem system, String name) {
    return system.getUrl("http://127.0.0.1:" + system.node().managementPort() + "/health/" + name);
  }
}
