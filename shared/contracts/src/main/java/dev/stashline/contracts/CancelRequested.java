package dev.stashline.contracts;

import java.util.UUID;

/** Somebody wants a running job to stop. */
public record CancelRequested(UUID jobId) implements BusMessage {
  @Override
  public String address() {
    return "jobs.cancel";
  }
}
