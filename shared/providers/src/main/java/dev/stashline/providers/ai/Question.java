package dev.stashline.providers.ai;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.regex.Pattern;

/**
 * What a model is asked.
 *
 * @param name names the kind of question; letters, digits, {@code _} and {@code -}, at most 64
 * @param schema JSON Schema 2020-12 of the answer, an object; within the strict subset every
 *     property is required and {@code additionalProperties} is false on every object
 * @param maxTokens the longest answer
 * @param deadline for the whole call
 * @param idempotencyKey from the row and the step; ASCII, at most 255 characters. Sent along, but
 *     the model's own interface does not promise to heed it: a repeat may be billed again
 */
public record Question(
    String name,
    String system,
    String user,
    JsonObject schema,
    int maxTokens,
    Duration deadline,
    String idempotencyKey) {

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");
  private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]{1,255}");

  public Question {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("name: 1 to 64 letters, digits, _ or -");
    }
    if (!KEY.matcher(idempotencyKey).matches()) {
      throw new IllegalArgumentException("idempotencyKey: 1 to 255 visible ASCII characters");
    }
  }

  /** Names the question and keeps its words. */
  @Override
  public String toString() {
    return "Question[" + name + "]";
  }
}
