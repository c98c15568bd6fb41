package dev.stashline.runtime;

import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.Set;

/**
 * Who asks.
 *
 * @param subject the user's id, as the issuer of the token knows it
 * @param roles such as {@code coach}, {@code expert}, {@code admin}; may be empty
 * @param tenant the organisation; {@value #DEFAULT_TENANT} where the token names none
 */
public record Caller(String subject, Set<String> roles, String tenant) {
  public static final String DEFAULT_TENANT = "default";
  public static final String ADMIN = "admin";

  /** The key of the caller in a {@link RoutingContext}. */
  static final String KEY = "stashline.caller";

  public Caller {
    roles = Set.copyOf(roles);
  }

  /**
   * The caller that {@link Authentication} found.
   *
   * @throws ProblemException 401 if nobody was found
   */
  public static Caller of(RoutingContext context) {
    return find(context).orElseThrow(() -> Authentication.refusal("A bearer token is required."));
  }

  public static Optional<Caller> find(RoutingContext context) {
    return Optional.ofNullable(context.get(KEY));
  }

  public boolean has(String role) {
    return roles.contains(role);
  }

  /**
   * Passes if the caller has one of the roles, or is an admin.
   *
   * @throws ProblemException 403 otherwise
   */
  public Caller require(String... oneOf) {
    if (!has(ADMIN) && Set.of(oneOf).stream().noneMatch(this::has)) {
      throw Problem.forbidden("This needs the role " + String.join(" or ", oneOf) + ".")
          .exception();
    }
    return this;
  }
}
