package dev.stashline.broker;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * When messages that are held back come again: the first for the probe, the others spread behind
 * it, so that a backlog of any size asks no more than some hundred times a second.
 */
final class HeldBack {
  private static final int A_SECOND = 500;
  private static final Duration SPREAD = Duration.ofMinutes(1);
  private static final Duration LONGEST = Duration.ofMinutes(10);

  private final RandomGenerator chance;
  private final Map<Endpoint, Line> lines = new HashMap<>();

  /** Who was held back for the same thing: the probe at this time, the ramp since then. */
  private static final class Line {
    private final EndpointHealth.State state;
    private final @Nullable Instant since;
    private int length;

    Line(EndpointHealth.State state, @Nullable Instant since) {
      this.state = state;
      this.since = since;
    }
  }

  HeldBack(RandomGenerator chance) {
    this.chance = chance;
  }

  /** Null if the message may ask to start. */
  synchronized @Nullable Instant until(EndpointHealth health, Instant now) {
    return switch (health.state()) {
      case CLOSED -> null;
      case OPEN -> {
        var probe = Objects.requireNonNull(health.nextProbeAt());
        if (!probe.isAfter(now)) {
          yield null;
        }
        int before = place(health, probe);
        yield before == 0 ? probe : probe.plus(part(spread(health.pause(), before)));
      }
      case PROBING -> {
        int before = place(health, health.nextProbeAt());
        yield shortly(now).plus(part(spread(health.pause(), before)));
      }
      case RECOVERING -> {
        var start = Objects.requireNonNull(health.nextStartAt());
        yield start.isAfter(now) ? inTheRamp(health, now) : null;
      }
    };
  }

  /** The place in the ramp that nobody else here was given. */
  synchronized Instant inTheRamp(EndpointHealth health, Instant now) {
    int before = place(health, health.changedAt());
    var turn = Ramp.turn(health, before);
    var soon = now.plusMillis(200);
    return (turn.isAfter(soon) ? turn : soon)
        .plus(part(Duration.ofMillis(1_000L * before / A_SECOND)));
  }

  /** Who came too late for something that is decided within the second. */
  Instant shortly(Instant now) {
    return now.plusMillis(1_000 + (long) (chance.nextDouble() * 1_000));
  }

  private int place(EndpointHealth health, @Nullable Instant since) {
    var line = lines.get(health.endpoint());
    if (line == null || line.state != health.state() || !Objects.equals(line.since, since)) {
      line = new Line(health.state(), since);
      lines.put(health.endpoint(), line);
    }
    return line.length++;
  }

  private static Duration spread(Duration pause, int before) {
    var usual = pause.compareTo(SPREAD) < 0 ? pause : SPREAD;
    var needed = Duration.ofMillis(1_000L * before / A_SECOND);
    var spread = needed.compareTo(usual) > 0 ? needed : usual;
    return spread.compareTo(LONGEST) > 0 ? LONGEST : spread;
  }

  private Duration part(Duration of) {
    return Duration.ofMillis((long) (chance.nextDouble() * of.toMillis()));
  }

  synchronized void keepOnly(Collection<Endpoint> unwell) {
    lines.keySet().retainAll(unwell);
  }
}
