package dev.stashline.runtime;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.micrometer.PrometheusScrapingHandler;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Probes and metrics on a port of their own, which must not be reachable from outside. Deploy it
 * first and undeploy it last, so that the process can always be asked.
 *
 * <pre>
 *   GET /health/live    200 while the event loop turns
 *   GET /health/ready   200, or 503 and what is down
 *   GET /health/work    200, or 503 and which work does not flow
 *   GET /metrics        Prometheus
 * </pre>
 */
public final class ManagementServer extends VerticleBase {
  private final ManagementConfig config;
  private final Health health;
  private final PrometheusMeterRegistry meters;
  private @Nullable HttpServer server;

  public ManagementServer(ManagementConfig config, Health health, PrometheusMeterRegistry meters) {
    this.config = config;
    this.health = health;
    this.meters = meters;
  }

  @Override
  public Future<?> start() {
    return vertx
        .createHttpServer()
        .requestHandler(routes())
        .listen(config.port(), config.host())
        .onSuccess(listening -> server = listening);
  }

  /** The port it listens on, once deployed. */
  public int port() {
    if (server == null) {
      throw new IllegalStateException("not deployed");
    }
    return server.actualPort();
  }

  private Router routes() {
    var router = Router.router(vertx);
    router.get("/health/live").handler(ctx -> answer(ctx, 200, Map.of("live", true)));
    router.get("/health/ready").handler(this::ready);
    router.get("/health/work").handler(this::work);
    router.get("/metrics").handler(PrometheusScrapingHandler.create(meters));
    return router;
  }

  private void ready(RoutingContext ctx) {
    health
        .readiness()
        .onSuccess(readiness -> answer(ctx, readiness.ready() ? 200 : 503, readiness))
        .onFailure(ctx::fail);
  }

  private void work(RoutingContext ctx) {
    health
        .work()
        .onSuccess(
            flows -> {
              boolean flowing = flows.values().stream().allMatch(Health.Flow::flowing);
              answer(ctx, flowing ? 200 : 503, Map.of("flowing", flowing, "work", flows));
            })
        .onFailure(ctx::fail);
  }

  private static void answer(RoutingContext ctx, int status, Object body) {
    ctx.response()
        .setStatusCode(status)
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
        .end(Json.write(body));
  }
}
