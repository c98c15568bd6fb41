package dev.stashline.broker;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Shares this node's deliveries among hosts, so that one that hangs always leaves room to others.
 *
 * <pre>
 *   room for one more of this host         ▶ it starts
 *   none, but deliveries of it come to end ▶ it waits here for a moment, in a slot of the node
 *   neither                                ▶ it is turned away, and comes again when its turn may be
 * </pre>
 *
 * <p>One host may have at most half of what the others leave (Choudhury and Hahne's dynamic
 * threshold), under way and waiting each. To be turned away costs a claim and a settle; so a host
 * that answers quickly is waited for, and one that does not is not asked about often.
 */
final class Slots {
  /** The longest that somebody waits in a slot, and that a host counts as moving. */
  private static final Duration PATIENCE = Duration.ofMillis(250);

  private static final Duration SHORTEST_WAIT = Duration.ofMillis(50);
  private static final Duration FIRST_WAIT = Duration.ofMillis(250);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(20);

  /** How much the last gap weighs in the average one. */
  private static final double NEWEST = 0.05;

  private final int all;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Host> hosts = new HashMap<>();
  private int taken;
  private int waiting;

  private final class Host {
    private final Condition freed = lock.newCondition();
    private int underWay;
    private int waiting;
    private int turnedAway;
    private long lastEndNanos = System.nanoTime();
    private double gapNanos;

    boolean hasRoom() {
      return underWay < Math.max(1, (all - Slots.this.waiting - (taken - underWay) + 1) / 2);
    }

    boolean mayWait() {
      return waiting < (all - taken - (Slots.this.waiting - waiting)) / 2
          && System.nanoTime() - lastEndNanos < PATIENCE.toNanos();
    }

    void ended() {
      long now = System.nanoTime();
      double gap = now - lastEndNanos;
      gapNanos = gapNanos == 0 ? gap : gapNanos + NEWEST * (gap - gapNanos);
      lastEndNanos = now;
    }

    /** When its turn may be, going by how quickly others ended lately. */
    Duration turn() {
      if (System.nanoTime() - lastEndNanos > PATIENCE.toNanos() || gapNanos == 0) {
        var wait = FIRST_WAIT.multipliedBy(1 + turnedAway / Math.max(1, underWay));
        return wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
      }
      double nanos = gapNanos * (waiting + turnedAway);
      return Duration.ofNanos(
          (long) Math.clamp(nanos, SHORTEST_WAIT.toNanos(), LONGEST_WAIT.toNanos()));
    }
  }

  Slots(int all) {
    this.all = all;
  }

  /**
   * Takes a slot; returns zero if it was given, otherwise how long to wait before asking again.
   * Blocks for a quarter of a second at most.
   */
  Duration take(String name) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      var host = hosts.computeIfAbsent(name, absent -> new Host());
      if (host.hasRoom() || waitedForRoom(host)) {
        host.underWay++;
        taken++;
        return Duration.ZERO;
      }
      host.turnedAway++;
      return host.turn();
    } finally {
      lock.unlock();
    }
  }

  private boolean waitedForRoom(Host host) throws InterruptedException {
    if (!host.mayWait()) {
      return false;
    }
    long left = PATIENCE.toNanos();
    host.waiting++;
    waiting++;
    try {
      while (!host.hasRoom()) {
        if (left <= 0) {
          return false;
        }
        left = host.freed.awaitNanos(left);
      }
      return true;
    } finally {
      host.waiting--;
      waiting--;
    }
  }

  void giveBack(String name) {
    lock.lock();
    try {
      var host = hosts.get(name);
      if (host == null) {
        return;
      }
      taken--;
      host.underWay--;
      host.turnedAway = Math.max(0, host.turnedAway - 1);
      host.ended();
      host.freed.signal();
      if (host.underWay == 0 && host.waiting == 0) {
        hosts.remove(name);
      }
    } finally {
      lock.unlock();
    }
  }
}
