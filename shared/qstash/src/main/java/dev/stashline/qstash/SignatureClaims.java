package dev.stashline.qstash;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The claims of a signature. Times are Unix seconds; a claim that is absent is null, or for the
 * last three empty or zero.
 */
record SignatureClaims(
    @Nullable String issuer,
    @Nullable String subject,
    @Nullable String bodyHash,
    long expires,
    long notBefore,
    long issuedAt,
    String tokenId) {

  /** The end of the year 9999. */
  private static final long LAST_SECOND = 253_402_300_799L;

  private static final JsonFactory JSON =
      JsonFactory.builder().disable(JsonFactory.Feature.INTERN_FIELD_NAMES).build();

  /**
   * Reads the payload of a token; null when it is no JSON object, a claim has the wrong type, or it
   * would never expire.
   */
  static @Nullable SignatureClaims read(byte[] json) {
    var plain = PlainClaims.read(json);
    if (plain != null) {
      return plain;
    }
    try (JsonParser parser = JSON.createParser(json)) {
      return parser.nextToken() == JsonToken.START_OBJECT ? read(parser) : null;
    } catch (IOException _) {
      return null;
    }
  }

  private static @Nullable SignatureClaims read(JsonParser parser) throws IOException {
    String issuer = null;
    String subject = null;
    String bodyHash = null;
    String tokenId = "";
    long expires = -1;
    long notBefore = 0;
    long issuedAt = 0;
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      var token = parser.nextToken();
      switch (name) {
        case "iss" -> issuer = text(parser, token);
        case "sub" -> subject = text(parser, token);
        case "body" -> bodyHash = text(parser, token);
        case "jti" -> tokenId = text(parser, token);
        case "exp" -> expires = seconds(parser, token);
        case "nbf" -> notBefore = seconds(parser, token);
        case "iat" -> issuedAt = seconds(parser, token);
        default -> parser.skipChildren();
      }
    }
    boolean whole =
        expires >= 0 && parser.currentToken() == JsonToken.END_OBJECT && parser.nextToken() == null;
    return whole
        ? new SignatureClaims(issuer, subject, bodyHash, expires, notBefore, issuedAt, tokenId)
        : null;
  }

  private static String text(JsonParser parser, JsonToken token) throws IOException {
    if (token != JsonToken.VALUE_STRING) {
      throw new IOException("no text");
    }
    return parser.getText();
  }

  /** A JWT's times may have a fraction; it is dropped. Those that fit no calendar are no times. */
  private static long seconds(JsonParser parser, JsonToken token) throws IOException {
    long seconds =
        switch (token) {
          case VALUE_NUMBER_INT -> parser.getLongValue();
          case VALUE_NUMBER_FLOAT -> (long) parser.getDoubleValue();
          default -> throw new IOException("no number");
        };
    if (seconds < 0 || seconds > LAST_SECOND) {
      throw new IOException("no time");
    }
    return seconds;
  }
}
