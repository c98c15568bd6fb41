package dev.stashline.qstash;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import org.jspecify.annotations.Nullable;

/**
 * Reads claims written the way signers write them: one flat object, texts in ASCII without escapes,
 * times as plain digits. It takes a fraction of the time a JSON parser does, and gives up on
 * anything else, which the parser then reads. The bytes are already known to come from a holder of
 * the key.
 */
final class PlainClaims {

  /** Names as their characters in one number, which no longer name fits. */
  private static final int ISS = 'i' << 16 | 's' << 8 | 's';

  private static final int SUB = 's' << 16 | 'u' << 8 | 'b';
  private static final int JTI = 'j' << 16 | 't' << 8 | 'i';
  private static final int EXP = 'e' << 16 | 'x' << 8 | 'p';
  private static final int NBF = 'n' << 16 | 'b' << 8 | 'f';
  private static final int IAT = 'i' << 16 | 'a' << 8 | 't';
  private static final int BODY = 'b' << 24 | 'o' << 16 | 'd' << 8 | 'y';

  private static final int MAX_DIGITS = 11;

  private final byte[] json;
  private int at;
  private boolean plain = true;

  private @Nullable String issuer;
  private @Nullable String subject;
  private @Nullable String bodyHash;
  private String tokenId = "";
  private long expires = -1;
  private long notBefore;
  private long issuedAt;

  private PlainClaims(byte[] json) {
    this.json = json;
  }

  /** The claims, or null when the text is not plain enough to be sure of them. */
  static @Nullable SignatureClaims read(byte[] json) {
    var claims = new PlainClaims(json);
    claims.readObject();
    return claims.plain && claims.expires >= 0 ? claims.done() : null;
  }

  private SignatureClaims done() {
    return new SignatureClaims(issuer, subject, bodyHash, expires, notBefore, issuedAt, tokenId);
  }

  private void readObject() {
    plain = next() == '{';
    while (plain) {
      plain = next() == '"';
      int name = name();
      plain &= next() == ':';
      readValue(name);
      int c = next();
      if (c == '}') {
        plain &= next() < 0;
        return;
      }
      plain &= c == ',';
    }
  }

  private void readValue(int name) {
    switch (name) {
      case ISS -> issuer = text();
      case SUB -> subject = text();
      case BODY -> bodyHash = text();
      case JTI -> tokenId = text();
      case EXP -> expires = number();
      case NBF -> notBefore = number();
      case IAT -> issuedAt = number();
      // One more text, such as aud; anything else is for the parser.
      default -> text();
    }
  }

  /** The next byte that is no blank, or -1 at the end. */
  private int next() {
    while (at < json.length) {
      byte c = json[at++];
      if (c != ' ' && c != '\n' && c != '\r' && c != '\t') {
        return c;
      }
    }
    return -1;
  }

  private int name() {
    int start = at;
    int name = 0;
    for (int c = nextOfText(); c >= 0; c = nextOfText()) {
      name = name << 8 | c;
    }
    return at - 1 - start <= Integer.BYTES ? name : 0;
  }

  private String text() {
    plain &= next() == '"';
    int start = at;
    while (nextOfText() >= 0) {}
    return plain ? new String(json, start, at - 1 - start, ISO_8859_1) : "";
  }

  /**
   * The next character of a text, or -1 at its end; not plain if it is an escape, no ASCII, or the
   * text does not end.
   */
  private int nextOfText() {
    if (at == json.length) {
      plain = false;
      return -1;
    }
    byte c = json[at++];
    if (c < ' ' || c == '\\') {
      plain = false;
      return -1;
    }
    return c == '"' ? -1 : c;
  }

  private long number() {
    plain &= next() >= 0;
    int start = --at;
    long number = 0;
    while (at < json.length && json[at] >= '0' && json[at] <= '9') {
      number = number * 10 + (json[at++] - '0');
    }
    int digits = at - start;
    plain &= digits > 0 && digits <= MAX_DIGITS && (digits == 1 || json[start] != '0');
    return number;
  }
}
