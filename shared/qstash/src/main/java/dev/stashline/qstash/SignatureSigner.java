package dev.stashline.qstash;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.time.InstantSource;
import java.util.Base64;
import java.util.random.RandomGenerator;

/**
 * Signs deliveries with the current key, anew for each attempt.
 *
 * <table>
 * <caption>Claims</caption>
 * <tr><td>{@code iss}</td><td>{@code Upstash}</td></tr>
 * <tr><td>{@code sub}</td><td>the destination URL as it was published</td></tr>
 * <tr><td>{@code exp}</td><td>five minutes from now</td></tr>
 * <tr><td>{@code nbf}</td><td>0, so that a receiver whose clock is behind accepts it</td></tr>
 * <tr><td>{@code iat}</td><td>now, whole seconds, rounded down: a time in the future is refused by some</td></tr>
 * <tr><td>{@code jti}</td><td>unique, {@code jwt_…}</td></tr>
 * <tr><td>{@code body}</td><td>base64url of the SHA-256 of the body, without padding</td></tr>
 * <tr><td>{@code aud}</td><td>empty</td></tr>
 * </table>
 *
 * <p>For any number of threads, also virtual ones.
 */
public final class SignatureSigner {

  static final String ISSUER = "Upstash";

  /** {@code {"alg":"HS256","typ":"JWT"}} in base64url. */
  static final String HEADER = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9";

  private static final long LIFETIME_SECONDS = 300;
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  private final SignatureTools.Shelf shelf;
  private final InstantSource clock;
  private final RandomGenerator chance;

  /**
   * @param chance makes the token ids; must be safe for several threads if the signer is used by
   *     several, as {@link java.security.SecureRandom} is
   */
  public SignatureSigner(SigningKeys keys, InstantSource clock, RandomGenerator chance) {
    this.shelf = new SignatureTools.Shelf(keys);
    this.clock = clock;
    this.chance = chance;
  }

  /**
   * The value of {@code Upstash-Signature} for one attempt.
   *
   * @param url the destination, query string included
   * @param body the bytes to be sent, empty for none
   */
  public String sign(String url, byte[] body) {
    long now = clock.instant().getEpochSecond();
    var tools = shelf.take();
    var claims = new StringBuilder(320 + url.length());
    claims
        .append("{\"aud\":\"\",\"body\":\"")
        .append(BASE64.encodeToString(tools.sha256().digest(body)));
    claims.append("\",\"exp\":").append(now + LIFETIME_SECONDS).append(",\"iat\":").append(now);
    claims
        .append(",\"iss\":\"")
        .append(ISSUER)
        .append("\",\"jti\":\"")
        .append(MessageIds.signature(chance));
    claims.append("\",\"nbf\":0,\"sub\":\"");
    JsonStringEncoder.getInstance().quoteAsString(url, claims);
    claims.append("\"}");
    String signed = HEADER + "." + BASE64.encodeToString(claims.toString().getBytes(UTF_8));
    byte[] mac = tools.current().doFinal(signed.getBytes(ISO_8859_1));
    shelf.giveBack(tools);
    return signed + "." + BASE64.encodeToString(mac);
  }
}
