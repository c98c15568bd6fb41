package dev.stashline.plans.planner;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import java.io.IOException;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * Reads a text answer in whatever plain shape a client sends it: string, number, boolean, or a list
 * of those (joined by commas). Null and blank become null; an object is a mismatch.
 */
final class FreeText extends StdDeserializer<String> {

  FreeText() {
    super(String.class);
  }

  @Override
  public @Nullable String deserialize(JsonParser json, DeserializationContext context)
      throws IOException {
    if (!json.isExpectedStartArrayToken()) {
      return scalar(json, context);
    }
    StringJoiner joined = new StringJoiner(", ");
    while (json.nextToken() != JsonToken.END_ARRAY) {
      String item = scalar(json, context);
      if (item != null) {
        joined.add(item);
      }
    }
    return joined.length() == 0 ? null : joined.toString();
  }

  private @Nullable String scalar(JsonParser json, DeserializationContext context)
      throws IOException {
    if (!json.currentToken().isScalarValue()) {
      return context.reportInputMismatch(this, "expected text");
    }
    String text = json.currentToken() == JsonToken.VALUE_NULL ? "" : json.getText().strip();
    return text.isEmpty() ? null : text;
  }
}
