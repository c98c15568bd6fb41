package dev.stashline.broker;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An answer.
 *
 * @param json written as JSON; null for an empty body
 */
record ApiAnswer(int status, @Nullable Object json) {
  static ApiAnswer ok(Object json) {
    return new ApiAnswer(200, json);
  }

  static ApiAnswer empty() {
    return new ApiAnswer(200, null);
  }

  static ApiAnswer error(int status, String message) {
    return new ApiAnswer(status, Map.of("error", message));
  }
}
