package dev.stashline.messages;

import dev.stashline.runtime.Caller;
import dev.stashline.runtime.Problem;
import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;

/**
 * Whose messages a request speaks of. A coach acts for nobody else; an admin may name the coach.
 *
 * @param actor who does it, for the audit
 */
record Coach(String tenant, String id, String actor) {
  static final String ROLE = "coach";

  /**
   * @param named the coach that the request names; null for the caller
   * @throws dev.stashline.runtime.ProblemException 403 if the caller is no coach, or names another
   */
  static Coach of(RoutingContext ctx, @Nullable String named) {
    var caller = Caller.of(ctx).require(ROLE);
    if (named != null && !named.equals(caller.subject()) && !caller.has(Caller.ADMIN)) {
      throw Problem.forbidden("A coach acts for nobody else.").exception();
    }
    return new Coach(caller.tenant(), named == null ? caller.subject() : named, caller.subject());
  }

  /** By the query's {@code coachId}. */
  static Coach of(RoutingContext ctx) {
    var named = ctx.queryParam("coachId");
    return of(ctx, named.isEmpty() ? null : named.getFirst());
  }

  boolean owns(ScheduledMessage message) {
    return message.tenant().equals(tenant) && message.coach().equals(id);
  }
}
