package dev.stashline.bench;

import dev.stashline.runtime.AuthConfig;
import dev.stashline.runtime.Caller;
import dev.stashline.runtime.Env;
import dev.stashline.runtime.Tokens;
import dev.stashline.standalone.Stashline;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** How what is measured is set up, and by what those around it are known to it. */
final class BenchAccess {
  private static final String SECRET = "0123456789abcdef0123456789abcdef";
  private static final String CHAT_KEY = "bench-key";
  private static final String CHAT_SECRET = "bench-secret-of-the-chat-stand-in";

  /** Its group is the port of the app. */
  private static final Pattern SERVING =
      Pattern.compile("(?=.*serving).*\"app\":\"http://localhost:(\\d+)\"");

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

  /** As in production, but for the limits: all requests come from one caller. */
  static Map<String, String> environment(String databaseUrl) {
    return Map.of(
        "DATABASE_URL", databaseUrl,
        "AUTH_HS256_SECRET", SECRET,
        "PLAN_LINK_SECRET", "for this measurement",
        "APP_HOST", "127.0.0.1",
        "APP_PORT", "0",
        "MANAGEMENT_PORT", "0",
        "RATE_LIMIT_REQUESTS", "0",
        "RATE_LIMIT_MISSES", "0");
  }

  static Map<String, String> environment(String databaseUrl, String chatUrl) {
    var environment = new HashMap<>(environment(databaseUrl));
    environment.put("STREAM_BASE_URL", chatUrl);
    environment.put("STREAM_API_KEY", CHAT_KEY);
    environment.put("STREAM_API_SECRET", CHAT_SECRET);
    return environment;
  }

  /** Runs roles in a process of their own. */
  static ChildJvm serve(String roles, Map<String, String> environment) throws IOException {
    return ChildJvm.start(Stashline.class, List.of("serve", roles), environment, SERVING);
  }

  /** Makes the tables. */
  static void migrate(Map<String, String> environment) throws IOException {
    ChildJvm.start(
            Stashline.class, List.of("migrate"), environment, Pattern.compile("migrations applied"))
        .close();
  }

  /** Of a caller with these roles. */
  static Map<String, String> headers(String... roles) {
    var auth = new Env(Map.of("AUTH_HS256_SECRET", SECRET)::get).read(AuthConfig::from);
    var token =
        Tokens.mint(
            auth,
            new Caller("bench", Set.of(roles), Caller.DEFAULT_TENANT),
            Duration.ofDays(1),
            InstantSource.system());
    return Map.of("Content-Type", "application/json", "Authorization", "Bearer " + token);
  }
}
