package dev.stashline.runtime;

import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;

/** How operations answer: a record as JSON, or a failure that becomes a problem document. */
public final class Answers {
  private static final int OK = 200;

  private Answers() {}

  public static void json(RoutingContext ctx, Object body) {
    json(ctx, OK, body);
  }

  public static void json(RoutingContext ctx, Future<?> body) {
    json(ctx, OK, body);
  }

  /** As {@link #json(RoutingContext, Future)}, with another status if all is well. */
  public static void json(RoutingContext ctx, int status, Future<?> body) {
    body.onSuccess(found -> json(ctx, status, found)).onFailure(ctx::fail);
  }

  private static void json(RoutingContext ctx, int status, Object body) {
    ctx.response()
        .setStatusCode(status)
        .putHeader("Content-Type", "application/json")
        .end(Json.write(body));
  }
}
