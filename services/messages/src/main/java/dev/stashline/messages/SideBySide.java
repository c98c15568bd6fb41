package dev.stashline.messages;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Does the same with many, some at once, each on a virtual thread; begins no further one once told
 * to stop. Used once.
 */
final class SideBySide<T> {
  private final Iterator<T> turns;
  private final Predicate<T> work;
  private boolean stopped;
  private @Nullable RuntimeException failure;

  /**
   * @param work answers whether to go on; what it throws stops the rest, too
   */
  SideBySide(List<T> all, Predicate<T> work) {
    turns = List.copyOf(all).iterator();
    this.work = work;
  }

  /**
   * Returns when whatever was begun has ended, also when the caller is interrupted, which
   * interrupts what is under way; answers what stopped the rest, null for nothing.
   *
   * @param atOnce at most so many
   */
  @Nullable RuntimeException run(int atOnce) throws InterruptedException {
    var threads = new ArrayList<Thread>();
    for (int i = 0; i < atOnce; i++) {
      threads.add(Thread.ofVirtual().name("messages-send").start(this::turns));
    }
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      stop(null);
      threads.forEach(Thread::interrupt);
      threads.forEach(SideBySide::awaitEnd);
      throw e;
    }
    synchronized (this) {
      return failure;
    }
  }

  private static void awaitEnd(Thread thread) {
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        // The caller is told of one already.
      }
    }
  }

  private void turns() {
    for (T one = next(); one != null; one = next()) {
      try {
        if (!work.test(one)) {
          stop(null);
        }
      } catch (RuntimeException e) {
        stop(e);
      } catch (Throwable e) {
        // An error, or an interruption that a library threw undeclared.
        stop(new IllegalStateException(e));
      }
    }
  }

  private synchronized @Nullable T next() {
    return stopped || !turns.hasNext() ? null : turns.next();
  }

  private synchronized void stop(@Nullable RuntimeException why) {
    stopped = true;
    if (failure == null) {
      failure = why;
    }
  }
}
