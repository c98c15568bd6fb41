package dev.stashline.standalone;

import dev.stashline.runtime.Database;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisAPI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Something outside that the system stands on.
 *
 * @param detail what it said of itself, or why it was not reached; no secrets
 */
record Dependency(String name, boolean reached, long ms, String detail) {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  String word() {
    return reached ? "yes" : "NO";
  }

  /** Reaches for all that the settings name, side by side. Never fails. */
  static Future<List<Dependency>> checkAll(Vertx vertx, Settings settings, InstantSource clock) {
    var checks = new ArrayList<Future<Dependency>>();
    checks.add(check("postgres", () -> postgres(vertx, settings, clock)));
    settings
        .redis()
        .ifPresent(
            url ->
                checks.add(
                    check(
                        "redis",
                        () ->
                            RedisAPI.api(Redis.createClient(vertx, url.reveal()))
                                .ping(List.of())
                                .map("answers PING"))));
    settings
        .smtp()
        .host()
        .ifPresent(
            host ->
                checks.add(
                    check(
                        "mail",
                        () ->
                            vertx
                                .createNetClient()
                                .connect(settings.smtp().port(), host)
                                .compose(socket -> socket.close().map("takes connections")))));
    if (settings.qstash().token().isPresent()) {
      checks.add(qstash(vertx, settings));
    }
    return Future.all(checks).map(done -> done.<Dependency>list());
  }

  private static Future<Dependency> check(String name, Supplier<Future<String>> reach) {
    long began = System.nanoTime();
    Future<String> answer;
    try {
      answer = reach.get();
    } catch (RuntimeException e) {
      answer = Future.failedFuture(e);
    }
    return answer
        .timeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
        .map(detail -> new Dependency(name, true, millis(began), detail))
        .otherwise(e -> new Dependency(name, false, millis(began), e.getClass().getSimpleName()));
  }

  private static Future<String> postgres(Vertx vertx, Settings settings, InstantSource clock) {
    var pool = Database.open(vertx, settings.database());
    return pool.query(
            "select current_setting('server_version'), extract(epoch from clock_timestamp())::float8")
        .execute()
        .map(
            rows -> {
              var row = rows.iterator().next();
              long apart = Math.round(row.getDouble(1) * 1000 - clock.millis());
              return "version " + row.getString(0) + ", clocks " + Math.abs(apart) + " ms apart";
            })
        .eventually(pool::close);
  }

  /** Whether QStash, or the broker in its place, is there and takes our token. Never fails. */
  static Future<Dependency> qstash(Vertx vertx, Settings settings) {
    var token = settings.qstash().token();
    return token.isEmpty()
        ? Future.succeededFuture(new Dependency("qstash", false, 0, "QSTASH_TOKEN is not set"))
        : check("qstash", () -> keys(vertx.createHttpClient(), settings, token.get().reveal()));
  }

  private static Future<String> keys(HttpClient http, Settings settings, String token) {
    var options =
        new RequestOptions()
            .setAbsoluteURI(settings.qstash().url() + "/v2/keys")
            .setMethod(HttpMethod.GET);
    return http.request(options)
        .compose(request -> request.putHeader("Authorization", "Bearer " + token).send())
        .compose(
            response ->
                response.statusCode() == 200
                    ? Future.succeededFuture("accepts the token")
                    : Future.<String>failedFuture(
                        new IllegalStateException("status " + response.statusCode())))
        .eventually(http::close);
  }

  private static long millis(long began) {
    return (System.nanoTime() - began) / 1_000_000;
  }
}
