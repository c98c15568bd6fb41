package dev.stashline.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stashline.standins.ModelFault;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What is done again after a failure, and what is not. */
class RetriesIT {
  private static final String EMAIL = "ada@example.com";

  @Test
  void A03_a_main_part_that_always_fails_is_retried_and_then_the_plan_is_failed() {
    try (var system = TestSystem.withModel()) {
      var error = new ModelFault.ServerError();
      system.model.standin.fail("main-plan", error, error, error, error, error);

      var plea = system.ask(EMAIL);
      var end = system.made(plea);

      assertThat(end.path("status").asText()).isEqualTo("failed");
      assertThat(end.path("error").asText()).contains("status 500");
      assertThat(end.path("hasPlan").asBoolean()).isFalse();
      assertThat(system.model.standin.calls("main-plan")).as("attempts").isEqualTo(3);
      assertThat(system.inbox.mails()).isEmpty();
    }
  }

  @Test
  void A05_a_retry_for_one_part_does_not_pay_again_for_the_parts_before_it() {
    try (var system = TestSystem.withModel()) {
      system.model.standin.fail("lifestyle", new ModelFault.ServerError());

      var end = system.made(system.ask(EMAIL));

      assertThat(end.path("status").asText()).isEqualTo("completed");
      var standin = system.model.standin;
      assertThat(standin.calls("lifestyle")).isEqualTo(2);
      assertThat(standin.calls("main-plan")).isOne();
      assertThat(standin.calls("meal-plan")).isOne();
      assertThat(standin.calls("meal-plan-repair")).isZero();
    }
  }

  @Test
  void A07_the_mail_comes_once_after_all_parts_and_its_retries_make_nothing_anew() {
    try (var system = TestSystem.withModel()) {
      system.inbox.faults().failNext(2);

      var plea = system.ask(EMAIL);
      var end = system.made(plea);

      assertThat(end.path("status").asText()).isEqualTo("completed");
      assertThat(system.inbox.mailsTo(EMAIL)).hasSize(1);
      assertThat(system.inbox.mails()).hasSize(1);
      for (String question :
          new String[] {"main-plan", "meal-plan", "micronutrients", "lifestyle"}) {
        assertThat(system.model.standin.calls(question)).as(question).isOne();
      }
      assertThat(step(end, "mail").path("attempt").asInt()).isEqualTo(3);
      for (JsonNode step : end.path("steps")) {
        assertThat(step.path("finishedAt").asText())
            .isLessThanOrEqualTo(step(end, "mail").path("finishedAt").asText());
      }

      var text = String.valueOf(system.inbox.mails().getFirst().text());
      var link = Pattern.compile("http://localhost:\\d+/sage/\\S+").matcher(text);
      assertThat(link.find()).as("a link in: %s", text).isTrue();
      var page = system.getUrl(link.group());
      assertThat(page.statusCode()).isEqualTo(200);
      assertThat(page.body()).contains("Words of the model for");
    }
  }

  private static JsonNode step(JsonNode progress, String name) {
    for (JsonNode step : progress.path("steps")) {
      if (step.path("name").asText().equals(name)) {
        return step;
      }
    }
    throw new AssertionError("no step " + name + " in " + progress);
  }
}
