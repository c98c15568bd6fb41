package dev.stashline.testkit;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Waiting with a deadline. Prefer a signal (a future, a latch, a queue); this is for what can only
 * be asked, and the only place in the tests that asks again and again.
 */
public final class Await {

  private static final long BETWEEN_NANOS = Duration.ofMillis(10).toNanos();

  private Await() {}

  /**
   * Waits until the condition holds.
   *
   * @param what completes the sentence "Waited … for"
   * @throws AssertionError after the deadline
   */
  public static void until(String what, Duration deadline, BooleanSupplier condition) {
    value(what, deadline, condition::getAsBoolean, Boolean::booleanValue);
  }

  /**
   * Asks until the answer is as wanted, and returns it.
   *
   * @throws AssertionError after the deadline; it tells the last answer, or carries the last
   *     exception, so that the failure explains itself
   */
  public static <T extends @Nullable Object> T value(
      String what, Duration deadline, Callable<T> ask, Predicate<T> wanted) {
    long end = System.nanoTime() + deadline.toNanos();
    while (true) {
      T answer = null;
      Exception failure = null;
      try {
        answer = ask.call();
        if (wanted.test(answer)) {
          return answer;
        }
      } catch (Exception e) {
        failure = e;
      }
      if (System.nanoTime() - end > 0) {
        throw new AssertionError(
            "Waited " + deadline + " for " + what + "; the last answer was " + answer, failure);
      }
      LockSupport.parkNanos(BETWEEN_NANOS);
      if (Thread.currentThread().isInterrupted()) {
        throw new AssertionError("Interrupted while waiting for " + what);
      }
    }
  }

  /** Waits until the answer is there, that is, not null. */
  public static <T> T present(String what, Duration deadline, Callable<@Nullable T> ask) {
    return Objects.requireNonNull(Await.<@Nullable T>value(what, deadline, ask, Objects::nonNull));
  }
}
