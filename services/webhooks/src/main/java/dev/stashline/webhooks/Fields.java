package dev.stashline.webhooks;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stashline.runtime.Json;
import dev.stashline.runtime.Problem.FieldError;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a message's body. Faults are collected, so that all of them are told at once; what
 * is at fault stands as empty text until {@link #complete}.
 */
public final class Fields {
  /** One @ with something on both sides; whether mail arrives there only mail can tell. */
  private static final Pattern EMAIL = Pattern.compile("[^\\s@]+@[^\\s@]+");

  private final JsonNode body;
  private final List<FieldError> faults = new ArrayList<>();

  private Fields(JsonNode body) {
    this.body = body;
  }

  /**
   * @throws dev.stashline.runtime.ProblemException if the body is no JSON object
   */
  static Fields of(byte[] body) {
    try {
      JsonNode json = Json.tree(new String(body, StandardCharsets.UTF_8));
      if (json.isObject()) {
        return new Fields(json);
      }
    } catch (Json.BadJson e) {
      throw Refusal.unusable(List.of(new FieldError("", String.valueOf(e.getMessage()))));
    }
    throw Refusal.unusable(List.of(new FieldError("", "must be a JSON object")));
  }

  /** Required text that is not blank. */
  public String text(String name, int longest) {
    String text = optionalText(name, longest);
    if (text == null) {
      if (faults.stream().noneMatch(fault -> fault.field().equals("/" + name))) {
        fault(name, "is required");
      }
      return "";
    }
    return text;
  }

  /** Text, or null where there is none or it is blank. */
  public @Nullable String optionalText(String name, int longest) {
    JsonNode value = body.get(name);
    if (value == null || value.isNull()) {
      return null;
    }
    if (!value.isTextual()) {
      return fault(name, "must be text");
    }
    String text = value.textValue();
    if (text.length() > longest) {
      return fault(name, "must have at most " + longest + " characters");
    }
    if (!isStorable(text)) {
      return fault(name, "contains a character that is no text");
    }
    return text.isBlank() ? null : text;
  }

  /** A required e-mail address. */
  public String email(String name, int longest) {
    String email = text(name, longest);
    if (!email.isEmpty() && !EMAIL.matcher(email).matches()) {
      fault(name, "must be an e-mail address");
    }
    return email;
  }

  /** A UUID, or null where there is none. */
  public @Nullable UUID optionalUuid(String name) {
    String text = optionalText(name, 36);
    try {
      return text == null ? null : UUID.fromString(text);
    } catch (IllegalArgumentException e) {
      fault(name, "must be a UUID");
      return null;
    }
  }

  /**
   * Ends the reading.
   *
   * @throws dev.stashline.runtime.ProblemException naming every fault
   */
  void complete() {
    if (!faults.isEmpty()) {
      throw Refusal.unusable(faults);
    }
  }

  private @Nullable String fault(String name, String reason) {
    faults.add(new FieldError("/" + name, reason));
    return null;
  }

  /** Postgres takes neither NUL nor half a surrogate pair. */
  private static boolean isStorable(String text) {
    return text.codePoints().noneMatch(c -> c == 0 || (c >= 0xD800 && c <= 0xDFFF));
  }
}
