package dev.stashline.jobs;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A fixed number of places for jobs at work. A place is taken before the job is asked for, and
 * given back when the job is settled, or did not come. Any thread may call.
 */
final class Slots {
  private final int total;
  private final AtomicInteger free;
  private final Promise<Void> drained = Promise.promise();
  private volatile boolean closed;

  Slots(int total) {
    this.total = total;
    this.free = new AtomicInteger(total);
  }

  int total() {
    return total;
  }

  int free() {
    return free.get();
  }

  boolean closed() {
    return closed;
  }

  /** Whether one is free, and will be given. */
  boolean hasRoom() {
    return !closed && free.get() > 0;
  }

  /** Takes all that are free, for a claim. */
  int takeAll() {
    return free.getAndSet(0);
  }

  /** Takes up to so many, and says how many; none after {@link #close}. */
  int takeUpTo(int most) {
    if (closed) {
      return 0;
    }
    int taken = Math.min(free.getAndAccumulate(most, (n, m) -> n - Math.min(n, m)), most);
    if (taken > 0 && closed) {
      giveBack(taken); // It was closed in that very moment, and may wait for these.
      return 0;
    }
    return taken;
  }

  /** Frees so many again; the last one back answers {@link #close}. */
  void giveBack(int count) {
    if (free.addAndGet(count) == total && closed) {
      drained.tryComplete();
    }
  }

  /** Gives out none any more; answers when all are back. */
  Future<Void> close() {
    closed = true;
    giveBack(0);
    return drained.future();
  }
}
