package dev.stashline.standalone;

import dev.stashline.contracts.PublishMessage;
import dev.stashline.jobs.JobQueue;
import dev.stashline.jobs.JobState;
import dev.stashline.runtime.Answers;
import dev.stashline.runtime.Operation;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The operation that tells whether messages get out to QStash, whether its deliveries are taken,
 * and how the outbox stands.
 */
final class QStashHealth {
  private static final Duration STANDSTILL = Duration.ofMinutes(1);

  private final Vertx vertx;
  private final Settings settings;
  private final JobQueue queue;
  private final InstantSource clock;

  private QStashHealth(Vertx vertx, Settings settings, JobQueue queue, InstantSource clock) {
    this.vertx = vertx;
    this.settings = settings;
    this.queue = queue;
    this.clock = clock;
  }

  /**
   * What is answered.
   *
   * @param status healthy, or what keeps it from being so
   * @param oldestWaitingSeconds how long the oldest due message has waited; 0 if none waits
   * @param lastPublished null as long as nothing was
   */
  private record Report(
      String status,
      boolean publishes,
      boolean receives,
      boolean reachable,
      String detail,
      long waiting,
      long deadLetters,
      long oldestWaitingSeconds,
      @Nullable Instant lastPublished) {}

  static Operation operation(Vertx vertx, Settings settings, JobQueue queue, InstantSource clock) {
    var health = new QStashHealth(vertx, settings, queue, clock);
    return new Operation("qstashHealth", ctx -> Answers.json(ctx, health.report()));
  }

  private Future<Report> report() {
    var reach = Dependency.qstash(vertx, settings);
    var counts = queue.desk().count();
    var oldest = queue.desk().oldestDue();
    var last = queue.desk().lastCompleted(PublishMessage.QUEUE);
    return Future.all(List.of(reach, counts, oldest, last))
        .map(
            all -> {
              Map<JobState, Long> outbox =
                  counts.result().getOrDefault(PublishMessage.QUEUE, Map.of());
              Instant due = oldest.result().get(PublishMessage.QUEUE);
              long waits =
                  due == null ? 0 : Math.max(0, Duration.between(due, clock.instant()).toSeconds());
              boolean publishes = settings.qstash().token().isPresent();
              boolean receives = settings.qstash().keys().isPresent();
              return new Report(
                  status(publishes, receives, reach.result().reached(), waits),
                  publishes,
                  receives,
                  reach.result().reached(),
                  reach.result().detail(),
                  outbox.getOrDefault(JobState.PENDING, 0L),
                  outbox.getOrDefault(JobState.DISCARDED, 0L),
                  waits,
                  last.result().orElse(null));
            });
  }

  private static String status(boolean publishes, boolean receives, boolean reachable, long waits) {
    if (!publishes || !receives) {
      return "not configured";
    }
    if (!reachable) {
      return "not reachable";
    }
    return waits > STANDSTILL.toSeconds() ? "messages wait" : "healthy";
  }
}
