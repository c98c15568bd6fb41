package dev.stashline.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;

/** The coaches' page, in a browser of somebody in Paris. */
final class CoachPage implements AutoCloseable {
  /** More than the elements of a page that can have the focus. */
  private static final int TABS = 80;

  final TestBrowser browser = new TestBrowser();
  final Page page =
      browser.page(new Browser.NewPageOptions().setLocale("en-US").setTimezoneId("Europe/Paris"));

  CoachPage open(TestSystem system, String coach) {
    page.navigate(system.url("/coach/messages?coachId=" + coach));
    return this;
  }

  Locator field(String label) {
    return page.getByLabel(label, new Page.GetByLabelOptions().setExact(true));
  }

  Locator button(String name) {
    return page.getByRole(AriaRole.BUTTON, named(name));
  }

  Locator group(String name) {
    return page.getByRole(AriaRole.GROUP, named(name));
  }

  Locator row(String message) {
    return page.getByRole(AriaRole.ARTICLE, named(message));
  }

  static Locator button(Locator within, String name) {
    return within.getByRole(
        AriaRole.BUTTON, new Locator.GetByRoleOptions().setName(name).setExact(true));
  }

  /** Where the form tells what is wrong. */
  Locator summary() {
    return page.locator("#faults");
  }

  /** Goes on with the Tab key until the element has the focus. */
  void tabTo(Locator wanted) {
    for (int pressed = 0; pressed < TABS; pressed++) {
      page.keyboard().press("Tab");
      if ((Boolean) wanted.evaluate("element => element === document.activeElement")) {
        return;
      }
    }
    throw new AssertionError("Tab never comes to " + wanted);
  }

  void press(String key) {
    page.keyboard().press(key);
  }

  void type(String text) {
    page.keyboard().type(text);
  }

  /** The browser itself writes each refusal to the console; nothing else may be there. */
  void onlyRefusals(String pattern) {
    assertThat(browser.errors)
        .isNotEmpty()
        .allMatch(e -> e.matches("Failed to load resource.*(" + pattern + ").*"));
  }

  private static Page.GetByRoleOptions named(String name) {
    return new Page.GetByRoleOptions().setName(name).setExact(true);
  }

  @Override
  public void close() {
    browser.close();
  }
}
