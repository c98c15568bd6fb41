package dev.stashline.jobs;

import java.time.Duration;
import java.time.Instant;

/** What becomes of a job after an attempt. */
public sealed interface Verdict {
  /** Later run times are brought forward to this one: Postgres cannot hold times after 294276. */
  Instant LATEST = Instant.parse("+290000-01-01T00:00:00Z");

  record Complete() implements Verdict {}

  record RetryAt(Instant at, String reason) implements Verdict {}

  record SnoozeUntil(Instant until) implements Verdict {}

  record Discard(String reason) implements Verdict {}

  record Cancel(String reason) implements Verdict {}

  record HandBack() implements Verdict {}

  /**
   * Judges an attempt by its kind's rules. Pure.
   *
   * @param chance drawn evenly from [0, 1), for the back-off's jitter
   */
  static Verdict judge(ClaimedJob job, Kind<?> kind, Outcome outcome, Instant now, double chance) {
    return switch (outcome) {
      case Outcome.Completed c -> new Complete();
      case Outcome.Snoozed s -> new SnoozeUntil(storable(s.until(), now));
      case Outcome.Cancelled c -> new Cancel(c.reason());
      case Outcome.HandedBack h -> new HandBack();
      case Outcome.Failed failed ->
          switch (failed.failure()) {
            case Failure.Never f -> new Discard(f.reason());
            case Failure.NeedsPerson f -> new Discard(f.reason());
            case Failure f when job.attempt() >= job.maxAttempts() -> new Discard(f.reason());
            case Failure.RetryLater f -> new RetryAt(later(now, f.after()), f.reason());
            case Failure.RetryNow f ->
                new RetryAt(
                    later(now, kind.tries().backOff().after(job.attempt(), chance)), f.reason());
          };
    };
  }

  private static Instant later(Instant now, Duration wait) {
    return wait.compareTo(Duration.between(now, LATEST)) >= 0
        ? LATEST
        : storable(now.plus(wait), now);
  }

  private static Instant storable(Instant at, Instant now) {
    return at.isBefore(now) ? now : at.isAfter(LATEST) ? LATEST : at;
  }

  /** The state in which this verdict leaves the job. */
  default JobState state() {
    return switch (this) {
      case Complete v -> JobState.COMPLETED;
      case RetryAt v -> JobState.PENDING;
      case SnoozeUntil v -> JobState.PENDING;
      case HandBack v -> JobState.PENDING;
      case Discard v -> JobState.DISCARDED;
      case Cancel v -> JobState.CANCELLED;
    };
  }
}
