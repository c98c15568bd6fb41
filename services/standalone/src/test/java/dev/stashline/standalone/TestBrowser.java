package dev.stashline.standalone;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** A real browser: the machine's Chromium, or else the one that Playwright fetches. */
final class TestBrowser implements AutoCloseable {
  /** What pages wrote to the console as an error, or threw. */
  final List<String> errors = Collections.synchronizedList(new ArrayList<>());

  private final Playwright playwright =
      Playwright.create(new Playwright.CreateOptions().setEnv(driverEnvironment()));
  private final Browser browser = playwright.chromium().launch(options());

  /** Leaves the test out if browsers are not wanted. */
  static void assumeWanted() {
    Assumptions.assumeFalse(
        "no".equals(System.getProperty("stashline.browser")), "left out by --no-browser");
  }

  Page page() {
    return page(new Browser.NewPageOptions());
  }

  Page page(Browser.NewPageOptions options) {
    var page = browser.newPage(options);
    page.setDefaultTimeout(20_000);
    page.onPageError(errors::add);
    page.onConsoleMessage(
        message -> {
          if (message.type().equals("error")) {
            errors.add(message.text());
          }
        });
    return page;
  }

  private static BrowserType.LaunchOptions options() {
    var options =
        new BrowserType.LaunchOptions()
            .setArgs(
                List.of(
                    "--no-sandbox",
                    "--disable-gpu",
                    "--disable-quic",
                    "--no-first-run",
                    "--disable-background-networking",
                    "--disable-component-update",
                    "--disable-sync"));
    Stream.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
        .map(Path::of)
        .filter(Files::isExecutable)
        .findFirst()
        .ifPresent(options::setExecutablePath);
    return options;
  }

  private static Map<String, String> driverEnvironment() {
    var environment = new HashMap<>(System.getenv());
    environment.put("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
    var driver = System.getProperty("playwright.cli.dir");
    if (driver != null) {
      environment.put("PLAYWRIGHT_NODEJS_PATH", Path.of(driver, "node").toString());
    }
    return environment;
  }

  @Override
  public void close() {
    playwright.close();
  }
}
