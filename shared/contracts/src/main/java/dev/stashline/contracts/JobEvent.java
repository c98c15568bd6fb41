package dev.stashline.contracts;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something happened to a job. Says which job and what, never why in words: a reason may be
 * private, rows hold it.
 */
public sealed interface JobEvent extends BusMessage {
  UUID jobId();

  String queue();

  String kind();

  int attempt();

  /** What the job is about, for those who follow one subject; null for nothing. */
  @Nullable String subject();

  @Override
  default String address() {
    return "jobs.events";
  }

  /** A step began, completed or failed: {@code state} is running, completed or failed. */
  record Stepped(
      UUID jobId,
      String queue,
      String kind,
      int attempt,
      @Nullable String subject,
      String step,
      String state)
      implements JobEvent {}

  record Completed(UUID jobId, String queue, String kind, int attempt, @Nullable String subject)
      implements JobEvent {}

  record Retrying(
      UUID jobId, String queue, String kind, int attempt, @Nullable String subject, Instant until)
      implements JobEvent {}

  record Snoozed(
      UUID jobId, String queue, String kind, int attempt, @Nullable String subject, Instant until)
      implements JobEvent {}

  record Discarded(UUID jobId, String queue, String kind, int attempt, @Nullable String subject)
      implements JobEvent {}

  record Cancelled(UUID jobId, String queue, String kind, int attempt, @Nullable String subject)
      implements JobEvent {}

  record Rescued(UUID jobId, String queue, String kind, int attempt, @Nullable String subject)
      implements JobEvent {}

  record HandedBack(UUID jobId, String queue, String kind, int attempt, @Nullable String subject)
      implements JobEvent {}
}
