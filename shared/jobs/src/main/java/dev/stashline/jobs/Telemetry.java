package dev.stashline.jobs;

import dev.stashline.contracts.CancelRequested;
import dev.stashline.contracts.JobEvent;
import dev.stashline.runtime.Bus;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells what happens to jobs: one log line an attempt, three meters, and one bus event where the
 * kind is announced.
 *
 * <pre>
 *   meter              tags                  what
 *   jobs.attempts      queue, kind, verdict  attempts by how they ended
 *   jobs.duration      queue, kind           time in the handler
 *   jobs.lateness      queue                 start of an attempt after its run time
 * </pre>
 *
 * <p>No arguments, no results, no messages of strangers' exceptions: they may quote a person's
 * data.
 */
final class Telemetry {
  private static final Logger log = LoggerFactory.getLogger("dev.stashline.jobs.attempt");

  private final Bus bus;
  private final Catalogue catalogue;
  private final MeterRegistry meters;
  private final InstantSource clock;

  Telemetry(Bus bus, Catalogue catalogue, MeterRegistry meters, InstantSource clock) {
    this.bus = bus;
    this.catalogue = catalogue;
    this.meters = meters;
    this.clock = clock;
  }

  void tell(Attempt<?> attempt, Verdict verdict, Instant started, boolean held) {
    ClaimedJob job = attempt.claimed();
    long nanos = attempt.nanos(System.nanoTime());
    String word = held ? word(verdict) : "lost";
    meters
        .counter("jobs.attempts", "queue", job.queue(), "kind", job.kind(), "verdict", word)
        .increment();
    meters
        .timer("jobs.duration", "queue", job.queue(), "kind", job.kind())
        .record(Duration.ofNanos(nanos));
    Duration lateness = Duration.between(job.runAt(), started);
    meters
        .timer("jobs.lateness", "queue", job.queue())
        .record(lateness.isNegative() ? Duration.ZERO : lateness);
    if (log.isInfoEnabled()) {
      var line =
          log.atInfo()
              .addKeyValue("jobId", job.id())
              .addKeyValue("queue", job.queue())
              .addKeyValue("kind", job.kind())
              .addKeyValue("attempt", job.attempt())
              .addKeyValue("maxAttempts", job.maxAttempts())
              .addKeyValue("epoch", job.epoch())
              .addKeyValue("verdict", word)
              .addKeyValue("durationMs", nanos / 1_000_000)
              .addKeyValue("lateMs", lateness.toMillis());
      switch (verdict) {
        case Verdict.RetryAt v ->
            line.addKeyValue("retryInMs", Duration.between(clock.instant(), v.at()).toMillis())
                .addKeyValue("reason", v.reason())
                .log("attempt failed, another follows");
        case Verdict.Discard v ->
            line.addKeyValue("reason", v.reason()).log("attempt failed, dead letter");
        default -> line.log("attempt ended");
      }
    }
    if (held) {
      announce(job, verdict);
    }
  }

  private void announce(ClaimedJob job, Verdict verdict) {
    if (!isAnnounced(job)) {
      return;
    }
    bus.publish(
        switch (verdict) {
          case Verdict.Complete v ->
              new JobEvent.Completed(
                  job.id(), job.queue(), job.kind(), job.attempt(), job.subject());
          case Verdict.RetryAt v ->
              new JobEvent.Retrying(
                  job.id(), job.queue(), job.kind(), job.attempt(), job.subject(), v.at());
          case Verdict.SnoozeUntil v ->
              new JobEvent.Snoozed(
                  job.id(), job.queue(), job.kind(), job.attempt(), job.subject(), v.until());
          case Verdict.Discard v ->
              new JobEvent.Discarded(
                  job.id(), job.queue(), job.kind(), job.attempt(), job.subject());
          case Verdict.Cancel v ->
              new JobEvent.Cancelled(
                  job.id(), job.queue(), job.kind(), job.attempt(), job.subject());
          case Verdict.HandBack v ->
              new JobEvent.HandedBack(
                  job.id(), job.queue(), job.kind(), job.attempt(), job.subject());
        });
  }

  void stepped(ClaimedJob job, String step, String state) {
    if (isAnnounced(job)) {
      bus.publish(
          new JobEvent.Stepped(
              job.id(), job.queue(), job.kind(), job.attempt(), job.subject(), step, state));
    }
  }

  void rescued(ClaimedJob job) {
    log.atWarn()
        .addKeyValue("jobId", job.id())
        .addKeyValue("queue", job.queue())
        .addKeyValue("kind", job.kind())
        .addKeyValue("attempt", job.attempt())
        .log("lease lapsed, job rescued");
    if (isAnnounced(job)) {
      bus.publish(
          new JobEvent.Rescued(job.id(), job.queue(), job.kind(), job.attempt(), job.subject()));
    }
  }

  void cancelRequested(UUID id) {
    bus.publish(new CancelRequested(id));
  }

  void lost(ClaimedJob job) {
    log.atWarn()
        .addKeyValue("jobId", job.id())
        .addKeyValue("kind", job.kind())
        .addKeyValue("epoch", job.epoch())
        .log("lease lost, the attempt settles nothing");
  }

  void unsettled(ClaimedJob job, @Nullable Throwable cause) {
    log.atError()
        .addKeyValue("jobId", job.id())
        .addKeyValue("kind", job.kind())
        .addKeyValue("cause", String.valueOf(cause))
        .log("could not settle within the lease; the job will be rescued and run again");
  }

  void unexpected(ClaimedJob job, Throwable thrown) {
    log.atWarn()
        .addKeyValue("jobId", job.id())
        .addKeyValue("kind", job.kind())
        .addKeyValue("thrown", thrown.getClass().getName())
        .log("handler threw something it did not declare");
    log.debug("stack of job {}", job.id(), thrown);
  }

  void unknown(ClaimedJob job) {
    log.atWarn()
        .addKeyValue("jobId", job.id())
        .addKeyValue("queue", job.queue())
        .addKeyValue("kind", job.kind())
        .log("this process does not know the job's kind, another may");
  }

  private boolean isAnnounced(ClaimedJob job) {
    var work = catalogue.find(job.kind());
    return work != null && work.kind().announced();
  }

  private static String word(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Complete v -> "completed";
      case Verdict.RetryAt v -> "retry";
      case Verdict.SnoozeUntil v -> "snoozed";
      case Verdict.Discard v -> "discarded";
      case Verdict.Cancel v -> "cancelled";
      case Verdict.HandBack v -> "handed back";
    };
  }
}
