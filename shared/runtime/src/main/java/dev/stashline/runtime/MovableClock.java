package dev.stashline.runtime;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Runs like the clock it stands on, and can be moved ahead: for development and tests, where a
 * delay of days takes a second.
 */
public final class MovableClock implements InstantSource {
  private final InstantSource real;
  private final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);
  private final List<Runnable> watchers = new CopyOnWriteArrayList<>();

  public MovableClock(InstantSource real) {
    this.real = real;
  }

  @Override
  public Instant instant() {
    return real.instant().plus(ahead.get());
  }

  /** Moves ahead, never back, and tells the watchers. Returns the new time. */
  public Instant moveAhead(Duration by) {
    if (by.isNegative()) {
      throw new IllegalArgumentException("a clock is only moved ahead");
    }
    ahead.updateAndGet(before -> before.plus(by));
    watchers.forEach(Runnable::run);
    return instant();
  }

  /** Calls {@code watcher} after each move, on the mover's thread. */
  public void watch(Runnable watcher) {
    watchers.add(watcher);
  }
}
