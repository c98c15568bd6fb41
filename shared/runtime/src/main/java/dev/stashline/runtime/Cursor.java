package dev.stashline.runtime;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Where a page of a list ended, for the next one to begin after it. Clients get it as opaque text.
 * It is not signed: whoever alters it only begins elsewhere in what they may see anyway, so the
 * query must check that by itself.
 *
 * @param at the last row's time
 * @param id the last row's id, which decides between rows of the same time
 */
public record Cursor(Instant at, String id) {
  private static final Pattern ID = Pattern.compile("[!-~]{1,200}");
  private static final Instant LEAST = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant MOST = Instant.parse("9999-12-31T23:59:59.999999999Z");

  /**
   * @throws IllegalArgumentException if the id is not 1 to 200 visible ASCII characters, or the
   *     time is outside the years 1 to 9999, which Postgres could not take
   */
  public Cursor {
    if (!ID.matcher(id).matches() || at.isBefore(LEAST) || at.isAfter(MOST)) {
      throw new IllegalArgumentException("not a cursor");
    }
  }

  /** A text that {@link #encode} did not make. */
  public static final class Forged extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    Forged() {
      super("The cursor is not one that this service gave.");
    }
  }

  public String encode() {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString((at + " " + id).getBytes(StandardCharsets.US_ASCII));
  }

  /**
   * Reads what {@link #encode} wrote.
   *
   * @throws Forged for any other text; {@link Problems} makes it a 400
   */
  public static Cursor decode(String text) {
    try {
      var plain = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.US_ASCII);
      int blank = plain.indexOf(' ');
      var cursor =
          new Cursor(
              Instant.parse(plain.substring(0, Math.max(blank, 0))), plain.substring(blank + 1));
      if (cursor.encode().equals(text)) {
        return cursor;
      }
    } catch (IllegalArgumentException | DateTimeException e) {
      // Told below: the parts' own messages would quote the client's text.
    }
    throw new Forged();
  }

  /**
   * The id, for tables whose ids are UUIDs.
   *
   * @throws Forged if it is not one
   */
  public UUID uuid() {
    try {
      return UUID.fromString(id);
    } catch (IllegalArgumentException e) {
      throw new Forged();
    }
  }
}
