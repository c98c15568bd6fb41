package dev.stashline.providers.chat;

import dev.stashline.runtime.Secret;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.JWTOptions;
import io.vertx.ext.auth.PubSecKeyOptions;
import io.vertx.ext.auth.impl.jose.JWK;
import io.vertx.ext.auth.impl.jose.JWT;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** Tokens for Stream Chat, signed by HS256 with the application's secret. */
final class StreamTokens {

  /** Issued so long ago, for clocks that differ: a token from the future is refused. */
  private static final Duration SKEW = Duration.ofSeconds(5);

  private static final Duration SERVER_TOKEN_KEPT = Duration.ofMinutes(1);

  private final Secret secret;
  private final InstantSource clock;
  private volatile @Nullable ServerToken server;

  private record ServerToken(Instant made, String text) {
    boolean isFresh(Instant now) {
      return !now.isBefore(made) && now.isBefore(made.plus(SERVER_TOKEN_KEPT));
    }
  }

  StreamTokens(Secret secret, InstantSource clock) {
    this.secret = secret;
    this.clock = clock;
  }

  /** Ours; it may do everything. Made anew now and then: to sign is a large part of a call. */
  String server() {
    var now = clock.instant();
    var known = server;
    if (known == null || !known.isFresh(now)) {
      known =
          new ServerToken(now, signed(new JsonObject().put("server", true).put("iat", issued())));
      server = known;
    }
    return known.text();
  }

  /** A person's own. */
  String user(String userId, Duration life) {
    return signed(
        new JsonObject()
            .put("user_id", userId)
            .put("iat", issued())
            .put("exp", clock.instant().plus(life).getEpochSecond()));
  }

  private long issued() {
    return clock.instant().minus(SKEW).getEpochSecond();
  }

  private String signed(JsonObject claims) {
    // JWTAuth would need a Vert.x instance, and the time of the system.
    var key = new JWK(new PubSecKeyOptions().setAlgorithm("HS256").setBuffer(secret.reveal()));
    return new JWT()
        .addJWK(key)
        .sign(claims, new JWTOptions().setAlgorithm("HS256").setNoTimestamp(true));
  }
}
