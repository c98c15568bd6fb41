package dev.stashline.contracts;

import java.time.Instant;

/** A queue has work that may start at {@code runAt}, the earliest if there is more. */
public record JobsWaiting(String queue, Instant runAt) implements BusMessage {
  @Override
  public String address() {
    return "jobs.nudge";
  }
}
