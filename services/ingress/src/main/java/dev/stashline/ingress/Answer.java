package dev.stashline.ingress;

import dev.stashline.runtime.Json;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;

/** How operations answer: a record as JSON, or a failure that becomes a problem document. */
final class Answer {
  private Answer() {}

  static void json(RoutingContext ctx, Object body) {
    ctx.response().putHeader("Content-Type", "application/json").end(Json.write(body));
  }

  static void json(RoutingContext ctx, Future<?> body) {
    body.onSuccess(found -> json(ctx, found)).onFailure(ctx::fail);
  }
}
