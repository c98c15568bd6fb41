package dev.stashline.ingress;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.stashline.jobs.JobState;
import dev.stashline.jobs.JobView;
import dev.stashline.jobs.JobView.StepView;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the operations on jobs answer. A job's arguments are not here, nor its subject: it may be
 * the code that opens a person's plan.
 */
final class JobAnswers {
  private JobAnswers() {}

  record JobLine(
      UUID id,
      String queue,
      String kind,
      String state,
      String priority,
      @Nullable String lane,
      Instant runAt,
      int attempt,
      int maxAttempts,
      @Nullable String node,
      @Nullable Instant leaseUntil,
      boolean cancelRequested,
      @Nullable String failure,
      Instant createdAt,
      @Nullable Instant startedAt,
      @Nullable Instant finishedAt) {
    static JobLine of(JobView job) {
      return new JobLine(
          job.id(),
          job.queue(),
          job.kind(),
          job.state().word(),
          job.priority().name().toLowerCase(Locale.ROOT),
          job.lane(),
          job.runAt(),
          job.attempt(),
          job.maxAttempts(),
          job.node(),
          job.leaseUntil(),
          job.cancelRequested(),
          job.failure(),
          job.createdAt(),
          job.startedAt(),
          job.finishedAt());
    }
  }

  record Page(List<JobLine> jobs, @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable String next) {
    static Page of(JobView.JobPage page) {
      return new Page(
          page.jobs().stream().map(JobLine::of).toList(),
          page.next() == null ? null : page.next().toString());
    }
  }

  record Step(
      String name, String state, int attempt, Instant startedAt, @Nullable Instant finishedAt) {
    static Step of(StepView step) {
      return new Step(
          step.name(),
          step.state().name().toLowerCase(Locale.ROOT),
          step.attempt(),
          step.startedAt(),
          step.finishedAt());
    }
  }

  record Details(JobLine job, List<Step> steps, WaitingView waiting) {}

  record Changed(UUID id, String state) {
    static Changed of(UUID id, JobState state) {
      return new Changed(id, state.word());
    }
  }

  record Queue(
      String queue,
      long pending,
      long running,
      long completed,
      long discarded,
      long cancelled,
      @Nullable Instant oldestDue) {
    static Queue of(String name, Map<JobState, Long> counts, @Nullable Instant oldestDue) {
      return new Queue(
          name,
          counts.getOrDefault(JobState.PENDING, 0L),
          counts.getOrDefault(JobState.RUNNING, 0L),
          counts.getOrDefault(JobState.COMPLETED, 0L),
          counts.getOrDefault(JobState.DISCARDED, 0L),
          counts.getOrDefault(JobState.CANCELLED, 0L),
          oldestDue);
    }
  }

  record Queues(List<Queue> queues) {}

  record QueueChanged(String queue, boolean paused) {}
}
