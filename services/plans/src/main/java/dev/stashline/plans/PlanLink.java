package dev.stashline.plans;

import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Links that open one person's plan until they expire. The token is the person's id and the expiry
 * under an HMAC-SHA-256: it cannot be guessed, needs no storage, and is the same however often the
 * mail is tried.
 *
 * <pre>
 *   token = base64url( id, 16 bytes | expiry in epoch seconds, 8 bytes | HMAC, 32 bytes )
 * </pre>
 */
public final class PlanLink {
  private static final int SIGNED = 2 * Long.BYTES + Long.BYTES;
  private static final int WHOLE = SIGNED + 32;

  private final URI base;
  private final SecretKeySpec key;
  private final Duration life;

  public PlanLink(PlansConfig config) {
    base = config.publicBase();
    key =
        new SecretKeySpec(
            config.linkSecret().reveal().getBytes(StandardCharsets.UTF_8), "HmacSHA256");
    life = config.linkLife();
  }

  /** The address of a person's plan, good from {@code from} for the life of a link. */
  public URI to(UUID person, Instant from) {
    return URI.create(base + "/sage/personalised-plan?token=" + token(person, from.plus(life)));
  }

  String token(UUID person, Instant expiry) {
    var signed =
        ByteBuffer.allocate(WHOLE)
            .putLong(person.getMostSignificantBits())
            .putLong(person.getLeastSignificantBits())
            .putLong(expiry.getEpochSecond());
    signed.put(hmac(signed.array()));
    return Base64.getUrlEncoder().withoutPadding().encodeToString(signed.array());
  }

  /** Whose plan a token opens; empty if it is forged or has expired. */
  public Optional<UUID> open(String token, Instant now) {
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(token);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    if (bytes.length != WHOLE
        || !MessageDigest.isEqual(hmac(bytes), Arrays.copyOfRange(bytes, SIGNED, WHOLE))) {
      return Optional.empty();
    }
    var read = ByteBuffer.wrap(bytes);
    var person = new UUID(read.getLong(), read.getLong());
    return now.getEpochSecond() < read.getLong() ? Optional.of(person) : Optional.empty();
  }

  private byte[] hmac(byte[] token) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      mac.update(token, 0, SIGNED);
      return mac.doFinal();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HMAC-SHA-256", e);
    }
  }
}
