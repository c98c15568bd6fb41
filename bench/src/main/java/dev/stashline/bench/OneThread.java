package dev.stashline.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.function.BooleanSupplier;

/**
 * How often one thread does something in a second: the median of five rounds of two seconds after a
 * warm-up round.
 */
final class OneThread {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final int ROUNDS = 5;
  private static final long ROUND_NANOS = 2_000_000_000L;

  private OneThread() {}

  /**
   * Prints a line.
   *
   * @param operation answers whether it succeeded
   */
  static void report(String name, BooleanSupplier operation) {
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
