package dev.stashline.runtime;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.JWTOptions;
import io.vertx.ext.auth.jwt.JWTAuth;
import io.vertx.ext.auth.jwt.JWTAuthOptions;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An issuer's public keys (JWKS, RFC 7517), fetched when first needed and again when a token names
 * a key that is not among them, but not more often than {@link #BETWEEN_FETCHES}: whoever sends
 * made-up key ids must not make us ask the issuer each time. Safe from any thread.
 */
final class PublicKeys {
  static final Duration BETWEEN_FETCHES = Duration.ofSeconds(10);

  /** After this, a key that the issuer took back is no longer believed. */
  static final Duration OLD = Duration.ofMinutes(10);

  private static final long TIMEOUT_MILLIS = 5_000;
  private static final Set<String> PUBLIC_PARTS =
      Set.of("kty", "kid", "use", "alg", "n", "e", "crv", "x", "y");
  private static final Logger log = LoggerFactory.getLogger(PublicKeys.class);

  private final Vertx vertx;
  private final InstantSource clock;
  private final URI url;
  private final WebClient client;

  private @Nullable Known known;
  private @Nullable Instant lastFetch;
  private @Nullable Future<Known> fetching;

  PublicKeys(Vertx vertx, InstantSource clock, URI url) {
    this.vertx = vertx;
    this.clock = clock;
    this.url = url;
    client = WebClient.create(vertx, new WebClientOptions().setFollowRedirects(false));
  }

  private record Known(JWTAuth verifier, Set<String> ids, int count, Instant since) {
    boolean mayHave(Optional<String> id) {
      return count > 0 && (id.isEmpty() || ids.contains(id.get()));
    }
  }

  /**
   * The verifier to ask for a token that names key {@code id}, or empty if the issuer has no such
   * key. Fails if the keys cannot be fetched and there are none from before.
   */
  Future<Optional<JWTAuth>> verifier(Optional<String> id) {
    return current(id).map(k -> k.mayHave(id) ? Optional.of(k.verifier()) : Optional.empty());
  }

  private synchronized Future<Known> current(Optional<String> id) {
    var now = clock.instant();
    boolean fresh = known != null && now.isBefore(known.since().plus(OLD));
    if (known != null && fresh && known.mayHave(id)) {
      return Future.succeededFuture(known);
    }
    if (fetching != null) {
      return fetching;
    }
    if (lastFetch != null && now.isBefore(lastFetch.plus(BETWEEN_FETCHES))) {
      return known != null && fresh
          ? Future.succeededFuture(known)
          : Future.failedFuture("the issuer's keys could not be fetched");
    }
    lastFetch = now;
    Future<Known> fetch = fetch();
    fetching = fetch;
    fetch.onComplete(result -> settle(result.succeeded() ? result.result() : null, result.cause()));
    return fetch;
  }

  private synchronized void settle(@Nullable Known fetched, @Nullable Throwable cause) {
    fetching = null;
    if (fetched != null) {
      known = fetched;
    } else {
      log.warn("keys not fetched url={} cause={}", url, Objects.toString(cause));
    }
  }

  private Future<Known> fetch() {
    return client
        .getAbs(url.toString())
        .timeout(TIMEOUT_MILLIS)
        .send()
        .map(
            response -> {
              if (response.statusCode() != 200) {
                throw new IllegalStateException("status " + response.statusCode());
              }
              return read(response.bodyAsJsonObject().getJsonArray("keys", new JsonArray()));
            });
  }

  private Known read(JsonArray keys) {
    List<JsonObject> usable = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    for (Object key : keys) {
      if (key instanceof JsonObject jwk && usable(jwk)) {
        var shown = new JsonObject();
        jwk.fieldNames().stream()
            .filter(PUBLIC_PARTS::contains)
            .forEach(part -> shown.put(part, jwk.getValue(part)));
        shown.put("alg", algorithm(jwk));
        usable.add(shown);
        if (jwk.getValue("kid") instanceof String id) {
          ids.add(id);
        }
      }
    }
    var options =
        new JWTAuthOptions()
            .setJwks(usable)
            .setJWTOptions(new JWTOptions().setIgnoreExpiration(true));
    return new Known(JWTAuth.create(vertx, options), ids, usable.size(), clock.instant());
  }

  /** Never a symmetric key: whoever can read the document could then sign. */
  private static boolean usable(JsonObject jwk) {
    String algorithm = algorithm(jwk);
    return !algorithm.isEmpty()
        && algorithm.equals(jwk.getValue("alg", algorithm))
        && !"enc".equals(jwk.getValue("use"));
  }

  /** The algorithm for this kind of key; empty for a kind that is not believed. */
  private static String algorithm(JsonObject jwk) {
    if ("RSA".equals(jwk.getValue("kty"))) {
      return "RS256";
    }
    return "EC".equals(jwk.getValue("kty")) && "P-256".equals(jwk.getValue("crv")) ? "ES256" : "";
  }
}
