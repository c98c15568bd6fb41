package dev.stashline.messages;

import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.StaticHandler;

/**
 * The page on which coaches write and follow their messages. It holds no data: what it shows it
 * asks the REST operations for, as the person who is logged in.
 *
 * <pre>
 *   GET /coach/messages   the page
 *   GET /coach/assets/…   its script and its style
 * </pre>
 */
final class CoachPages {
  private static final String POLICY =
      "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' data:;"
          + " form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

  private final Vertx vertx;

  CoachPages(Vertx vertx) {
    this.vertx = vertx;
  }

  Router router() {
    var router = Router.router(vertx);
    router.get("/coach").handler(ctx -> ctx.redirect("/coach/messages"));
    router
        .get("/coach/messages")
        .handler(
            ctx ->
                ctx.response()
                    .putHeader("Content-Type", "text/html; charset=utf-8")
                    .putHeader("Content-Security-Policy", POLICY)
                    .putHeader("Referrer-Policy", "no-referrer")
                    .putHeader("X-Content-Type-Options", "nosniff")
                    .sendFile("web/coach/messages.html"));
    router
        .get("/coach/assets/*")
        .handler(StaticHandler.create("web/coach").setCachingEnabled(true));
    return router;
  }
}
