package dev.stashline.broker;

import io.vertx.core.Future;
import java.util.List;

/** All endpoints, part by part. */
final class Api {
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
    throw new ApiError(404, "no such endpoint");
  }
}
