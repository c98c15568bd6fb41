package dev.stashline.providers.ai;

import dev.stashline.runtime.Json;
import io.vertx.core.json.JsonObject;
import java.util.OptionalInt;

/**
 * What a model answered, and where it comes from.
 *
 * @param json fits the question's schema
 * @param provider {@code openai}, or the host of another compatible service
 * @param model as the service names it, which may be more exact than what was asked for
 * @param inputTokens billed for the question; empty when the service does not tell
 * @param outputTokens billed for the answer; empty when the service does not tell
 * @param requestId for the service's support; empty when it gives none
 */
public record Answer(
    JsonObject json,
    String provider,
    String model,
    OptionalInt inputTokens,
    OptionalInt outputTokens,
    String requestId) {

  /**
   * The answer as a record.
   *
   * @throws Json.BadJson when the record does not fit the schema that was asked for
   */
  public <T> T as(Class<T> type) {
    return Json.read(json.encode(), type);
  }

  /** Tells the provenance and keeps the words. */
  @Override
  public String toString() {
    return "Answer[" + provider + ", " + model + ", " + requestId + "]";
  }
}
