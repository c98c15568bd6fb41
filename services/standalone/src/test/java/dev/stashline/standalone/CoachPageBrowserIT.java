package dev.stashline.standalone;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.AriaRole;
import dev.stashline.standins.StreamEndpoint;
import dev.stashline.standins.StreamFault;
import dev.stashline.standins.StreamFaults;
import dev.stashline.testkit.Await;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Messages, as a coach with a browser writes and follows them. */
class CoachPageBrowserIT {
  private static final ZoneId PARIS = ZoneId.of("Europe/Paris");
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("d MMMM uuuu", Locale.UK);
  private static TestSystem system;
  private CoachPage coaches;

  @BeforeAll
  static void start() {
    TestBrowser.assumeWanted();
    system = TestSystem.messages();
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
    coaches = new CoachPage();
  }

  @AfterEach
  void close() {
    coaches.close();
    system.chat.faults().clear();
  }

  @Test
  void a_coach_writes_a_message_and_watches_it_arrive() {
    var coach = new Coaching(system, "page-coach");
    coach.clients("reader", 3);
    var asked = new ArrayList<String>();
    coaches.page.onDialog(
        dialog -> {
          asked.add(dialog.message());
          dialog.accept();
        });
    coaches.open(system, "page-coach");

    coaches.field("Title").fill("Each week");
    coaches.field("Text").fill("How was your week?");
    assertThat(coaches.page.getByText("18 of 5,000 characters")).isVisible();
    sundaysFrom(clocksGoForward().minusDays(6), "02:30");
    var preview = coaches.page.locator("#preview li");
    assertThat(preview).hasCount(5);
    assertThat(preview.first()).containsText(DAY.format(clocksGoForward()) + ", 03:00");
    assertThat(preview.first()).containsText("The clocks go forward and skip 02:30");
    assertThat(preview.nth(1)).containsText("02:30 (UTC+02:00)");
    coaches.button("Schedule").click();

    var row = coaches.row("Each week");
    assertThat(row).containsText("every Sunday at 02:30 (Europe/Paris)");
    assertThat(row.locator("time")).hasCount(1);
    CoachPage.button(row, "Details").click();
    assertThat(row.locator(".deliveries")).containsText("None.");
    CoachPage.button(row, "Send now").click();

    assertThat(row.locator(".deliveries tr").filter(text("sent"))).hasCount(3);
    assertThat(row.locator(".deliveries")).containsText("Client reader-02");
    assertThat(row.locator(".occurrences")).containsText("by hand: 3 of 3 sent");
    assertThat(row.locator(".trail")).containsText("sent now");
    assertThat(row).containsText("Last time: 3 of 3 sent");
    assertThat(coaches.page.locator("#figures")).containsText("3 sent, 0 failed");
    assertThat(coach.inbox("reader-02")).containsExactly("How was your week?");

    CoachPage.button(row, "Pause").click();
    assertThat(row).containsText("paused");
    assertThat(CoachPage.button(row, "Resume")).isFocused();
    CoachPage.button(row, "Resume").click();
    assertThat(row.locator(".state").first()).hasText("active");

    CoachPage.button(row, "Edit").click();
    assertThat(coaches.field("Text")).hasValue("How was your week?");
    assertThat(coaches.field("Sunday")).isChecked();
    coaches.field("Title").fill("Every week");
    coaches.button("Save changes").click();
    var changed = coaches.row("Every week");
    CoachPage.button(changed, "Cancel").click();
    assertThat(changed.locator(".state").first()).hasText("cancelled");
    assertThat(CoachPage.button(changed, "Resume")).hasCount(0);
    assertThat(asked).containsExactly("Cancel “Every week” for good?");
    assertThat(coaches.browser.errors).isEmpty();
  }

  @Test
  void a_fault_is_told_at_its_field_and_what_was_typed_stays() {
    coaches.open(system, "local");
    coaches.field("Title").fill("Not yet");
    coaches.field("Text").fill("Soon.");
    coaches.field("Time zone").fill("Nowhere");
    coaches.page.getByLabel("chosen ones").check();
    coaches.button("Schedule").click();

    var summary = coaches.summary();
    assertThat(summary).isFocused();
    assertThat(summary.getByRole(AriaRole.LISTITEM)).hasCount(2);
    assertThat(coaches.field("Time zone")).hasAttribute("aria-invalid", "true");
    assertThat(coaches.field("Time zone"))
        .hasAccessibleDescription("is no IANA time zone such as Europe/Paris");
    assertThat(coaches.group("To")).containsText("at least one client");
    assertThat(coaches.field("Title")).hasValue("Not yet");

    coaches.page.getByLabel("all clients").check();
    coaches.field("Text").fill("");
    coaches.field("Time zone").fill("Europe/Paris");
    coaches.button("Schedule").click();
    assertThat(summary.getByRole(AriaRole.LISTITEM)).hasText("Text: is required");
    summary.getByRole(AriaRole.LINK).click();
    assertThat(coaches.field("Text")).isFocused();
    assertThat(coaches.field("Time zone")).not().hasAttribute("aria-invalid", "true");
    coaches.onlyRefusals("400");
  }

