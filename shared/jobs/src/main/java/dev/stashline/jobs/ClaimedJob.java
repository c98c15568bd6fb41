package dev.stashline.jobs;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A job as a claim returns it: running, and leased to this node.
 *
 * @param attempt which attempt this is, from 1
 * @param epoch the lease's number, rising with every lease of the job: the fencing token
 * @param cancelRequested whether somebody wanted it cancelled while an earlier attempt ran
 */
public record ClaimedJob(
    UUID id,
    String queue,
    String kind,
    @Nullable String subject,
    String argsJson,
    int attempt,
    int maxAttempts,
    int epoch,
    @Nullable String lane,
    boolean strict,
    Instant runAt,
    Instant createdAt,
    boolean cancelRequested) {

  /** A due job that was stored as running here, as if it had been claimed in that very moment. */
  static ClaimedJob asStored(NewJob job, Instant now) {
    return new ClaimedJob(
        job.id(),
        job.kind().queue(),
        job.kind().name(),
        job.subject(),
        job.argsJson(),
        1,
        job.maxAttempts(),
        1,
        null,
        false,
        now,
        now,
        false);
  }
}
