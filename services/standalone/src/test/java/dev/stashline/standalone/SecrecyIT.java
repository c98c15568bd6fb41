package dev.stashline.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stashline.standins.ModelFault;
import dev.stashline.testkit.LogCapture;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a run must not leave in the log. */
class SecrecyIT {
  private static final String EMAIL = "marker.zuleika@example.org";

  /** Rules out every dish there is: only beef and lamb are listed, and both are disliked. */
  private static TestForm impossible(String email) {
    return TestForm.of(email)
        .with("allergies", List.of("peanuts", "tree-nuts", "dairy", "gluten", "soy", "shellfish"))
        .with("proteinSources", List.of("red-meat"))
        .with("foodDislikes", "beef, lamb, pork, mutton, venison, goat, rice, potato, oats");
  }

  @Test
  void X10_no_name_address_medicine_token_or_code_stands_in_the_log_of_a_whole_run() {
    try (var log = LogCapture.start();
        var system = TestSystem.withModel()) {
      system.model.standin.fail("lifestyle", new ModelFault.ServerError());
      system.inbox.faults().failNext(1);
      var form =
          TestForm.of(EMAIL)
              .with("firstName", "Zuleikamark")
              .with("lastName", "Quixmark")
              .with("fullName", "Zuleikamark Quixmark")
              .with("medications", "warfarinmark 5 mg")
              .with("otherCondition", "goutmark");

      var plea = system.ask(form, EMAIL);
      var end = system.made(plea);
      assertThat(end.path("status").asText()).isEqualTo("completed");
      String link = plea.answer().path("planUrl").asText();
      TestSystem.require(system.getUrl(link), 200);
      // Refusals are logged too.
      system.post("/api/sage-onboarding", form.with("age", "agemark").json());
      system.rows.change(
          "update public.sage_onboarding_data set form_data = '{\"firstName\": \"brokenmark\"}'");
      system.made(system.ask(EMAIL, plea.code()));

      var secrets = new LinkedHashMap<String, String>();
      secrets.put("first name", "Zuleikamark");
      secrets.put("last name", "Quixmark");
      secrets.put("address", "marker.zuleika");
      secrets.put("medicine", "warfarinmark");
      secrets.put("condition", "goutmark");
      secrets.put("bad value", "agemark");
      secrets.put("broken form", "brokenmark");
      secrets.put("code", plea.code());
      secrets.put("link", link.substring(link.indexOf("token=") + "token=".length()));
      for (String setting :
          List.of(
              "QSTASH_TOKEN",
              "QSTASH_CURRENT_SIGNING_KEY",
              "QSTASH_NEXT_SIGNING_KEY",
              "PLAN_LINK_SECRET")) {
        secrets.put(setting, String.valueOf(system.settings.get(setting)));
      }
      for (Map.Entry<String, String> secret : secrets.entrySet()) {
        assertThat(log.linesWith(secret.getValue())).as(secret.getKey()).isEmpty();
      }
      assertThat(log.linesWith("operation=generatePlanAsync")).as("the log is on").isNotEmpty();
    }
  }

  @Test
  void wishes_that_exclude_every_food_fail_with_words_for_the_person_that_no_log_holds() {
    try (var log = LogCapture.start();
        var system = TestSystem.application()) {
      var plea = system.ask(impossible(EMAIL), EMAIL);
      var end = system.made(plea);

      assertThat(end.path("status").asText()).isEqualTo("failed");
      String told = end.path("error").asText();
      assertThat(told).contains("What stands in the way");
      assertThat(log.linesWith("What stands in the way")).isEmpty();
      assertThat(log.linesWith(told)).isEmpty();
      assertThat(system.rows.text("select failure from jobs.job where id = ?", plea.request()))
          .isEqualTo("the person's wishes leave no menu");
      assertThat(system.rows.number("select attempt from jobs.job where id = ?", plea.request()))
          .as("tried once, as it is final")
          .isOne();
      assertThat(system.inbox.mails()).isEmpty();
    }
  }
}
