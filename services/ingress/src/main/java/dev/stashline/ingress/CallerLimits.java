package dev.stashline.ingress;

import dev.stashline.runtime.Caller;
import dev.stashline.runtime.Problem;
import dev.stashline.runtime.ProblemException;
import dev.stashline.runtime.RateLimit;
import dev.stashline.runtime.RateLimitConfig;
import dev.stashline.runtime.RateLimits;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;

/**
 * Turns away, by 429 and Retry-After, a caller who asks too often or has been told too often that
 * what it asks for does not exist. A caller is who the token names, else the address it comes from.
 */
public final class CallerLimits {
  private final RateLimits limits;
  private final RateLimitConfig config;

  public CallerLimits(RateLimits limits, RateLimitConfig config) {
    this.limits = limits;
    this.config = config;
  }

  /** Comes after the caller is known and before anything is read. */
  void handle(RoutingContext ctx) {
    String caller = name(ctx);
    // The body must not pass by while Redis is asked.
    ctx.request().pause();
    limits
        .take(caller, config.requests())
        .compose(
            wait -> {
              refuseIfToWait(wait, config.requests(), "requests");
              return limits.look(caller, config.misses());
            })
        .map(
            wait -> {
              refuseIfToWait(wait, config.misses(), "questions for what does not exist");
              return wait;
            })
        .onComplete(
            asked -> {
              ctx.request().resume();
              if (asked.failed()) {
                ctx.fail(asked.cause());
                return;
              }
              ctx.addEndHandler(end -> countMiss(ctx, caller));
              ctx.next();
            });
  }

  private void countMiss(RoutingContext ctx, String caller) {
    if (ctx.response().getStatusCode() == 404) {
      limits.take(caller, config.misses());
    }
  }

  private static void refuseIfToWait(Duration wait, RateLimit limit, String what) {
    if (!wait.isZero()) {
      throw ProblemException.retryAfter(
          Problem.tooMany(
              "More than %d %s in %d seconds."
                  .formatted(limit.permits(), what, limit.period().toSeconds())),
          wait);
    }
  }

  private static String name(RoutingContext ctx) {
    return Caller.find(ctx)
        .map(caller -> "user:" + caller.tenant() + ":" + caller.subject())
        .orElseGet(() -> "address:" + ctx.request().remoteAddress().hostAddress());
  }
}
