package dev.stashline.standins;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.PubSecKeyOptions;
import io.vertx.ext.auth.impl.jose.JWK;
import io.vertx.ext.auth.impl.jose.JWT;
import java.security.SignatureException;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Who may call: the application, by its key and a server token that its secret has signed.
 *
 * <pre>
 *   401 code 2    api_key is missing or another one
 *   401 code 5    Stream-Auth-Type is not jwt; the token is missing or has a prefix
 *   401 code 43   signed by another secret, or not by HS256
 *   401 code 40, 41, 42   expired; not valid yet; issued in the future
 *   403 code 17   a user's token: what is served here is for servers
 * </pre>
 */
final class StreamGate {

  private static final int BAD_KEY = 2;
  private static final int UNAUTHENTICATED = 5;
  private static final int NOT_ALLOWED = 17;
  private static final int EXPIRED = 40;
  private static final int NOT_YET_VALID = 41;
  private static final int ISSUED_IN_FUTURE = 42;
  private static final int BAD_SIGNATURE = 43;

  private final InstantSource clock;
  private volatile String apiKey;
  private volatile String apiSecret;

  StreamGate(InstantSource clock, String apiKey, String apiSecret) {
    this.clock = clock;
    this.apiKey = apiKey;
    this.apiSecret = apiSecret;
  }

  /** Takes this key and secret from now on, and no other. */
  void change(String key, String secret) {
    apiKey = key;
    apiSecret = secret;
  }

  void admit(HttpServerRequest request) throws StreamRefusal {
    if (!apiKey.equals(request.getParam("api_key"))) {
      throw new StreamRefusal(401, BAD_KEY, "api_key not found");
    }
    if (!"jwt".equals(request.getHeader("Stream-Auth-Type"))) {
      throw new StreamRefusal(401, UNAUTHENTICATED, "stream-auth-type must be jwt or anonymous");
    }
    String token = request.getHeader("Authorization");
    if (token == null || token.isBlank() || token.contains(" ")) {
      throw new StreamRefusal(
          401, UNAUTHENTICATED, "Authorization must be the token and nothing else");
    }
    if (!Boolean.TRUE.equals(claims(token).getValue("server"))) {
      throw new StreamRefusal(403, NOT_ALLOWED, "the token is not a server token");
    }
  }

  /** What a token says whose signature and times are good. */
  JsonObject claims(String token) throws StreamRefusal {
    JsonObject claims = signed(token);
    long now = clock.instant().getEpochSecond();
    if (claims.getValue("exp") instanceof Number exp && exp.longValue() <= now) {
      throw new StreamRefusal(401, EXPIRED, "token is expired");
    }
    if (claims.getValue("nbf") instanceof Number nbf && nbf.longValue() > now) {
      throw new StreamRefusal(401, NOT_YET_VALID, "token is not valid yet");
    }
    if (claims.getValue("iat") instanceof Number iat && iat.longValue() > now) {
      throw new StreamRefusal(
          401,
          ISSUED_IN_FUTURE,
          "token used before issue at (iat): " + Instant.ofEpochSecond(iat.longValue()));
    }
    return claims;
  }

  private JsonObject signed(String token) throws StreamRefusal {
    var key = new JWK(new PubSecKeyOptions().setAlgorithm("HS256").setBuffer(apiSecret));
    try {
      return new JWT().addJWK(key).decode(token);
    } catch (SignatureException | RuntimeException e) {
      throw new StreamRefusal(401, BAD_SIGNATURE, "Token signature is invalid");
    }
  }
}
