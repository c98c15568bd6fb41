package dev.stashline.broker;

import dev.stashline.qstash.SigningKeys;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;

/**
 * The endpoints. Matches the raw path: a destination URL is part of it, and a router that folds
 * {@code //} or decodes would break it.
 */
final class Api {
  /** Documented, and not here yet: better said than taken for a wrong address. */
  private static final List<String> LATER =
      List.of(
          "enqueue/",
          "queues",
          "schedules",
          "topics",
          "flowControl",
          "globalParallelism",
          "workflows",
          "wait/",
          "notify/",
          "waiters/",
          "trigger/");

  private final PublishApi publish;
  private final MessageApi messages;
  private final DlqApi dlq;
  private final LogApi log;
  private final Accounts accounts;

  Api(PublishApi publish, MessageApi messages, DlqApi dlq, LogApi log, Accounts accounts) {
    this.publish = publish;
    this.messages = messages;
    this.dlq = dlq;
    this.log = log;
    this.accounts = accounts;
  }

  /** Answers, or fails, or throws what {@link BrokerServer} turns into an error answer. */
  Future<ApiAnswer> answer(ApiRequest request) {
    String path = request.path();
    if (path.startsWith("/v2/publish/")) {
      require("POST", request);
      return publish.publish(request);
    }
    return switch (request.method() + " " + path) {
      case "POST /v2/batch" -> publish.batch(request);
      case "DELETE /v2/messages" -> messages.cancelMany(request);
      case "GET /v2/events" -> log.list(request, "events");
      case "GET /v2/logs" -> log.list(request, "events", "logs");
      case "GET /v2/keys" -> accounts.keys(request.account()).map(Api::keys);
      case "POST /v2/keys/rotate" -> accounts.rotate(request.account()).map(Api::keys);
      case "GET /v2/dlq" -> dlq.list(request);
      case "DELETE /v2/dlq" -> dlq.deleteMany(request);
      case "POST /v2/dlq/retry" -> dlq.retryMany(request);
      default -> one(request, path);
    };
  }

  private Future<ApiAnswer> one(ApiRequest request, String path) {
    if (path.startsWith("/v2/messages/")) {
      String id = path.substring("/v2/messages/".length());
      return switch (request.method()) {
        case "GET" -> messages.get(request, id);
        case "DELETE" -> messages.cancel(request, id);
        default -> throw notAllowed();
      };
    }
    if (path.startsWith("/v2/dlq/retry/")) {
      require("POST", request);
      return dlq.retry(request, path.substring("/v2/dlq/retry/".length()));
    }
    if (path.startsWith("/v2/dlq/")) {
      String id = path.substring("/v2/dlq/".length());
      return switch (request.method()) {
        case "GET" -> dlq.get(request, id);
        case "DELETE" -> dlq.delete(request, id);
        default -> throw notAllowed();
      };
    }
    if (LATER.stream().anyMatch(later -> path.startsWith("/v2/" + later))) {
      throw new ApiError(404, "this broker does not serve " + path.split("/")[2] + " yet");
    }
    throw new ApiError(404, "no such endpoint");
  }

  private static void require(String method, ApiRequest request) {
    if (!request.method().equals(method)) {
      throw notAllowed();
    }
  }

  private static ApiError notAllowed() {
    return new ApiError(405, "method not allowed");
  }

  private static ApiAnswer keys(SigningKeys keys) {
    return ApiAnswer.ok(Map.of("current", keys.current(), "next", keys.next()));
  }
}
