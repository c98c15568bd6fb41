package dev.stashline.ingress;

import dev.stashline.runtime.Problem.FieldError;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds text that is valid JSON and that Postgres cannot store: a NUL character, or half a
 * surrogate pair. Without this it would be an error of ours, far behind the door.
 */
final class Storable {
  private static final String REASON = "contains a character that is no text";

  private Storable() {}

  static boolean is(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else if (c == 0 || Character.isSurrogate(c)) {
        return false;
      }
    }
    return true;
  }

  /** Adds a fault for each text of a JSON value that cannot be stored. */
  static void check(String pointer, @Nullable Object json, List<FieldError> faults) {
    switch (json) {
      case String text when !is(text) -> faults.add(new FieldError(pointer, REASON));
      case JsonObject object -> {
        for (Map.Entry<String, Object> entry : object) {
          if (is(entry.getKey())) {
            check(pointer + "/" + entry.getKey(), entry.getValue(), faults);
          } else {
            faults.add(new FieldError(pointer, "has a name that " + REASON));
          }
        }
      }
      case JsonArray array -> {
        for (int i = 0; i < array.size(); i++) {
          check(pointer + "/" + i, array.getValue(i), faults);
        }
      }
      case null, default -> {}
    }
  }

  /** The fault of a parameter. */
  static FieldError fault(String name) {
    return new FieldError(name, REASON);
  }
}
