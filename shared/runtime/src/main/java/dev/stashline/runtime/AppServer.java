package dev.stashline.runtime;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.AllowForwardHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one HTTP server of a process, on which its doors mount their routers. What no door answers is
 * a 404; what a door throws becomes a problem document.
 *
 * <p>A door must leave alone what it does not serve: it reads no body and answers nothing outside
 * its own paths.
 */
public final class AppServer {
  private static final Logger log = LoggerFactory.getLogger(AppServer.class);
  static final String STREAMS = "dev.stashline.streams";

  /** Longer than the heartbeat of an event stream, so that only the dead are cut off. */
  private static final int IDLE_SECONDS = 90;

  private final AppConfig config;
  private final HttpServer server;
  private final Router root;
  private final Set<EventStream> streams = ConcurrentHashMap.newKeySet();
  private final AccessLog accessLog = new AccessLog();

  /**
   * @param translators know the failures of libraries that a door uses; that Postgres is away is
   *     known
   */
  public AppServer(Vertx vertx, AppConfig config, Problems.Translator... translators) {
    this.config = config;
    server =
        vertx.createHttpServer(
            new HttpServerOptions()
                .setHost(config.host())
                .setPort(config.port())
                .setIdleTimeout(IDLE_SECONDS)
                .setIdleTimeoutUnit(TimeUnit.SECONDS));
    root = Router.router(vertx);
    if (config.behindProxy()) {
      root.allowForward(AllowForwardHeaders.X_FORWARD);
    }
    root.route().order(Integer.MIN_VALUE).handler(this::prepare);
    var all = new ArrayList<>(List.of(translators));
    all.add(new DatabaseAway());
    Problems.mount(root, all.toArray(Problems.Translator[]::new));
  }

  /** Adds a door's routes; each route's path is whole, from the first slash. */
  public AppServer mount(Router door) {
    root.route("/*").subRouter(door);
    return this;
  }

  /** Starts to listen. */
  public Future<Void> start() {
    return server
        .requestHandler(root)
        .listen()
        .onSuccess(up -> log.info("listening host={} port={}", config.host(), server.actualPort()))
        .mapEmpty();
  }

  /** The port on which it listens; only after the start. */
  public int actualPort() {
    return server.actualPort();
  }

  /**
   * Takes no more connections, ends event streams, lets running requests finish within the grace
   * and then cuts off what is left.
   */
  public Future<Void> stop(Duration grace) {
    streams.forEach(EventStream::close);
    return server.shutdown(grace.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void prepare(RoutingContext ctx) {
    accessLog.watch(ctx);
    ctx.put(STREAMS, streams);
    // Some addresses hold a code that opens a person's plan: no other site may learn them.
    ctx.response()
        .putHeader("Referrer-Policy", "no-referrer")
        .putHeader("X-Content-Type-Options", "nosniff");
    ctx.next();
  }
}
