package dev.stashline.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ManagementServerIT {
  private final Vertx vertx = Vertx.vertx();
  private final HttpClient http = HttpClient.newHttpClient();
  private final PrometheusMeterRegistry meters =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Health health = new Health(Duration.ofMillis(200), InstantSource.system());
  private final ManagementServer server =
      new ManagementServer(new ManagementConfig("127.0.0.1", 0), health, meters);

  @BeforeEach
  void deploy() throws Exception {
    vertx.deployVerticle(server).await(10, TimeUnit.SECONDS);
  }

  @AfterEach
  void close() throws Exception {
    vertx.close().await(10, TimeUnit.SECONDS);
    http.close();
  }

  @Test
  void it_is_ready_only_between_opening_and_draining() throws Exception {
    assertThat(get("/health/ready").statusCode()).isEqualTo(503);
    assertThat(get("/health/live").statusCode()).isEqualTo(200);
    health.open();
    assertThat(get("/health/ready").statusCode()).isEqualTo(200);
    health.drain();
    var draining = get("/health/ready");
    assertThat(draining.statusCode()).isEqualTo(503);
    assertThat(Json.tree(draining.body()).get("phase").asText()).isEqualTo("DRAINING");
  }

  @Test
  void it_names_what_is_down_and_why_without_the_failures_words() throws Exception {
    health
        .require("postgres", Future::succeededFuture)
        .require("redis", () -> Future.failedFuture(new IllegalStateException("planted-password")))
        .require("cluster", () -> Promise.<Void>promise().future())
        .require(
            "mail",
            () -> {
              throw new IllegalArgumentException("planted-password");
            })
        .open();
    var ready = get("/health/ready");
    assertThat(ready.statusCode()).isEqualTo(503);
    assertThat(ready.body()).doesNotContain("planted-password");
    var checks = Json.tree(ready.body()).get("checks");
    assertThat(checks.get("postgres").get("up").asBoolean()).isTrue();
    assertThat(checks.get("postgres").get("ms").isIntegralNumber()).isTrue();
    assertThat(checks.get("redis").get("reason").asText()).isEqualTo("IllegalStateException");
    assertThat(checks.get("cluster").get("reason").asText()).isEqualTo("timeout");
    assertThat(checks.get("mail").get("up").asBoolean()).isFalse();
  }

  @Test
  void X12_work_that_does_not_flow_is_told_apart_from_a_process_that_is_down() throws Exception {
    health
        .watch(
            "plans",
            () ->
                Future.succeededFuture(
                    new Health.Flow(false, Map.of("oldestWaitingSeconds", 4_000))))
        .open();
    assertThat(get("/health/live").statusCode()).isEqualTo(200);
    assertThat(get("/health/ready").statusCode()).isEqualTo(200);
    var work = get("/health/work");
    assertThat(work.statusCode()).isEqualTo(503);
    assertThat(Json.tree(work.body()).at("/work/plans/detail/oldestWaitingSeconds").asInt())
        .isEqualTo(4_000);
  }

  @Test
  void it_serves_meters_to_prometheus_and_nothing_else() throws Exception {
    meters.counter("jobs.attempts", "queue", "plans").increment(3);
    assertThat(get("/metrics").body()).contains("jobs_attempts_total{queue=\"plans\"} 3.0");
    assertThat(get("/").statusCode()).isEqualTo(404);
  }

  private HttpResponse<String> get(String path) throws Exception {
    var uri = URI.create("http://127.0.0.1:" + server.port() + path);
    return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }
}
