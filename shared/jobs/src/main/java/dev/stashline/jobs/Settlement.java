package dev.stashline.jobs;

import java.util.List;

/** A verdict on its way into the store. */
record Settlement(
    ClaimedJob job, Kind<?> kind, Verdict verdict, List<NewJob> followUps, Object result) {
  static Settlement of(ClaimedJob job, Kind<?> kind, Outcome outcome, Verdict verdict) {
    return switch (outcome) {
      case Outcome.Completed c -> new Settlement(job, kind, verdict, c.followUps(), c.result());
      case Outcome.Failed f -> new Settlement(job, kind, verdict, List.of(), f.result());
      default -> new Settlement(job, kind, verdict, List.of(), "");
    };
  }
}
