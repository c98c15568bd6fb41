package dev.stashline.plans;

import dev.stashline.runtime.Caller;
import dev.stashline.runtime.Problem;
import dev.stashline.runtime.ProblemException;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds the person whom a request speaks of, and only if the asker may see that person: the owner,
 * an admin of the tenant, or whoever holds the link from the mail. To anybody else the person does
 * not exist.
 */
final class PlanViewer {
  private final PlanStore store;
  private final PlanLink link;
  private final InstantSource clock;

  PlanViewer(PlanStore store, PlanLink link, InstantSource clock) {
    this.store = store;
    this.link = link;
    this.clock = clock;
  }

  /** Fails with a 400, 401 or 404 problem. */
  Future<Person> find(RoutingContext ctx) {
    String token = query(ctx, "token");
    if (token != null) {
      return link.open(token, clock.instant())
          .map(store::find)
          .orElseGet(() -> Future.succeededFuture(Optional.empty()))
          .map(
              found ->
                  found.orElseThrow(
                      () -> notFound("This link is not valid, or not valid any more.")));
    }
    String code = query(ctx, "code");
    String email = query(ctx, "email");
    var caller = Caller.of(ctx);
    Future<Optional<Person>> search;
    if (code != null) {
      search = store.findByCode(caller.tenant(), code);
    } else if (email != null) {
      search = store.findByEmail(caller.tenant(), email);
    } else {
      return Future.failedFuture(Problem.badRequest("Give code, email or token.").exception());
    }
    return search.map(
        found ->
            found
                .filter(
                    person -> caller.has(Caller.ADMIN) || person.owner().equals(caller.subject()))
                .orElseThrow(() -> notFound("Nobody is known by this code or address.")));
  }

  private static @Nullable String query(RoutingContext ctx, String name) {
    var values = ctx.queryParam(name);
    return values.isEmpty() || values.getFirst().isBlank() ? null : values.getFirst();
  }

  private static ProblemException notFound(String detail) {
    return Problem.notFound(detail).exception();
  }
}
