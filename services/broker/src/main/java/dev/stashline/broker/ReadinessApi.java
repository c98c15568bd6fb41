package dev.stashline.broker;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code /v2/readiness}: whether a message could be stored now; clients ask before they start. */
final class ReadinessApi implements ApiPart {
  private final Pool pool;

  ReadinessApi(Pool pool) {
    this.pool = pool;
  }

  /** Fails, which is told as 503, if the database does not answer. */
  @Override
  public @Nullable Future<ApiAnswer> answer(ApiRequest request) {
    if (!request.path().equals("/v2/readiness")) {
      return null;
    }
    request.require("GET");
    return pool.query("select 1").execute().map(row -> ApiAnswer.ok(Map.of("ready", true)));
  }
}
