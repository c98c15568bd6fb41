package dev.stashline.runtime;

import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.Set;

/**
 * A key that machines show as their bearer token where no person asks. It lets them in there, and
 * nowhere else.
 *
 * @param setting the variable that holds the key, for whoever has to set it
 * @param key empty switches the door off
 */
public record MachineKey(String setting, Optional<Secret> key) {
  private static final String SCHEME = "Bearer ";

  /**
   * Lets a request with the key pass as the caller {@code machine}, without any role.
   *
   * @throws ProblemException 401 for any other; 503 as long as there is no key
   */
  public void identify(RoutingContext context) {
    var wanted = key.orElseThrow(() -> Problem.unavailable(setting + " is not set.").exception());
    var headers = context.request().headers().getAll("Authorization");
    boolean shown =
        headers.size() == 1
            && headers.getFirst().regionMatches(true, 0, SCHEME, 0, SCHEME.length())
            && wanted.matches(headers.getFirst().substring(SCHEME.length()).strip());
    if (!shown) {
      throw Authentication.refusal("The key is required, and must be the right one.");
    }
    context.put(Caller.KEY, new Caller("machine", Set.of(), Caller.DEFAULT_TENANT));
    context.next();
  }
}