  @Test
  void a_text_comes_from_a_template_and_a_missing_model_is_told() {
    var coach = new Coaching(system, "local");
    coach.clients("chosen", 2);
    coaches.open(system, "local");
    coaches.page.getByText("Let a model draft it").click();
    coaches.button("Draft").click();
    assertThat(coaches.page.locator("#draft-told")).hasText("No model is set up to write with.");

    coaches.field("Title").fill("Rest");
    coaches.field("Text").fill("Sleep well tonight.");
    coaches.button("Save as template").click();
    assertThat(coaches.page.getByText("Kept as template: Rest")).isVisible();
    coaches.button("Clear").click();
    assertThat(coaches.field("Text")).hasValue("");
    coaches.field("Start from a template").selectOption("Rest (general)");
    assertThat(coaches.field("Text")).hasValue("Sleep well tonight.");
    coaches.page.getByLabel("chosen ones").check();
    coaches.page.getByLabel("Client chosen-02").check();
    coaches.button("Schedule").click();

    var row = coaches.row("Rest");
    CoachPage.button(row, "Send now").click();
    assertThat(row.locator(".state").first()).hasText("completed");
    assertThat(row).containsText("Last time: 1 of 1 sent");
    Await.until(
        "the chosen one has it", TestSystem.SOON, () -> coach.inbox("chosen-02").size() == 1);
    assertThat(coach.inbox("chosen-01")).isEmpty();
    coaches.onlyRefusals("503");
  }

  @Test
  void those_it_did_not_reach_get_it_by_a_button() {
    var coach = new Coaching(system, "retry-coach");
    var clients = coach.clients("far", 3);
    system
        .chat
        .faults()
        .next(
            StreamFaults.ALWAYS,
            StreamEndpoint.SEND_MESSAGE,
            clients.getFirst(),
            new StreamFault.Refuse(400, 20));
    coach.create(coach.once(coach.soon(), "Are you there?"));
    coaches.open(system, "retry-coach");
    var row = coaches.row("Are you there?");
    CoachPage.button(row, "Send now").click();
    assertThat(row.locator(".state").first()).hasText("partial");
    assertThat(row).containsText("Last time: 2 of 3 sent, 1 failed");
    CoachPage.button(row, "Details").click();
    row.getByLabel("Only").selectOption("failed");
    assertThat(row.locator(".deliveries tr")).hasCount(1);
    assertThat(row.locator(".deliveries tr")).containsText("Client far-01");
    assertThat(row.locator(".deliveries tr")).containsText("the text is too long");

    system.chat.faults().clear();
    CoachPage.button(row, "Send again to the one it did not reach").click();
    assertThat(coaches.page.getByText("Trying 1 delivery again.")).isVisible();
    assertThat(row.locator(".state").first()).hasText("completed");
    assertThat(row).containsText("Last time: 3 of 3 sent");
    assertThat(row.locator(".deliveries")).hasText("None.");
    assertThat(row.locator(".retry")).isHidden();
    assertThat(coaches.page.locator("#figures")).containsText("3 deliveries: 3 sent, 0 failed");
    clients.forEach(client -> assertThat(coach.inbox(client)).containsExactly("Are you there?"));
    assertThat(coaches.browser.errors).isEmpty();
  }

  private void sundaysFrom(LocalDate day, String time) {
    coaches.field("Repeats").selectOption("weekly");
    coaches.field("Sunday").check();
    coaches.field("First day").fill(day.toString());
    coaches.field("Time").fill(time);
  }

  /** The next day on which Paris skips an hour; a Sunday. */
  private static LocalDate clocksGoForward() {
    var rules = PARIS.getRules();
    ZoneOffsetTransition next = rules.nextTransition(Instant.now());
    while (!next.isGap()) {
      next = rules.nextTransition(next.getInstant());
    }
    return next.getDateTimeBefore().toLocalDate();
  }

  private static Locator.FilterOptions text(String text) {
    return new Locator.FilterOptions().setHasText(text);
  }
}
