package dev.stashline.bench;

import dev.stashline.qstash.DevCredentials;
import dev.stashline.qstash.SignatureSigner;
import dev.stashline.qstash.SignatureVerdict.Genuine;
import dev.stashline.qstash.SignatureVerifier;
import dev.stashline.qstash.SigningKeys;
import java.time.InstantSource;
import java.util.Random;

/** Signatures checked and made per second by one thread, body 1 KiB. */
public final class SignatureBench {

  private static final String URL = "https://example.com/api/webhooks/qstash/generate-plan";

  private SignatureBench() {}

  public static void main(String[] args) {
    var keys = DevCredentials.USERS.getFirst().keys();
    var clock = InstantSource.system();
    byte[] body = new byte[1_024];
    new Random(1).nextBytes(body);
    var verifier = new SignatureVerifier(keys, clock);
    var signer = new SignatureSigner(keys, clock, new Random(2));
    String current = signer.sign(URL, body);
    String next =
        new SignatureSigner(new SigningKeys(keys.next(), keys.current()), clock, new Random(3))
            .sign(URL, body);

    OneThread.report(
        "verify, current key", () -> verifier.verify(current, URL, body) instanceof Genuine);
    OneThread.report("verify, next key", () -> verifier.verify(next, URL, body) instanceof Genuine);
    OneThread.report("sign", () -> !signer.sign(URL, body).isEmpty());
  }
}
