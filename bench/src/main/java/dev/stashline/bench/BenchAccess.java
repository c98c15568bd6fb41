package dev.stashline.bench;

import dev.stashline.runtime.AuthConfig;
import dev.stashline.runtime.Caller;
import dev.stashline.runtime.Env;
import dev.stashline.runtime.Tokens;
import dev.stashline.standins.StreamEndpoint;
import dev.stashline.standins.StreamStandin;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.JWTOptions;
import io.vertx.ext.auth.PubSecKeyOptions;
import io.vertx.ext.auth.impl.jose.JWK;
import io.vertx.ext.auth.impl.jose.JWT;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;

/** By what the service, the coaches and the bare sender are known to each other and to the chat. */
final class BenchAccess {
  private static final String SECRET = "0123456789abcdef0123456789abcdef";
  private static final String CHAT_KEY = "bench-key";
  private static final String CHAT_SECRET = "bench-secret-of-the-chat-stand-in";

  private BenchAccess() {}

  /** A chat without the limits of a minute: it is asked for all that it can do. */
  static StreamStandin chat(Vertx vertx) {
    var chat = StreamStandin.start(vertx, InstantSource.system(), 0, CHAT_KEY, CHAT_SECRET);
    for (StreamEndpoint endpoint : StreamEndpoint.values()) {
      chat.limit(endpoint, Integer.MAX_VALUE);
    }
    return chat;
  }

  static BareChat bare(Vertx vertx, String chatUrl) throws IOException {
    var key = new JWK(new PubSecKeyOptions().setAlgorithm("HS256").setBuffer(CHAT_SECRET));
    var claims = new JsonObject().put("server", true);
    var token =
        new JWT()
            .addJWK(key)
            .sign(claims, new JWTOptions().setAlgorithm("HS256").setNoTimestamp(true));
    return BareChat.start(vertx, chatUrl, CHAT_KEY, token);
  }

  /** As in production, but for the limit: all requests come from one caller. */
  static Map<String, String> environment(String databaseUrl, String chatUrl) {
    return Map.of(
        "DATABASE_URL",
        databaseUrl,
        "AUTH_HS256_SECRET",
        SECRET,
        "PLAN_LINK_SECRET",
        "for this measurement",
        "STREAM_BASE_URL",
        chatUrl,
        "STREAM_API_KEY",
        CHAT_KEY,
        "STREAM_API_SECRET",
        CHAT_SECRET,
        "APP_HOST",
        "127.0.0.1",
        "APP_PORT",
        "0",
        "MANAGEMENT_PORT",
        "0",
        "RATE_LIMIT_REQUESTS",
        "0");
  }

  /** Of an admin, who may act for every coach. */
  static Map<String, String> headers() {
    var auth = new Env(Map.of("AUTH_HS256_SECRET", SECRET)::get).read(AuthConfig::from);
    var token =
        Tokens.mint(
            auth,
            new Caller("bench", Set.of("coach", Caller.ADMIN), Caller.DEFAULT_TENANT),
            Duration.ofDays(1),
            InstantSource.system());
    return Map.of("Content-Type", "application/json", "Authorization", "Bearer " + token);
  }
}
