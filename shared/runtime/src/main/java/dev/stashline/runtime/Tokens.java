package dev.stashline.runtime;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.JWTOptions;
import io.vertx.ext.auth.PubSecKeyOptions;
import io.vertx.ext.auth.impl.jose.JWK;
import io.vertx.ext.auth.impl.jose.JWT;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/** Makes tokens where the key is at hand: for the command line and for tests. */
public final class Tokens {
  private Tokens() {}

  /**
   * A token that {@link Authentication} with the same configuration accepts, signed by HS256.
   *
   * @throws IllegalArgumentException if the configuration has no HS256 secret
   */
  public static String mint(
      AuthConfig config, Caller caller, Duration validFor, InstantSource clock) {
    var secret =
        config
            .hs256Secret()
            .orElseThrow(() -> new IllegalArgumentException("AUTH_HS256_SECRET is not set"));
    long now = clock.instant().getEpochSecond();
    var claims =
        new JsonObject()
            .put("sub", caller.subject())
            .put("iat", now)
            .put("exp", now + validFor.toSeconds());
    config.issuer().ifPresent(issuer -> claims.put("iss", issuer));
    if (!config.audience().isEmpty()) {
      claims.put("aud", config.audience().getFirst());
    }
    put(claims, config.rolesClaim(), new JsonArray(List.copyOf(caller.roles())));
    put(claims, config.tenantClaim(), caller.tenant());
    // JWTAuth would need a Vert.x instance, and the time of the system.
    var key = new JWK(new PubSecKeyOptions().setAlgorithm("HS256").setBuffer(secret.reveal()));
    return new JWT()
        .addJWK(key)
        .sign(claims, new JWTOptions().setAlgorithm("HS256").setNoTimestamp(true));
  }

  private static void put(JsonObject claims, String path, Object value) {
    // A URL is a name, not a path.
    int dot = path.contains("/") ? -1 : path.indexOf('.');
    if (dot < 0) {
      claims.put(path, value);
      return;
    }
    String first = path.substring(0, dot);
    if (!claims.containsKey(first)) {
      claims.put(first, new JsonObject());
    }
    put(claims.getJsonObject(first), path.substring(dot + 1), value);
  }
}
