package dev.stashline.standins;

import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The frame around what a stand-in shows: one look, no scripts, nothing kept by the browser. */
final class Page {

  private static final String POLICY =
      "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; base-uri 'none'";

  private Page() {}

  /** Adds the headers that every answer of a stand-in's pages has. */
  static void guard(Router router) {
    router
        .route()
        .handler(
            request -> {
              request
                  .response()
                  .putHeader("X-Content-Type-Options", "nosniff")
                  .putHeader("Referrer-Policy", "no-referrer")
                  .putHeader("Cache-Control", "no-store");
              request.next();
            });
  }

  /**
   * Answers with a page.
   *
   * @param title escaped here
   * @param body HTML; whatever is foreign in it is {@link #escaped} by the caller
   */
  static void show(RoutingContext request, String title, String body) {
    html(
        request,
        POLICY,
        """
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1"><title>%s</title>
        <style>
          :root { color-scheme: light dark }
          body { font: 1rem/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem }
          h1 { overflow-wrap: anywhere }
          table { border-collapse: collapse; width: 100%% }
          th, td { text-align: left; vertical-align: top; padding: .4rem .8rem .4rem 0; border-bottom: 1px solid #8884 }
          time, .who { white-space: nowrap }
          @media (max-width: 40rem) {
            thead { display: none }
            tr { display: block; padding: .4rem 0; border-bottom: 1px solid #8884 }
            td { display: inline-block; padding: 0 .8rem 0 0; border: 0; overflow-wrap: anywhere }
            td:last-child { display: block }
          }
          iframe { width: 100%%; height: 60vh; border: 1px solid #8888; background: #fff }
          pre { white-space: pre-wrap; overflow-wrap: anywhere }
        </style></head><body>%s</body></html>
        """
            .formatted(escaped(title), body));
  }

  /** Answers with a whole document under its own content security policy. */
  static void html(RoutingContext request, String policy, String html) {
    request
        .response()
        .putHeader("Content-Type", "text/html; charset=utf-8")
        .putHeader("Content-Security-Policy", policy)
        .end(html);
  }

  /** An instant to the second, for people. */
  static String time(Instant at) {
    return "<time datetime=\"%s\">%s UTC</time>"
        .formatted(
            at, at.truncatedTo(ChronoUnit.SECONDS).toString().replaceAll("[TZ]", " ").trim());
  }

  /** Such as {@code 1 mail}, {@code 2 mails}. */
  static String some(long number, String what) {
    return number + " " + what + (number == 1 ? "" : "s");
  }

  /** Foreign text, so that a browser shows it and does nothing else with it. */
  static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
