package dev.stashline.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stashline.runtime.Json;
import dev.stashline.standins.ModelFault;
import dev.stashline.testkit.Await;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Plans of which a part is absent, for a while or for good. */
class PartialPlanIT {
  private static final String EMAIL = "ada@example.com";
  private static final List<String> PARTS =
      List.of("plan", "mealPlan", "micronutrients", "lifestyleIntegration");

  @Test
  void A08_a_part_that_fails_for_good_leaves_a_partial_plan_and_asking_again_completes_it() {
    try (var system = TestSystem.withModel()) {
      system.model.standin.fail("lifestyle", new ModelFault.Refusal());

      var first = system.ask(EMAIL);
      var partial = system.made(first);

      assertThat(partial.path("status").asText()).isEqualTo("partial");
      assertThat(partial.path("error").asText()).contains("refused");
      assertThat(partial.path("missingParts")).hasSize(1);
      assertThat(partial.path("missingParts").path(0).asText()).isEqualTo("lifestyleIntegration");
      assertThat(system.inbox.mails()).isEmpty();
      var before = system.plan(first);

      var second = system.ask(EMAIL, first.code());
      assertThat(second.request()).isNotEqualTo(first.request());
      var whole = system.made(second);

      assertThat(whole.path("status").asText()).isEqualTo("completed");
      assertThat(system.inbox.mails()).hasSize(1);
      var after = system.plan(second);
      for (String part : PARTS.subList(0, 3)) {
        assertThat(after.path(part)).as(part).isEqualTo(before.path(part));
      }
      assertThat(system.model.standin.calls("main-plan")).isOne();
      assertThat(system.model.standin.calls("meal-plan")).isOne();
    }
  }

  @Test
  void A09_the_status_is_never_completed_while_a_part_is_absent() throws Exception {
    try (var system = TestSystem.withModel()) {
      var released = new CompletableFuture<JsonObject>();
      system.model.answer("lifestyle", released::join);
      var plea = system.ask(EMAIL);
      var events = new ArrayList<JsonNode>();
      var followed =
          system
              .follow(plea)
              .thenAccept(
                  lines ->
                      lines
                          .filter(line -> line.startsWith("data:"))
                          .forEach(line -> events.add(Json.tree(line.substring(5)))));
      system.deliver(plea);

      var waiting =
          Await.value(
              "all parts but one",
              TestSystem.SOON,
              () -> system.status(plea),
              status -> status.path("missingParts").size() == 1);
      assertThat(waiting.path("status").asText()).isEqualTo("processing");
      assertThat(waiting.path("hasPlan").asBoolean()).isFalse();
      assertThat(waiting.path("progress").asInt()).isLessThan(100);
      assertThat(waiting.path("missingParts").path(0).asText()).isEqualTo("lifestyleIntegration");

      released.complete(
          new JsonObject()
              .put("sleepOptimization_intro", "Sleep.")
              .put("exerciseProtocol_intro", "Move.")
              .put("stressManagement_intro", "Rest.")
              .put("skinImprovement_intro", "Shine."));
      Await.until(
          "the completed plan",
          TestSystem.SOON,
          () -> {
            var plan = system.plan(plea);
            assertCompleteIfSaidSo(plan);
            return plan.path("status").asText().equals("completed");
          });

      followed.get(TestSystem.SOON.toSeconds(), TimeUnit.SECONDS);
      assertThat(events).hasSizeGreaterThan(2);
      assertThat(events.getLast().path("status").asText()).isEqualTo("completed");
      for (JsonNode event : events) {
        boolean completed = event.path("status").asText().equals("completed");
        assertThat(event.path("progress").asInt() == 100).as("%s", event).isEqualTo(completed);
        assertThat(!completed || event.path("missingParts").isEmpty()).as("%s", event).isTrue();
      }
    }
  }

  private static void assertCompleteIfSaidSo(JsonNode plan) {
    if (plan.path("status").asText().equals("completed")) {
      for (String part : PARTS) {
        assertThat(plan.path(part).isObject()).as(part).isTrue();
      }
    }
  }
}
