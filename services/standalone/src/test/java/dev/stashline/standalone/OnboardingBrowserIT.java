package dev.stashline.standalone;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import dev.stashline.runtime.Env;
import dev.stashline.runtime.MovableClock;
import dev.stashline.standins.Inbox;
import dev.stashline.standins.Ports;
import dev.stashline.testkit.TestDatabase;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** From the form to the plan, as a person with a browser does it. */
class OnboardingBrowserIT {
  private static final double PLAN_MILLIS = 60_000;
  private static WholeSystem system;

  @BeforeAll
  static void start() throws Exception {
    TestBrowser.assumeWanted();
    system = new WholeSystem();
  }

  @AfterAll
  static void stop() {
    if (system != null) {
      system.close();
    }
  }

  @Test
  void a_person_fills_in_the_form_watches_the_plan_and_reads_it() throws Exception {
    try (var browser = new TestBrowser()) {
      var page = browser.page();
      page.navigate(system.url + "/");
      assertThat(page).hasURL(system.url + "/sage/onboarding");

      // Wrong first: the form says which field and why, and keeps what was typed.
      page.getByLabel("First name").fill("Alan");
      page.getByLabel("Last name").fill("Browser");
      page.getByLabel("E-mail").fill("alan@example.com");
      page.getByLabel("Age").fill("12");
      page.getByLabel("Weight").fill("80");
      page.getByLabel("Centimetres").fill("180");
      page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Make my plan")).click();
      var age =
          page.getByRole(
              AriaRole.SPINBUTTON, new Page.GetByRoleOptions().setName("Age").setExact(true));
      assertThat(page.getByRole(AriaRole.ALERT))
          .hasText("Age: must be a whole number from 18 to 120");
      assertThat(age).hasAttribute("aria-invalid", "true");
      assertThat(age).hasAccessibleDescription("must be a whole number from 18 to 120");
      page.getByRole(AriaRole.ALERT).getByRole(AriaRole.LINK).click();
      assertThat(age).isFocused();
      assertThat(page.getByLabel("Last name")).hasValue("Browser");

      age.fill("42");
      page.getByLabel("peanuts").check();
      page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Make my plan")).click();

      assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setLevel(1)))
          .hasText(
              "Your plan is ready", new LocatorAssertions.HasTextOptions().setTimeout(PLAN_MILLIS));
      page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("View your plan")).click();

      assertThat(
              page.getByRole(
                  AriaRole.HEADING, new Page.GetByRoleOptions().setName("A week of meals")))
          .isVisible();
      assertThat(page.locator("details.meal").nth(13)).isAttached();
      assertThat(page.locator("main")).containsText("Alan");
      assertThat(page.locator("main")).containsText("kcal");
      org.assertj.core.api.Assertions.assertThat(
              system.inbox.awaitMail("alan@example.com", Duration.ofSeconds(20)).html())
          .contains("/sage/personalised-plan?token=");
      org.assertj.core.api.Assertions.assertThat(browser.errors)
          .singleElement(STRING)
          .contains("Failed to load resource", "400");
    }
  }

  @Test
  void a_link_that_is_not_valid_is_told_where_a_plan_is_followed() {
    try (var browser = new TestBrowser()) {
      var page = browser.page();
      page.navigate(system.url + "/sage/progress?token=nonsense");
      assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setLevel(1)))
          .hasText("No plan here");
      assertThat(page.getByRole(AriaRole.STATUS)).containsText("not valid");
    }
  }

  /** The whole system in this JVM. */
  private static final class WholeSystem implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx();
    private final TestDatabase database = TestDatabase.fresh(Schema.OWNERS);
    private final Inbox inbox = Inbox.start(vertx, InstantSource.system(), 0, 0);
    private final Node node;
    private final String url;

    WholeSystem() throws Exception {
      int appPort = Ports.free();
      url = "http://localhost:" + appPort;
      var supplied =
          LocalGround.settings(
              database.url(),
              "redis://127.0.0.1:1",
              inbox.smtpPort(),
              "http://127.0.0.1:1",
              appPort,
              Ports.free());
      node =
          Await.result(
              Node.start(
                  new Env(supplied::get).read(Settings::from),
                  Role.all(),
                  new MovableClock(InstantSource.system())));
    }

    @Override
    public void close() {
      node.stopping().stop();
      inbox.close();
      vertx.close();
      database.close();
    }
  }
}
