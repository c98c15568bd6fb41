package dev.stashline.broker;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Shares this node's deliveries among hosts: one host may have at most half of what the others
 * leave (Choudhury and Hahne's dynamic threshold), so a host that hangs always leaves room, and a
 * lone fast one still gets half. Who is turned away comes again a little later.
 */
final class Slots {
  private static final Duration FIRST_WAIT = Duration.ofMillis(250);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(20);

  private final int all;
  private int taken;
  private final Map<String, Host> hosts = new HashMap<>();

  private static final class Host {
    private int underWay;
    private int turnedAway;
  }

  Slots(int all) {
    this.all = all;
  }

  /** Takes a slot; returns zero if it was given, otherwise how long to wait before asking again. */
  synchronized Duration take(String name) {
    var host = hosts.computeIfAbsent(name, absent -> new Host());
    int mine = Math.max(1, (all - (taken - host.underWay) + 1) / 2);
    if (host.underWay < mine) {
      host.underWay++;
      taken++;
      return Duration.ZERO;
    }
    // The more are waiting, the longer each one waits, so that they do not eat up the node by
    // asking.
    host.turnedAway++;
    var wait = FIRST_WAIT.multipliedBy(1 + host.turnedAway / mine);
    return wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
  }

  synchronized void giveBack(String name) {
    var host = hosts.get(name);
    if (host == null) {
      return;
    }
    taken--;
    host.underWay--;
    host.turnedAway = Math.max(0, host.turnedAway - 1);
    if (host.underWay == 0) {
      hosts.remove(name);
    }
  }
}
