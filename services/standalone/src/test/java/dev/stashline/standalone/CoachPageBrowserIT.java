package dev.stashline.standalone;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
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
  private TestBrowser browser;
  private Page page;

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
    browser = new TestBrowser();
    page = browser.page(new Browser.NewPageOptions().setTimezoneId("Europe/Paris"));
  }

  @AfterEach
  void close() {
    browser.close();
  }

  @Test
  void a_coach_writes_a_message_and_watches_it_arrive() {
    var coach = new Coaching(system, "page-coach");
    coach.clients("reader", 3);
    var asked = new ArrayList<String>();
    page.onDialog(
        dialog -> {
          asked.add(dialog.message());
          dialog.accept();
        });
    page.navigate(system.url("/coach/messages?coachId=page-coach"));

    field("Title").fill("Each week");
    field("Text").fill("How was your week?");
    assertThat(page.getByText("18 of 5,000 characters")).isVisible();
    sundaysFrom(clocksGoForward().minusDays(6), "02:30");
    var preview = page.locator("#preview li");
    assertThat(preview).hasCount(5);
    assertThat(preview.first()).containsText(DAY.format(clocksGoForward()) + ", 03:00");
    assertThat(preview.first()).containsText("The clocks go forward and skip 02:30");
    assertThat(preview.nth(1)).containsText("02:30 (UTC+02:00)");
    button("Schedule").click();

    var row = page.getByRole(AriaRole.ARTICLE, named("Each week"));
    assertThat(row).containsText("every Sunday at 02:30 (Europe/Paris)");
    assertThat(row.locator("time")).hasCount(1);
    button(row, "Details").click();
    assertThat(row.locator(".deliveries")).containsText("None.");
    button(row, "Send now").click();

    assertThat(row.locator(".deliveries tr").filter(text("sent"))).hasCount(3);
    assertThat(row.locator(".deliveries")).containsText("Client reader-02");
    assertThat(row.locator(".occurrences")).containsText("by hand: 3 of 3 sent");
    assertThat(row.locator(".trail")).containsText("sent now");
    assertThat(row).containsText("Last time: 3 of 3 sent");
    assertThat(page.locator("#figures")).containsText("3 sent, 0 failed");
    assertThat(coach.inbox("reader-02")).containsExactly("How was your week?");

    button(row, "Pause").click();
    assertThat(row).containsText("paused");
    assertThat(button(row, "Resume")).isFocused();
    button(row, "Resume").click();
    assertThat(row.locator(".state").first()).hasText("active");

    button(row, "Edit").click();
    assertThat(field("Text")).hasValue("How was your week?");
    assertThat(page.getByLabel("Sunday", exactly())).isChecked();
    field("Title").fill("Every week");
    button("Save changes").click();
    var changed = page.getByRole(AriaRole.ARTICLE, named("Every week"));
    button(changed, "Cancel").click();
    assertThat(changed.locator(".state").first()).hasText("cancelled");
    assertThat(button(changed, "Resume")).hasCount(0);
    assertThat(asked).containsExactly("Cancel “Every week” for good?");
    assertThat(browser.errors).isEmpty();
  }

  @Test
  void a_fault_is_told_at_its_field_and_what_was_typed_stays() {
    page.navigate(system.url("/coach/messages"));
    field("Title").fill("Not yet");
    field("Text").fill("Soon.");
    field("Time zone").fill("Nowhere");
    page.getByLabel("chosen ones").check();
    button("Schedule").click();

    var summary = page.locator("#faults");
    assertThat(summary).isFocused();
    assertThat(summary.getByRole(AriaRole.LISTITEM)).hasCount(2);
    assertThat(field("Time zone")).hasAttribute("aria-invalid", "true");
    assertThat(field("Time zone"))
        .hasAccessibleDescription("is no IANA time zone such as Europe/Paris");
    assertThat(page.getByRole(AriaRole.GROUP, named("To"))).containsText("at least one client");
    assertThat(field("Title")).hasValue("Not yet");

    page.getByLabel("all clients").check();
    field("Text").fill("");
    field("Time zone").fill("Europe/Paris");
    button("Schedule").click();
    assertThat(summary.getByRole(AriaRole.LISTITEM)).hasText("Text: is required");
    summary.getByRole(AriaRole.LINK).click();
    assertThat(field("Text")).isFocused();
    assertThat(field("Time zone")).not().hasAttribute("aria-invalid", "true");
    onlyRefusals("400");
  }

  @Test
  void a_text_comes_from_a_template_and_a_missing_model_is_told() {
    var coach = new Coaching(system, "local");
    coach.clients("chosen", 2);
    page.navigate(system.url("/coach/messages"));
    page.getByText("Let a model draft it").click();
    button("Draft").click();
    assertThat(page.locator("#draft-told")).hasText("No model is set up to write with.");

    field("Title").fill("Rest");
    field("Text").fill("Sleep well tonight.");
    button("Save as template").click();
    assertThat(page.getByText("Kept as template: Rest")).isVisible();
    button("Clear").click();
    assertThat(field("Text")).hasValue("");
    field("Start from a template").selectOption("Rest (general)");
    assertThat(field("Text")).hasValue("Sleep well tonight.");
    page.getByLabel("chosen ones").check();
    page.getByLabel("Client chosen-02").check();
    button("Schedule").click();

    var row = page.getByRole(AriaRole.ARTICLE, named("Rest"));
    button(row, "Send now").click();
    assertThat(row.locator(".state").first()).hasText("completed");
    assertThat(row).containsText("Last time: 1 of 1 sent");
    Await.until(
        "the chosen one has it", TestSystem.SOON, () -> coach.inbox("chosen-02").size() == 1);
    assertThat(coach.inbox("chosen-01")).isEmpty();
    onlyRefusals("503");
  }

  private void sundaysFrom(LocalDate day, String time) {
    field("Repeats").selectOption("weekly");
    page.getByLabel("Sunday", exactly()).check();
    field("First day").fill(day.toString());
    field("Time").fill(time);
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

  /** The browser itself writes each refusal to the console; nothing else may be there. */
  private void onlyRefusals(String status) {
    assertThat(browser.errors)
        .isNotEmpty()
        .allMatch(e -> e.startsWith("Failed to load resource") && e.contains(status));
  }

  private Locator field(String label) {
    return page.getByLabel(label, exactly());
  }

  private Locator button(String name) {
    return page.getByRole(AriaRole.BUTTON, named(name));
  }

  private static Locator button(Locator within, String name) {
    return within.getByRole(
        AriaRole.BUTTON, new Locator.GetByRoleOptions().setName(name).setExact(true));
  }

  private static Page.GetByRoleOptions named(String name) {
    return new Page.GetByRoleOptions().setName(name).setExact(true);
  }

  private static Page.GetByLabelOptions exactly() {
    return new Page.GetByLabelOptions().setExact(true);
  }

  private static Locator.FilterOptions text(String text) {
    return new Locator.FilterOptions().setHasText(text);
  }
}
