package dev.stashline.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stashline.runtime.Json;
import dev.stashline.standins.ModelFault;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Templates drafted by a model. */
class TemplateDraftIT {
  private static final String WISH =
      "{\"category\":\"motivation\",\"tone\":\"friendly\",\"specific_goals\":[\"sleep\"]}";
  private static TestSystem system;

  @BeforeAll
  static void start() {
    system = TestSystem.open();
    system.settings.put("AI_BASE_URL", system.model.standin.baseUrl());
    system.start(Role.INGRESS);
  }

  @AfterAll
  static void stop() {
    system.close();
  }

  @AfterEach
  void mend() {
    system.model.reset();
  }

  @Test
  void B20_a_draft_fits_its_schema() {
    system.model.answer(
        "message-template",
        () ->
            new JsonObject()
                .put("title", "Rest")
                .put("content", "Sleep well tonight.")
                .put("suggestions", new JsonArray().add("Good night!")));
    var answer = system.post("/api/generate-message-template", WISH);
    TestSystem.require(answer, 200);
    var draft = Json.tree(answer.body());
    assertThat(draft.path("content").asText()).isEqualTo("Sleep well tonight.");
    assertThat(draft.path("suggestions")).hasSize(1);
  }

  @Test
  void B20_what_the_model_gives_otherwise_is_an_error_and_no_canned_text() {
    system.model.answer("message-template", () -> new JsonObject().put("title", "no content"));
    assertThat(system.post("/api/generate-message-template", WISH).statusCode()).isEqualTo(502);
    system.model.reset();
    for (ModelFault fault :
        List.of(
            new ModelFault.Prose(),
            new ModelFault.Cut(),
            new ModelFault.SchemaViolation(),
            new ModelFault.Refusal(),
            new ModelFault.ServerError(),
            new ModelFault.RateLimit(Duration.ofSeconds(30)))) {
      system.model.standin.fail("message-template", fault);
      var answer = system.post("/api/generate-message-template", WISH);
      assertThat(answer.statusCode())
          .as(fault.toString())
          .isEqualTo(
              fault instanceof ModelFault.ServerError || fault instanceof ModelFault.RateLimit
                  ? 503
                  : 502);
      assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    }
  }
}
