package dev.stashline.runtime;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * Whose tokens are believed.
 *
 * @param jwksUrl public keys for RS256 and ES256
 * @param hs256Secret shared key for HS256
 * @param issuer the {@code iss} that a token must have; empty for any
 * @param audience of which a token's {@code aud} must have one; empty for any
 * @param rolesClaim the claim's name, or a path with dots
 * @param tenantClaim the claim's name, or a path with dots
 */
public record AuthConfig(
    Mode mode,
    Optional<URI> jwksUrl,
    Optional<Secret> hs256Secret,
    Optional<String> issuer,
    List<String> audience,
    String rolesClaim,
    String tenantClaim) {
  /** A key for HS256 is at least as long as the hash: RFC 7518, section 3.2. */
  private static final int LEAST_SECRET_BYTES = 32;

  /** OPEN lets everybody in as a local admin: for development on loopback alone. */
  public enum Mode {
    JWT,
    OPEN
  }

  public static AuthConfig from(Env env) {
    var mode =
        env.choice(
            "AUTH_MODE",
            Mode.class,
            Mode.JWT,
            "jwt checks bearer tokens; open lets everybody in as admin, for development only");
    var jwksUrl =
        env.optionalUri("AUTH_JWKS_URL", "Where the public keys of the token issuer are (JWKS)");
    var secret =
        env.optionalSecret("AUTH_HS256_SECRET", "The key of tokens signed by HS256, 32 bytes");
    var supabase = env.optionalSecret("SUPABASE_JWT_SECRET", "Another name for AUTH_HS256_SECRET");
    check(env, "AUTH_HS256_SECRET", secret);
    check(env, "SUPABASE_JWT_SECRET", supabase);
    var key = secret.or(() -> supabase);
    if (mode == Mode.JWT && jwksUrl.isEmpty() && key.isEmpty()) {
      env.problem("AUTH_JWKS_URL", "or AUTH_HS256_SECRET is required while AUTH_MODE is jwt");
    }
    return new AuthConfig(
        mode,
        jwksUrl,
        key,
        env.optionalText("AUTH_ISSUER", "The issuer that a token must name (iss); unset for any"),
        env.list(
            "AUTH_AUDIENCE",
            List.of(),
            "The audiences of which a token must name one (aud); unset for any"),
        env.text(
            "AUTH_ROLES_CLAIM",
            "app_metadata.roles",
            "The claim that lists a caller's roles; dots lead into objects"),
        env.text(
            "AUTH_TENANT_CLAIM",
            "app_metadata.tenant",
            "The claim that names a caller's organisation; dots lead into objects"));
  }

  private static void check(Env env, String name, Optional<Secret> secret) {
    secret
        .filter(s -> s.reveal().getBytes(StandardCharsets.UTF_8).length < LEAST_SECRET_BYTES)
        .ifPresent(s -> env.problem(name, "must be at least " + LEAST_SECRET_BYTES + " bytes"));
  }
}
