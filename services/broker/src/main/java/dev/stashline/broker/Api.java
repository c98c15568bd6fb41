package dev.stashline.broker;

import io.vertx.core.Future;
import java.util.List;

/** All endpoints, part by part. */
final class Api {
  /** Documented, and not here yet: better said than taken for a wrong address. */
  private static final List<String> LATER =
      List.of("queues", "schedules", "topics", "flowControl", "globalParallelism");

  private final List<ApiPart> parts;

  Api(List<ApiPart> parts) {
    this.parts = parts;
  }

  /** Answers, or fails, or throws what {@link BrokerServer} turns into an error answer. */
  Future<ApiAnswer> answer(ApiRequest request) {
    for (ApiPart part : parts) {
      var answer = part.answer(request);
      if (answer != null) {
        return answer;
      }
    }
    if (LATER.stream().anyMatch(later -> request.path().startsWith("/v2/" + later))) {
      throw new ApiError(
          404, "this broker does not serve " + request.path().split("/")[2] + " yet");
    }
    throw new ApiError(404, "no such endpoint");
  }
}
