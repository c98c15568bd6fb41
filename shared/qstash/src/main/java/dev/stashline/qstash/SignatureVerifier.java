package dev.stashline.qstash;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.stashline.qstash.SignatureVerdict.Genuine;
import dev.stashline.qstash.SignatureVerdict.Reason;
import dev.stashline.qstash.SignatureVerdict.Rejected;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import org.jspecify.annotations.Nullable;

/**
 * Checks that a delivery was signed for us: a JWT with HS256 over the receiver's URL and the
 * SHA-256 of the raw body. The current key is tried, then the next one; nothing in the token is
 * believed, not even read, before one of them fits.
 *
 * <p>For any number of threads, also virtual ones.
 */
public final class SignatureVerifier {

  /** Real tokens have about 400 characters and a URL's length. Our choice. */
  private static final int MAX_LENGTH = 16_384;

  private static final int MAC_CHARACTERS = 43;
  private static final byte[] HEADER = SignatureSigner.HEADER.getBytes(US_ASCII);
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
  private static final Base64.Decoder UNBASE64 = Base64.getUrlDecoder();

  private final SignatureTools.Shelf shelf;
  private final InstantSource clock;
  private final long toleranceSeconds;

  /** A verifier that allows no difference of clocks, as the official clients by default. */
  public SignatureVerifier(SigningKeys keys, InstantSource clock) {
    this(keys, clock, Duration.ZERO);
  }

  /**
   * @param tolerance by how much our clock may differ from the sender's, whole seconds; lengthens
   *     the five minutes for which a captured request could be replayed
   */
  public SignatureVerifier(SigningKeys keys, InstantSource clock, Duration tolerance) {
    this.shelf = new SignatureTools.Shelf(keys);
    this.clock = clock;
    this.toleranceSeconds = tolerance.toSeconds();
  }

  /**
   * Checks one delivery. Never throws, whatever the token holds.
   *
   * @param token the {@code Upstash-Signature} header; null when there is none
   * @param url our public URL as the message was published to it, query string included; compared
   *     as text
   * @param body the raw bytes received, empty for none
   */
  public SignatureVerdict verify(@Nullable String token, String url, byte[] body) {
    if (token == null || token.isEmpty()) {
      return new Rejected(
          Reason.MISSING, "the request has no " + HeaderNames.SIGNATURE + " header");
    }
    if (token.length() > MAX_LENGTH) {
      return malformed("is too long");
    }
    // Characters beyond Latin-1 become '?', which is in no part of a token.
    byte[] bytes = token.getBytes(ISO_8859_1);
    int first = token.indexOf('.');
    int last = token.lastIndexOf('.');
    if (first < 1 || last == first || token.indexOf('.', first + 1) != last) {
      return malformed("does not have three parts");
    }
    if (!isOurHeader(bytes, first)) {
      return malformed("is not signed with HS256");
    }
    var tools = shelf.take();
    var verdict = verify(tools, bytes, first, last, url, body);
    shelf.giveBack(tools);
    return verdict;
  }

  private SignatureVerdict verify(
      SignatureTools tools, byte[] token, int first, int last, String url, byte[] body) {
    boolean current = fits(tools.current(), token, last);
    if (!current && !fits(tools.next(), token, last)) {
      return new Rejected(
          Reason.WRONG_KEY, "the signature fits neither the current nor the next signing key");
    }
    var claims = claims(token, first + 1, last);
    if (claims == null) {
      return malformed("has claims that cannot be read");
    }
    var fault = fault(claims, url);
    if (fault != null) {
      return fault;
    }
    if (!sameHash(claims.bodyHash(), tools.sha256().digest(body))) {
      return new Rejected(Reason.BODY_TAMPERED, "the body is not the one that was signed");
    }
    return new Genuine(claims.tokenId(), Instant.ofEpochSecond(claims.issuedAt()), !current);
  }

  private static boolean isOurHeader(byte[] token, int length) {
    return Arrays.equals(token, 0, length, HEADER, 0, HEADER.length)
        || SignatureHeader.isHs256(token, length);
  }

  /**
   * Compared as text and in constant time, so that only the one way of writing the right bytes
   * fits.
   */
  private static boolean fits(Mac mac, byte[] token, int last) {
    mac.update(token, 0, last);
    byte[] wanted = BASE64.encode(mac.doFinal());
    return token.length - last - 1 == MAC_CHARACTERS
        && MessageDigest.isEqual(wanted, Arrays.copyOfRange(token, last + 1, token.length));
  }

  private static @Nullable SignatureClaims claims(byte[] token, int start, int end) {
    try {
      return SignatureClaims.read(
          UNBASE64.decode(ByteBuffer.wrap(token, start, end - start)).array());
    } catch (IllegalArgumentException _) {
      return null;
    }
  }

  private @Nullable Rejected fault(SignatureClaims claims, String url) {
    long now = clock.instant().getEpochSecond();
    if (!SignatureSigner.ISSUER.equals(claims.issuer())) {
      return new Rejected(
          Reason.WRONG_ISSUER, "the signature was not issued by " + SignatureSigner.ISSUER);
    }
    if (claims.expires() <= now - toleranceSeconds) {
      return new Rejected(Reason.EXPIRED, "the signature has expired; are both clocks right?");
    }
    if (claims.notBefore() > now + toleranceSeconds) {
      return new Rejected(Reason.NOT_YET, "the signature is not valid yet; are both clocks right?");
    }
    String subject = claims.subject();
    if (!url.equals(subject)) {
      return new Rejected(
          Reason.WRONG_URL,
          "signed for " + withoutQuery(subject) + ", received as " + withoutQuery(url));
    }
    return null;
  }

  private static boolean sameHash(@Nullable String claimed, byte[] actual) {
    if (claimed == null) {
      return false;
    }
    int end = claimed.length();
    while (end > 0 && claimed.charAt(end - 1) == '=') {
      end--;
    }
    // Neither side is a secret, so the time it takes tells nothing.
    return claimed.substring(0, end).equals(BASE64.encodeToString(actual));
  }

  private static Rejected malformed(String what) {
    return new Rejected(Reason.MALFORMED, "the signature " + what);
  }

  private static String withoutQuery(@Nullable String url) {
    if (url == null) {
      return "no URL";
    }
    int query = url.indexOf('?');
    return query < 0 ? url : url.substring(0, query) + "?…";
  }
}
