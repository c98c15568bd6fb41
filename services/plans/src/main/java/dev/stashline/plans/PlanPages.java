package dev.stashline.plans;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.stashline.runtime.Assets;
import dev.stashline.runtime.Json;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The pages that people see.
 *
 * <pre>
 *   GET /sage/onboarding         the form; its script sends it and asks for the plan
 *   GET /sage/progress           follows the plan by server-sent events
 *   GET /sage/personalised-plan  the plan, for whoever holds the link
 * </pre>
 *
 * <p>No page holds personal data but the last, and that one only with a valid link. No script is
 * inline.
 */
final class PlanPages {
  private static final String POLICY =
      "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' data:; form-action 'self';"
          + " base-uri 'none'; frame-ancestors 'none'";

  private final Vertx vertx;
  private final PlanStore store;
  private final PlanLink link;
  private final Templates templates;
  private final InstantSource clock;
  private final Assets assets;

  PlanPages(Vertx vertx, PlanStore store, PlanLink link, Templates templates, InstantSource clock) {
    this.vertx = vertx;
    this.store = store;
    this.link = link;
    this.templates = templates;
    this.clock = clock;
    assets = Assets.read(vertx, "/sage/assets", "web/sage");
  }

  Router router() {
    var router = Router.router(vertx);
    router.get("/").handler(ctx -> ctx.redirect("/sage/onboarding"));
    router.get("/sage").handler(ctx -> ctx.redirect("/sage/onboarding"));
    router.get("/sage/onboarding").handler(ctx -> page(ctx, 200, "page/onboarding.jte", Map.of()));
    router.get("/sage/progress").handler(ctx -> page(ctx, 200, "page/progress.jte", Map.of()));
    router.get("/sage/personalised-plan").handler(this::plan);
    assets.serve(router);
    return router;
  }

  private void plan(RoutingContext ctx) {
    var token = ctx.queryParam("token");
    var person =
        token.isEmpty() ? Optional.<UUID>empty() : link.open(token.getFirst(), clock.instant());
    if (person.isEmpty()) {
      page(
          ctx,
          404,
          "page/no-plan.jte",
          Map.of("reason", "This link is not valid, or not valid any more."));
      return;
    }
    store
        .find(person.get())
        .onSuccess(
            found -> {
              if (found.isEmpty()) {
                page(
                    ctx,
                    404,
                    "page/no-plan.jte",
                    Map.of("reason", "This plan does not exist any more."));
              } else if (!found.get().parts().containsKey(Part.MAIN)) {
                page(ctx, 200, "page/no-plan.jte", Map.of("reason", "This plan is not ready yet."));
              } else {
                page(ctx, 200, "page/plan.jte", model(found.get()));
              }
            })
        .onFailure(ctx::fail);
  }

  private static Map<String, Object> model(Person person) {
    JsonNode meals = part(person, Part.MEALS);
    List<JsonNode> days =
        IntStream.rangeClosed(1, 7).mapToObj(day -> meals.path("day" + day)).toList();
    var main = part(person, Part.MAIN);
    var micronutrients = part(person, Part.MICRONUTRIENTS);
    var lifestyle = part(person, Part.LIFESTYLE);
    var sources =
        Stream.of(main, micronutrients, lifestyle)
            .flatMap(part -> part.path("citations").valueStream())
            .distinct()
            .toList();
    return Map.of(
        "main", main,
        "days", days,
        "micronutrients", micronutrients,
        "lifestyle", lifestyle,
        "sources", sources,
        "missing", person.missing().stream().map(Part::step).toList());
  }

  private static JsonNode part(Person person, Part part) {
    var json = person.parts().get(part);
    return json == null ? MissingNode.getInstance() : Json.tree(json);
  }

  private void page(RoutingContext ctx, int status, String template, Map<String, Object> content) {
    var model = new HashMap<>(content);
    model.put("assets", assets.path());
    ctx.response()
        .setStatusCode(status)
        .putHeader("Content-Type", "text/html; charset=utf-8")
        .putHeader("Content-Security-Policy", POLICY)
        .putHeader("Referrer-Policy", "no-referrer")
        .putHeader("X-Content-Type-Options", "nosniff")
        .putHeader("Cache-Control", "no-store")
        .end(templates.html(template, model));
  }
}
