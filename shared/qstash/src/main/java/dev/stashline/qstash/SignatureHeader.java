package dev.stashline.qstash;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;

/** The first part of a token, for senders that write it otherwise than we do. */
final class SignatureHeader {

  /** Without a table of names: these are a stranger's. */
  private static final JsonFactory JSON =
      JsonFactory.builder().disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES).build();

  private SignatureHeader() {}

  /**
   * Whether the header names HS256 and asks for nothing ({@code crit}) that we would have to
   * understand.
   */
  static boolean isHs256(byte[] token, int length) {
    try {
      byte[] json = Base64.getUrlDecoder().decode(Arrays.copyOf(token, length));
      try (JsonParser parser = JSON.createParser(json)) {
        return parser.nextToken() == JsonToken.START_OBJECT && isHs256(parser);
      }
    } catch (IOException | IllegalArgumentException _) {
      return false;
    }
  }

  private static boolean isHs256(JsonParser parser) throws IOException {
    boolean hs256 = false;
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      parser.nextToken();
      switch (name) {
        case "alg" -> hs256 = "HS256".equals(parser.getValueAsString());
        case "crit" -> {
          return false;
        }
        default -> parser.skipChildren();
      }
    }
    return hs256;
  }
}
