package dev.stashline.messages;

import dev.stashline.runtime.Assets;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;

/**
 * The page on which coaches write and follow their messages. It holds no data: what it shows it
 * asks the REST operations for, as the person who is logged in.
 *
 * <pre>
 *   GET /coach/messages     the page
 *   GET /coach/assets/…/…   its scripts and its style
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
    var assets = Assets.read(vertx, "/coach/assets", "web/coach");
    var page =
        vertx
            .fileSystem()
            .readFileBlocking("web/messages.html")
            .toString()
            .replace("{assets}", assets.path());
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
                    .putHeader("Cache-Control", "no-cache")
                    .end(page));
    assets.serve(router);
    return router;
  }
}
