package dev.stashline.broker;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Work that comes round again and again, one round at a time: after the rest that the last one
 * asked for, or as soon as somebody knows of work.
 */
final class WakeLoop {
  /** Also how late it may be noticed what nobody told of: work of another node, a moved clock. */
  static final Duration LONGEST_REST = Duration.ofSeconds(1);

  private static final Logger log = LoggerFactory.getLogger(WakeLoop.class);

  private final Vertx vertx;
  private final String name;
  private final Supplier<Future<Duration>> round;
  private boolean underWay;
  private boolean again;
  private boolean stopped;
  private long timer = -1;

  /**
   * @param name of the work, for the log
   * @param round answers how long there is nothing to do; if it fails, it is tried after the
   *     longest rest
   */
  WakeLoop(Vertx vertx, String name, Supplier<Future<Duration>> round) {
    this.vertx = vertx;
    this.name = name;
    this.round = round;
  }

  /** Looks now; during a round, once more after it. */
  synchronized void wake() {
    if (stopped) {
      return;
    }
    if (underWay) {
      again = true;
      return;
    }
    underWay = true;
    again = false;
    vertx.cancelTimer(timer);
    round.get().onComplete(done -> rest(done.result(), done.cause()));
  }

  synchronized void stop() {
    stopped = true;
    vertx.cancelTimer(timer);
  }

  private synchronized void rest(@Nullable Duration wanted, @Nullable Throwable failure) {
    underWay = false;
    if (failure != null && !stopped) {
      log.warn("{} failed, trying again cause={}", name, failure.toString());
    }
    if (stopped) {
      return;
    }
    if (wanted != null && (again || wanted.isZero())) {
      wake();
      return;
    }
    var rest = wanted == null || wanted.compareTo(LONGEST_REST) > 0 ? LONGEST_REST : wanted;
    timer = vertx.setTimer(Math.max(1, rest.toMillis() + 1), id -> wake());
  }
}
