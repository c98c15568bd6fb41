package dev.stashline.runtime;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.JWTOptions;
import io.vertx.ext.auth.PubSecKeyOptions;
import io.vertx.ext.auth.User;
import io.vertx.ext.auth.authentication.TokenCredentials;
import io.vertx.ext.auth.jwt.JWTAuth;
import io.vertx.ext.auth.jwt.JWTAuthOptions;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.AuthenticationHandler;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Tells who asks, by the bearer token and by nothing else: no other header, address or user agent
 * lets anybody in.
 *
 * <pre>
 *   alg            key
 *   HS256          the shared secret
 *   RS256, ES256   the issuer's public keys
 *   other, none    refused
 * </pre>
 */
public final class Authentication {
  private static final Caller LOCAL_ADMIN =
      new Caller("local", Set.of(Caller.ADMIN), Caller.DEFAULT_TENANT);

  private final AuthConfig config;
  private final InstantSource clock;
  private final Optional<JWTAuth> shared;
  private final Optional<PublicKeys> published;

  public Authentication(Vertx vertx, AuthConfig config, InstantSource clock) {
    this.config = config;
    this.clock = clock;
    shared = config.hs256Secret().map(secret -> JWTAuth.create(vertx, hs256(secret)));
    published = config.jwksUrl().map(url -> new PublicKeys(vertx, clock, url));
  }

  /**
   * Lets requests with a good token pass, their {@link Caller} beside them; answers others by 401.
   * Put {@link Problems} on the same router.
   */
  public AuthenticationHandler required() {
    return context -> identify(context, false);
  }

  /** Lets requests without a token pass as well; a bad token is still refused. */
  public AuthenticationHandler optional() {
    return context -> identify(context, true);
  }

  /**
   * Whose token this is. Fails with a {@link ProblemException}: 401 for a bad token, 503 if the
   * issuer's keys are out of reach. Mode OPEN does not look at it.
   */
  public Future<Caller> authenticate(String token) {
    if (config.mode() == AuthConfig.Mode.OPEN) {
      return Future.succeededFuture(LOCAL_ADMIN);
    }
    return verifier(header(token))
        .compose(verifier -> genuine(verifier, token))
        .map(user -> caller(new Claims(user.attributes().getJsonObject("accessToken"))));
  }

  /** A 401 that names the scheme (RFC 6750, section 3). */
  static ProblemException refusal(String detail) {
    return new ProblemException(Problem.unauthorized(detail), Map.of("WWW-Authenticate", "Bearer"));
  }

  private void identify(RoutingContext context, boolean anonymousPasses) {
    var headers = context.request().headers().getAll("Authorization");
    if (config.mode() == AuthConfig.Mode.OPEN) {
      context.put(Caller.KEY, LOCAL_ADMIN);
      context.next();
    } else if (headers.isEmpty() && anonymousPasses) {
      context.next();
    } else if (headers.size() != 1 || !headers.getFirst().regionMatches(true, 0, "Bearer ", 0, 7)) {
      context.fail(refusal("A bearer token is required."));
    } else {
      // Keys may have to be fetched first; the body must still be there afterwards.
      context.request().pause();
      authenticate(headers.getFirst().substring(7).strip())
          .onComplete(
              caller -> {
                context.request().resume();
                context.put(Caller.KEY, caller);
                context.next();
              },
              failure -> {
                context.request().resume();
                context.fail(failure);
              });
    }
  }

  private Future<JWTAuth> verifier(JsonObject header) {
    // Extensions that must be understood (RFC 7515, section 4.1.11): we understand none.
    if (header.containsKey("crit")) {
      return Future.failedFuture(refusal("The token has critical extensions."));
    }
    return switch (String.valueOf(header.getValue("alg"))) {
      case "HS256" -> shared.map(Future::succeededFuture).orElseGet(Authentication::wrongAlgorithm);
      case "RS256", "ES256" ->
          published.map(keys -> published(keys, header)).orElseGet(Authentication::wrongAlgorithm);
      default -> wrongAlgorithm();
    };
  }

  /** The library throws where claims have unusual types; that is a bad token like any other. */
  private static Future<User> genuine(JWTAuth verifier, String token) {
    return Future.succeededFuture(new TokenCredentials(token))
        .compose(verifier::authenticate)
        .recover(e -> Future.failedFuture(refusal("The token is not genuine.")));
  }

  private static Future<JWTAuth> published(PublicKeys keys, JsonObject header) {
    var id = Optional.ofNullable(header.getValue("kid")).map(Object::toString);
    return keys.verifier(id)
        .recover(
            e ->
                Future.failedFuture(
                    ProblemException.retryAfter(
                        Problem.unavailable("The issuer's keys are out of reach."),
                        PublicKeys.BETWEEN_FETCHES)))
        .map(known -> known.orElseThrow(() -> refusal("The token's key is not known.")));
  }

  private Caller caller(Claims claims) {
    claims
        .fault(config, clock.instant())
        .ifPresent(
            fault -> {
              throw refusal(fault);
            });
    return claims.caller(config).orElseThrow(() -> refusal("The token names no subject."));
  }

  private static Future<JWTAuth> wrongAlgorithm() {
    return Future.failedFuture(refusal("The token's algorithm is not accepted."));
  }

  private static JsonObject header(String token) {
    int dot = token.indexOf('.');
    try {
      byte[] json = Base64.getUrlDecoder().decode(token.substring(0, Math.max(dot, 0)));
      return new JsonObject(new String(json, StandardCharsets.UTF_8));
    } catch (DecodeException | IllegalArgumentException e) {
      return new JsonObject();
    }
  }

  private static JWTAuthOptions hs256(Secret secret) {
    // Times are checked against our clock, in Claims.
    return new JWTAuthOptions()
        .addPubSecKey(new PubSecKeyOptions().setAlgorithm("HS256").setBuffer(secret.reveal()))
        .setJWTOptions(new JWTOptions().setIgnoreExpiration(true));
  }
}
