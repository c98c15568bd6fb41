package dev.stashline.jobs;

import io.vertx.core.Vertx;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;

/**
 * Thins out nudges: the first of a burst goes at once, later ones together, one each few
 * milliseconds, with the earliest run time among them. None is swallowed.
 */
final class NudgePacer {
  private static final long QUIET_MILLIS = 4;

  private final Vertx vertx;
  private final BiConsumer<String, Instant> nudge;

  /**
   * Present while a queue is in its quiet period; {@link Instant#MAX} as long as nothing waits for
   * the end of it.
   */
  private final Map<String, Instant> quiet = new ConcurrentHashMap<>();

  NudgePacer(Vertx vertx, BiConsumer<String, Instant> nudge) {
    this.vertx = vertx;
    this.nudge = nudge;
  }

  void nudge(String queue, Instant runAt) {
    var first = new boolean[1];
    quiet.compute(
        queue,
        (q, waiting) -> {
          first[0] = waiting == null;
          return waiting == null ? Instant.MAX : earlier(waiting, runAt);
        });
    if (first[0]) {
      send(queue, runAt);
    }
  }

  private void send(String queue, Instant runAt) {
    nudge.accept(queue, runAt);
    vertx.setTimer(QUIET_MILLIS, id -> quietPeriodOver(queue));
  }

  private void quietPeriodOver(String queue) {
    var waited = new Instant[] {Instant.MAX};
    quiet.computeIfPresent(
        queue,
        (q, waiting) -> {
          waited[0] = waiting;
          return waiting.equals(Instant.MAX) ? null : Instant.MAX;
        });
    if (!waited[0].equals(Instant.MAX)) {
      send(queue, waited[0]);
    }
  }

  static Instant earlier(Instant a, Instant b) {
    return a.isBefore(b) ? a : b;
  }
}
