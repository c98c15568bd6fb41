package dev.stashline.broker;

import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Gives one exchange up before its end, at most once, and from any thread. What begins only after
 * that is given up as it begins: a request whose connection came too late is never sent.
 */
final class GiveUp {
  private boolean asked;
  private @Nullable Runnable how;

  /** Says how from now on; throws if it was asked for already. */
  void by(Runnable next) throws TimeoutException {
    synchronized (this) {
      if (!asked) {
        how = next;
        return;
      }
    }
    next.run();
    throw new TimeoutException("given up before the request was sent");
  }

  void now() {
    Runnable go;
    synchronized (this) {
      if (asked) {
        return;
      }
      asked = true;
      go = how;
    }
    if (go != null) {
      go.run();
    }
  }
}
