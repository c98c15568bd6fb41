package dev.stashline.standalone;

import dev.stashline.jobs.JobQueue;
import dev.stashline.runtime.Health;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Map;

/**
 * Whether work flows, queue by queue: a process may be up and ready while its queues stand still.
 */
final class WorkFlow {
  /** A due job that has waited so long means that nobody works on its queue. */
  private static final Duration STANDSTILL = Duration.ofMinutes(1);

  private final JobQueue queue;
  private final InstantSource clock;

  WorkFlow(JobQueue queue, InstantSource clock) {
    this.queue = queue;
    this.clock = clock;
  }

  void watchAll(Health health, Collection<String> queues) {
    for (String name : queues) {
      health.watch("queue " + name, () -> flow(name));
    }
  }

  private Future<Health.Flow> flow(String name) {
    return queue
        .desk()
        .oldestDue()
        .compose(
            oldest ->
                queue
                    .desk()
                    .lastCompleted(name)
                    .map(
                        last -> {
                          Instant due = oldest.get(name);
                          Duration waits =
                              due == null ? Duration.ZERO : Duration.between(due, clock.instant());
                          return new Health.Flow(
                              waits.compareTo(STANDSTILL) < 0,
                              Map.of(
                                  "oldestDueWaitsSeconds",
                                  waits.toSeconds(),
                                  "lastCompleted",
                                  last.map(Instant::toString).orElse("never")));
                        }));
  }
}
