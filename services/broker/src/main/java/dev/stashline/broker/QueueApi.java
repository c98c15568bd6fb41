package dev.stashline.broker;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stashline.qstash.BadRequestException;
import dev.stashline.qstash.InvalidValueException;
import dev.stashline.qstash.Names;
import io.vertx.core.Future;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code /v2/queues}. */
final class QueueApi implements ApiPart {
  private final Queues queues;
  private final Cancellations cancellations;

  QueueApi(Queues queues, Cancellations cancellations) {
    this.queues = queues;
    this.cancellations = cancellations;
  }

  @Override
  public @Nullable Future<ApiAnswer> answer(ApiRequest request) {
    if (request.path().equals("/v2/queues")) {
      return switch (request.method()) {
        case "GET" ->
            queues
                .list(request.account())
                .map(all -> ApiAnswer.ok(all.stream().map(QueueApi::shown).toList()));
        case "POST" -> put(request);
        default -> throw ApiRequest.notAllowed();
      };
    }
    String rest = request.under("/v2/queues/");
    if (rest == null) {
      return null;
    }
    int slash = rest.indexOf('/');
    if (slash < 0) {
      String name = name(rest);
      return switch (request.method()) {
        case "GET" ->
            queues
                .find(request.account(), name)
                .map(queue -> ApiAnswer.ok(shown(queue.orElseThrow(QueueApi::unknown))));
        case "DELETE" -> delete(request, name);
        default -> throw ApiRequest.notAllowed();
      };
    }
    request.require("POST");
    String name = name(rest.substring(0, slash));
    return switch (rest.substring(slash + 1)) {
      case "pause" -> setPaused(request, name, true);
      case "resume" -> setPaused(request, name, false);
      default -> throw new ApiError(404, "no such endpoint");
    };
  }

  private static String name(String text) {
    try {
      return Names.require(text);
    } catch (InvalidValueException e) {
      throw new BadRequestException("queueName", e.reason());
    }
  }

  private static ApiError unknown() {
    return ApiError.notFound("queue");
  }

  private Future<ApiAnswer> put(ApiRequest request) {
    var body = request.json();
    if (!body.path("queueName").isTextual()) {
      throw new BadRequestException("queueName", "is required");
    }
    var paused = body.path("paused");
    if (!paused.isMissingNode() && !paused.isNull() && !paused.isBoolean()) {
      throw new BadRequestException("paused", "must be true or false");
    }
    return queues
        .put(
            request.account(),
            name(body.path("queueName").asText()),
            parallelism(body.path("parallelism")),
            paused.isBoolean() ? paused.asBoolean() : null)
        .map(v -> ApiAnswer.empty());
  }

  private static int parallelism(JsonNode given) {
    if (given.isMissingNode() || given.isNull()) {
      return 1;
    }
    if (!given.isIntegralNumber() || !given.canConvertToInt() || given.asInt() < 1) {
      throw new BadRequestException("parallelism", "must be a whole number of at least 1");
    }
    return given.asInt();
  }

  private Future<ApiAnswer> setPaused(ApiRequest request, String name, boolean paused) {
    return queues
        .setPaused(request.account(), name, paused)
        .map(
            found -> {
              if (!found) {
                throw unknown();
              }
              return ApiAnswer.empty();
            });
  }

  /** Its waiting messages go with it; deleting what is not there is no error. */
  private Future<ApiAnswer> delete(ApiRequest request, String name) {
    return queues
        .delete(
            request.account(), name, tx -> cancellations.cancelQueue(tx, request.account(), name))
        .onSuccess(cancellations::endJobs)
        .map(v -> ApiAnswer.empty());
  }

  private static Map<String, Object> shown(Queues.Queue queue) {
    var json = new LinkedHashMap<String, Object>();
    json.put("name", queue.name());
    json.put("createdAt", queue.createdAt().toEpochMilli());
    json.put("updatedAt", queue.updatedAt().toEpochMilli());
    json.put("parallelism", queue.parallelism());
    json.put("lag", queue.lag());
    json.put("paused", queue.paused());
    return json;
  }
}
