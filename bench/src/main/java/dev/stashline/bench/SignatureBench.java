package dev.stashline.bench;

import dev.stashline.qstash.DevCredentials;
import dev.stashline.qstash.SignatureSigner;
import dev.stashline.qstash.SignatureVerdict.Genuine;
import dev.stashline.qstash.SignatureVerifier;
import dev.stashline.qstash.SigningKeys;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Random;
import java.util.function.BooleanSupplier;

/**
 * Signatures checked per second by one thread, body 1 KiB: the median of five rounds of two seconds
 * after a warm-up round.
 */
public final class SignatureBench {

  private static final String URL = "https://example.com/api/webhooks/qstash/generate-plan";
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final int ROUNDS = 5;
  private static final long ROUND_NANOS = 2_000_000_000L;

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

    report("verify, current key", () -> verifier.verify(current, URL, body) instanceof Genuine);
    report("verify, next key", () -> verifier.verify(next, URL, body) instanceof Genuine);
    report("sign", () -> !signer.sign(URL, body).isEmpty());
  }

  private static void report(String name, BooleanSupplier operation) {
    round(operation);
    double[] rates = new double[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
      rates[i] = round(operation);
    }
    Arrays.sort(rates);
    System.out.printf(
        "%-22s %,10.0f per second of CPU time   (%,.0f to %,.0f)%n",
        name, rates[ROUNDS / 2], rates[0], rates[ROUNDS - 1]);
  }

  /** By the thread's CPU time, so that other work on the machine counts less. */
  private static double round(BooleanSupplier operation) {
    long count = 0;
    long start = System.nanoTime();
    long startCpu = THREADS.getCurrentThreadCpuTime();
    while (System.nanoTime() - start < ROUND_NANOS) {
      for (int i = 0; i < 100; i++) {
        if (!operation.getAsBoolean()) {
          throw new IllegalStateException("the operation failed");
        }
      }
      count += 100;
    }
    return count * 1e9 / (THREADS.getCurrentThreadCpuTime() - startCpu);
  }
}
