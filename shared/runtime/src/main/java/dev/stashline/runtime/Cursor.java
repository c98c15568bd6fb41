package dev.stashline.runtime;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;

/**
 * Where a page of a list ended: the last row's time, in microseconds as Postgres keeps them, and
 * its id. Opaque to callers, so that the order of a list can change without them.
 */
public record Cursor(Instant at, UUID id) {
  private static final int LENGTH = 3 * Long.BYTES;

  /** Within what Postgres can hold; text can be made to say any 64 bits. */
  private static final Instant LEAST = Instant.parse("0001-01-01T00:00:00Z");

  private static final Instant MOST = Instant.parse("9999-12-31T23:59:59.999999Z");

  public String encode() {
    long micros =
        Math.addExact(Math.multiplyExact(at.getEpochSecond(), 1_000_000L), at.getNano() / 1_000L);
    var bytes =
        ByteBuffer.allocate(LENGTH)
            .putLong(micros)
            .putLong(id.getMostSignificantBits())
            .putLong(id.getLeastSignificantBits());
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
  }

  /**
   * Reads a cursor that a page gave.
   *
   * @throws ProblemException 400 for anything else
   */
  public static Cursor parse(String text) {
    try {
      var bytes = Base64.getUrlDecoder().decode(text);
      if (bytes.length == LENGTH) {
        var read = ByteBuffer.wrap(bytes);
        long micros = read.getLong();
        var at =
            Instant.ofEpochSecond(
                Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1_000L);
        if (!at.isBefore(LEAST) && !at.isAfter(MOST)) {
          return new Cursor(at, new UUID(read.getLong(), read.getLong()));
        }
      }
    } catch (IllegalArgumentException | DateTimeException | BufferUnderflowException e) {
      // Falls through: whatever it is, no page gave it.
    }
    throw Problem.invalid("cursor", "is not one that a page gave").exception();
  }
}
