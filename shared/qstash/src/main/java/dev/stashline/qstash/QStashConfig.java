package dev.stashline.qstash;

import dev.stashline.runtime.Env;
import dev.stashline.runtime.Secret;
import java.net.URI;
import java.util.Optional;

/**
 * How we reach QStash and how we know it.
 *
 * @param url base of its API; a path prefix is kept, a trailing slash makes no difference
 * @param token what we publish with; empty when publishing is switched off
 * @param keys what we check deliveries with; empty when receiving is switched off. Both keys must
 *     be set, or neither
 */
public record QStashConfig(URI url, Optional<Secret> token, Optional<SigningKeys> keys) {

  static final URI HOSTED = URI.create("https://qstash.upstash.io");

  /** Reads {@code QSTASH_URL}, {@code QSTASH_TOKEN} and the two {@code QSTASH_…_SIGNING_KEY}s. */
  public static QStashConfig from(Env env) {
    var url =
        env.uri(
            "QSTASH_URL",
            HOSTED,
            "base address of QStash, or of a broker that speaks its protocol");
    var token = env.optionalSecret("QSTASH_TOKEN", "token for publishing to QStash");
    var current =
        env.optionalSecret("QSTASH_CURRENT_SIGNING_KEY", "key with which deliveries are signed");
    var next =
        env.optionalSecret("QSTASH_NEXT_SIGNING_KEY", "key that takes over when keys are rotated");
    if (current.isPresent() != next.isPresent()) {
      env.problem(
          current.isPresent() ? "QSTASH_NEXT_SIGNING_KEY" : "QSTASH_CURRENT_SIGNING_KEY",
          "is required with the other signing key");
    }
    return new QStashConfig(
        url, token, current.flatMap(c -> next.map(n -> new SigningKeys(c.reveal(), n.reveal()))));
  }
}
