package dev.stashline.qstash;

import java.time.Instant;

/** What the check of an {@code Upstash-Signature} header found. */
public sealed interface SignatureVerdict {

  /**
   * The delivery comes from whoever holds the key, was meant for this URL and has this body.
   *
   * @param tokenId {@code jti}; names the token, not the message, so it shows replays but is no
   *     idempotency key. Empty when the token has none
   * @param issuedAt {@code iat}; the epoch when the token has none
   * @param withNextKey whether the next key was the one that fitted: the sender has rotated, we
   *     have not
   */
  record Genuine(String tokenId, Instant issuedAt, boolean withNextKey)
      implements SignatureVerdict {}

  /**
   * It is to be answered with 401 and not acted upon.
   *
   * @param detail a sentence for the operator, without keys, tokens or query strings
   */
  record Rejected(Reason reason, String detail) implements SignatureVerdict {}

  /** Why a signature is rejected, in the order in which it is checked. */
  enum Reason {
    MISSING,
    /** No token of three parts, or not signed with HS256, or claims that cannot be read. */
    MALFORMED,
    /** Fits neither key: a wrong key in the settings, or a forgery. */
    WRONG_KEY,
    WRONG_ISSUER,
    EXPIRED,
    NOT_YET,
    /** Meant for another URL: mostly a wrong public URL in the settings. */
    WRONG_URL,
    BODY_TAMPERED
  }
}
