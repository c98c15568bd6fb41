package dev.stashline.broker;

import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/** The endpoints under some paths. */
interface ApiPart {
  /**
   * Answers, or fails, or throws what {@link BrokerServer} turns into an error answer. Matches the
   * raw path: a destination URL is part of it, and a router that folds {@code //} or decodes would
   * break it.
   *
   * @return null if the path is none of this part's
   */
  @Nullable Future<ApiAnswer> answer(ApiRequest request);
}
