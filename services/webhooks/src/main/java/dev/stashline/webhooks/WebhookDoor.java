package dev.stashline.webhooks;

import dev.stashline.jobs.Failure;
import dev.stashline.jobs.JobQueue;
import dev.stashline.jobs.NewJob;
import dev.stashline.qstash.BadRequestException;
import dev.stashline.qstash.CurrentVerifier;
import dev.stashline.qstash.HeaderNames;
import dev.stashline.qstash.ReceivedDelivery;
import dev.stashline.qstash.SignatureVerdict;
import dev.stashline.qstash.SignatureVerifier;
import dev.stashline.qstash.SigningKeys;
import dev.stashline.runtime.AccessLog;
import dev.stashline.runtime.AppConfig;
import dev.stashline.runtime.Json;
import dev.stashline.runtime.Migrations;
import dev.stashline.runtime.Problem;
import dev.stashline.runtime.Problem.FieldError;
import dev.stashline.runtime.ProblemException;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.pgclient.PgException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes deliveries of QStash, or of a broker that speaks its protocol. A delivery is answered 200
 * only when its job is durable; there is no way round the signature. Remembers nothing itself:
 * receipts are rows.
 */
public final class WebhookDoor {
  /** What {@link Migrations} needs to make the table of receipts. */
  public static final Migrations.Owner MIGRATIONS = Receipts.OWNER;

  private static final Logger log = LoggerFactory.getLogger(WebhookDoor.class);

  /**
   * When QStash should come again after a fault of ours: Postgres needs about so long to return.
   */
  private static final Duration AGAIN_AFTER = Duration.ofSeconds(5);

  /** The longest wait for a commit. What commits later is found by its receipt. */
  private static final Duration ACCEPT_WITHIN = Duration.ofSeconds(15);

  private final Vertx vertx;
  private final AppConfig config;
  private final CurrentVerifier verifier;
  private final List<Route<?>> routes;
  private final Receipts receipts;

  private record Accepted(boolean success, String message, UUID jobId) {}

  /**
   * @param keys asked for each delivery, so that keys can be rotated at run time; empty while none
   *     are configured, and then every delivery is answered 503
   * @param routes from {@link Routes}
   */
  public WebhookDoor(
      Vertx vertx,
      AppConfig config,
      Supplier<Optional<SigningKeys>> keys,
      InstantSource clock,
      JobQueue jobs,
      List<Route<?>> routes) {
    this.vertx = vertx;
    this.config = config;
    verifier = new CurrentVerifier(keys, clock);
    this.routes = routes;
    receipts = new Receipts(jobs, clock);
  }

  /** The router of the door, for {@code AppServer.mount}; says at once if there are no keys. */
  public Router router() {
    if (verifier.get().isEmpty()) {
      log.warn(
          "no signing keys: deliveries are refused with 503 until QSTASH_CURRENT_SIGNING_KEY and"
              + " QSTASH_NEXT_SIGNING_KEY are set");
    }
    var router = Router.router(vertx);
    for (Route<?> route : routes) {
      router
          .post(route.path())
          .handler(BodyHandler.create(false).setBodyLimit(config.bodyLimit()))
          .handler(ctx -> receive(route, ctx));
      router.route(route.path()).handler(WebhookDoor::refuseMethod);
    }
    return router;
  }

  private void receive(Route<?> route, RoutingContext ctx) {
    AccessLog.operation(ctx, "webhook");
    byte[] body = ctx.body().buffer() == null ? new byte[0] : ctx.body().buffer().getBytes();
    verify(route, ctx, body);
    ReceivedDelivery delivery = delivery(ctx);
    NewJob job = route.jobOf(body);
    receipts
        .accept(route.path(), delivery, job)
        .timeout(ACCEPT_WITHIN.toMillis(), TimeUnit.MILLISECONDS)
        .onSuccess(jobId -> answer(ctx, jobId))
        .onFailure(failure -> ctx.fail(notAccepted(delivery, failure)));
  }

  /**
   * The URL is compared as it was published: our public address, the path, and the query if there
   * is one. The host that the request names counts for nothing.
   */
  private void verify(Route<?> route, RoutingContext ctx, byte[] body) {
    String query = ctx.request().query();
    String url = config.publicUrl(route.path()) + (query == null ? "" : "?" + query);
    var verdict = verifier().verify(ctx.request().getHeader(HeaderNames.SIGNATURE), url, body);
    switch (verdict) {
      case SignatureVerdict.Genuine genuine -> {
        if (genuine.withNextKey()) {
          log.info("signed with the next key: the sender has rotated, our settings have not yet");
        }
      }
      case SignatureVerdict.Rejected rejected -> {
        log.warn("delivery refused path={} reason={}", route.path(), rejected.reason());
        throw Refusal.of(rejected);
      }
    }
  }

  private SignatureVerifier verifier() {
    return verifier
        .get()
        .orElseThrow(
            () ->
                Refusal.of(
                    new Failure.RetryLater(
                        Duration.ofMinutes(1), "No signing keys are configured.")));
  }

  private static ReceivedDelivery delivery(RoutingContext ctx) {
    try {
      return ReceivedDelivery.of(name -> ctx.request().getHeader(name));
    } catch (BadRequestException e) {
      throw Refusal.unusable(
          e.faults().stream().map(f -> new FieldError(f.field(), f.reason())).toList());
    }
  }

  private static void answer(RoutingContext ctx, UUID jobId) {
    ctx.response()
        .putHeader("Content-Type", "application/json")
        .end(Json.write(new Accepted(true, "The work is queued.", jobId)));
  }

  private static ProblemException notAccepted(ReceivedDelivery delivery, Throwable failure) {
    // Not the exception itself: what Postgres says may repeat what was to be stored.
    log.error(
        "delivery not accepted, the sender will try again messageId={} cause={} sqlState={}",
        delivery.messageId(),
        failure.getClass().getName(),
        failure instanceof PgException e ? e.getSqlState() : "-");
    return Refusal.of(
        new Failure.RetryLater(AGAIN_AFTER, "It could not be stored. Please deliver it again."));
  }

  private static void refuseMethod(RoutingContext ctx) {
    throw new ProblemException(
        Problem.of(405, "Deliveries come by POST."), Map.of("Allow", "POST"));
  }
}
