package dev.stashline.standalone;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.options.AriaRole;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The form for messages, as a coach with a browser fills it in. */
class CoachFormBrowserIT {
  private static TestSystem system;
  private CoachPage form;

  @BeforeAll
  static void start() {
    TestBrowser.assumeWanted();
    system = TestSystem.messages();
    system.settings.put("AI_BASE_URL", system.model.standin.baseUrl());
    system.start(Role.INGRESS, Role.MESSAGES);
  }

  @AfterAll
  static void stop() {
    if (system != null) {
      system.close();
    }
  }

  @BeforeEach
  void open() {
    form = new CoachPage();
  }

  @AfterEach
  void close() {
    form.close();
    system.model.reset();
  }

  @Test
  void a_model_drafts_and_the_coach_chooses() {
    system.model.answer(
        "message-template",
        () ->
            new JsonObject()
                .put("title", "Rest")
                .put("content", "Sleep well tonight.")
                .put("suggestions", new JsonArray().add("Good night!")));
    form.open(system, "draft-coach");
    form.page.getByText("Let a model draft it").click();
    form.field("Kind").selectOption("motivation");
    form.field("What it is about").fill("sleep");
    form.field("What it is about").press("Enter");

    assertThat(form.page.locator("#draft-told")).hasText("Drafted. Read it before it goes out.");
    assertThat(form.field("Title")).hasValue("Rest");
    assertThat(form.field("Text")).hasValue("Sleep well tonight.");
    assertThat(form.page.getByText("19 of 5,000 characters")).isVisible();
    form.button("Use this").click();
    assertThat(form.field("Text")).hasValue("Good night!");

    form.button("Schedule").click();
    assertThat(form.row("Rest").locator(".state").first()).hasText("active");
    assertThat(form.page.locator("#suggestions li")).hasCount(0);
    assertThat(form.browser.errors).isEmpty();
  }

  @Test
  void a_message_whose_answer_got_lost_is_not_made_twice_and_the_coach_is_told() {
    var coach = new Coaching(system, "lost-coach");
    var lost = new AtomicBoolean();
    form.page.route(
        url -> url.contains("/api/messages?"),
        route -> {
          if (route.request().method().equals("POST") && !lost.getAndSet(true)) {
            route.fetch();
            route.abort();
          } else {
            route.resume();
          }
        });
    form.open(system, "lost-coach");
    form.field("Title").fill("Only once");
    form.field("Text").fill("Hello.");
    form.button("Schedule").click();
    assertThat(form.summary()).hasText("The server cannot be reached. Please try again.");
    assertThat(form.row("Only once")).hasCount(0);

    form.button("Schedule").click();
    assertThat(form.summary()).containsText("It was scheduled with an earlier try");
    assertThat(form.summary()).isFocused();
    assertThat(form.row("Only once").locator(".state").first()).hasText("active");
    assertThat(form.field("Text")).hasValue("Hello.");
    assertThat(coach.json("/api/messages").path("items")).hasSize(1);

    form.button("Clear").click();
    assertThat(form.summary()).isHidden();
    form.field("Text").fill("Another one.");
    form.button("Schedule").click();
    assertThat(form.row("Another one.")).isVisible();
    form.onlyRefusals("ERR_FAILED|409");
  }

  @Test
  void a_schedule_that_cannot_be_is_told_at_its_fields() {
    form.open(system, "wrong-coach");
    form.field("Text").fill("Soon.");
    form.field("Repeats").selectOption("cron");
    form.field("Cron expression").fill("99 x");
    form.field("Time zone").fill("Nowhere");
    assertThat(form.page.locator("#preview"))
        .containsText("Time zone: is no IANA time zone such as Europe/Paris");
    assertThat(form.page.locator("#preview")).containsText("Cron expression: must have five");
    form.button("Schedule").click();

    assertThat(form.summary().getByRole(AriaRole.LISTITEM)).hasCount(2);
    assertThat(form.field("Cron expression")).hasAttribute("aria-invalid", "true");
    assertThat(form.field("Cron expression"))
        .hasAccessibleDescription(Pattern.compile("must have five fields.* Minute, hour, .*"));
    assertThat(form.field("Time zone")).hasAttribute("aria-invalid", "true");
    assertThat(form.field("Title")).not().hasAttribute("aria-invalid", "true");

    form.field("Cron expression").fill("30 8 * * 1-5");
    form.field("Time zone").fill("Europe/Paris");
    form.button("Schedule").click();
    assertThat(form.row("Soon.")).containsText("by cron 30 8 * * 1-5 (Europe/Paris)");
    form.onlyRefusals("400");
  }

  @Test
  void a_keyboard_is_enough() {
    var coach = new Coaching(system, "keys-coach");
    coach.clients("keys", 2);
    form.open(system, "keys-coach");
    form.tabTo(form.field("Title"));
    form.type("By keys");
    form.press("Enter");
    assertThat(form.summary()).isFocused();
    form.press("Tab");
    form.press("Enter");
    assertThat(form.field("Text")).isFocused();
    form.type("No mouse.");

    form.tabTo(form.field("all clients"));
    form.press("ArrowRight");
    assertThat(form.field("Client keys-02")).isVisible();
    form.tabTo(form.field("Client keys-02"));
    form.press("Space");
    assertThat(form.page.getByText("1 chosen")).isVisible();
    form.tabTo(form.field("Repeats"));
    form.type("weekly");
    form.tabTo(form.field("Time"));
    form.type("0730AM");
    form.tabTo(form.field("Sunday"));
    form.press("Space");
    form.tabTo(form.button("Schedule"));
    form.press("Enter");

    var row = form.row("By keys");
    assertThat(row).containsText("every Sunday at 07:30 (Europe/Paris)");
    assertThat(form.button("Schedule")).isFocused();
    form.tabTo(CoachPage.button(row, "Send now"));
    form.press("Enter");
    assertThat(row).containsText("Last time: 1 of 1 sent");
    assertThat(CoachPage.button(row, "Send now")).isFocused();
    assertThat(coach.inbox("keys-02")).containsExactly("No mouse.");
    form.onlyRefusals("400");
  }
}
