package dev.stashline.standalone.crash;

import dev.stashline.qstash.SignatureVerdict;
import dev.stashline.qstash.SignatureVerifier;
import dev.stashline.qstash.SigningKeys;
import dev.stashline.standalone.crash.Ledger.Sort;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The destination of all messages. It is never killed, so what it has answered with 2xx has
 * happened.
 *
 * <pre>
 *   /plain /delayed /queued   200 at once
 *   /slow                     200 after a while, so that kills meet deliveries under way
 *   /flaky                    500 the first time, then 200
 *   /scheduled                200 at once, what schedules publish
 *   /workflow                 as the workflow says
 * </pre>
 */
final class Receiver {
  private static final long SLOW_MILLIS = 400;
  private static final String SCHEDULED = "/scheduled";

  private final Vertx vertx;
  private final Ledger ledger;
  private final WorkflowApp workflow;
  private final SignatureVerifier verifier;
  private final Set<Long> failedOnce = ConcurrentHashMap.newKeySet();
  private final HttpServer server;

  Receiver(Vertx vertx, Ledger ledger, WorkflowApp workflow, SigningKeys keys) {
    this.vertx = vertx;
    this.ledger = ledger;
    this.workflow = workflow;
    verifier = new SignatureVerifier(keys, InstantSource.system());
    server = vertx.createHttpServer().requestHandler(this::receive);
  }

  void start() throws Exception {
    server.listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().get();
  }

  /** Where a message of this number and sort is to be delivered. */
  String url(Sort sort, long number) {
    return "http://127.0.0.1:"
        + server.actualPort()
        + "/"
        + sort.name().toLowerCase(java.util.Locale.ROOT)
        + "?number="
        + number;
  }

  /** Where schedules are to deliver. */
  String scheduledUrl() {
    return "http://127.0.0.1:" + server.actualPort() + SCHEDULED;
  }

  /** Where runs are to call. */
  String workflowUrl() {
    return "http://127.0.0.1:" + server.actualPort() + WorkflowApp.PATH;
  }

  private void receive(HttpServerRequest request) {
    request.body().onSuccess(body -> receive(request, body));
  }

  private void receive(HttpServerRequest request, Buffer body) {
    String url = "http://127.0.0.1:" + server.actualPort() + request.uri();
    var signature = verifier.verify(request.getHeader("Upstash-Signature"), url, body.getBytes());
    if (!(signature instanceof SignatureVerdict.Genuine)) {
      ledger.forged();
      request.response().setStatusCode(403).end();
      return;
    }
    if (request.path().equals(SCHEDULED)) {
      ledger.fired(header(request, "Upstash-Schedule-Id"), messageId(request), epoch(request));
      answer(request, 200);
      return;
    }
    if (request.path().equals(WorkflowApp.PATH)) {
      call(request, url, body);
      return;
    }
    long number = Long.parseLong(request.getParam("number"));
    switch (Sort.valueOf(request.path().substring(1).toUpperCase(java.util.Locale.ROOT))) {
      case FLAKY -> {
        if (failedOnce.add(number)) {
          request.response().setStatusCode(500).end();
        } else {
          accept(request, number);
        }
      }
      case SLOW -> vertx.setTimer(SLOW_MILLIS, id -> accept(request, number));
      default -> accept(request, number);
    }
  }

  private void call(HttpServerRequest request, String url, Buffer body) {
    var here = vertx.getOrCreateContext();
    String runId = header(request, "Upstash-Workflow-RunId");
    Thread.ofVirtual()
        .start(
            () -> {
              int status = workflow.called(url, runId, body.getBytes());
              here.runOnContext(v -> answer(request, status));
            });
  }

  private void accept(HttpServerRequest request, long number) {
    ledger.arrived(number, messageId(request), epoch(request));
    answer(request, 200);
  }

  private static String messageId(HttpServerRequest request) {
    return header(request, "Upstash-Message-Id");
  }

  private static int epoch(HttpServerRequest request) {
    String epoch = request.getHeader("Stashline-Epoch");
    return epoch == null ? 0 : Integer.parseInt(epoch);
  }

  private static String header(HttpServerRequest request, String name) {
    return String.valueOf(request.getHeader(name));
  }

  private static void answer(HttpServerRequest request, int status) {
    if (!request.response().closed()) {
      request
          .response()
          .setStatusCode(status)
          // It tells that this is a workflow's endpoint.
          .putHeader("Upstash-Workflow-Sdk-Version", "1")
          .end();
    }
  }
}
