package dev.stashline.plans;

import dev.stashline.contracts.JobEvent;
import dev.stashline.jobs.JobQueue;
import dev.stashline.runtime.Bus;
import dev.stashline.runtime.EventStream;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Lets people watch plans being made. A bus event only says that there is something new; what is
 * sent is read from the rows, so a lost event makes a page late by the poll, never wrong.
 */
public final class PlanEvents {
  private static final Duration POLL = Duration.ofSeconds(2);

  private final Vertx vertx;
  private final PlanStore store;
  private final JobQueue queue;
  private final List<String> steps;
  private final Map<UUID, Set<Watch>> watches = new ConcurrentHashMap<>();

  public PlanEvents(Vertx vertx, Bus bus, PlanStore store, JobQueue queue, PlansConfig config) {
    this.vertx = vertx;
    this.store = store;
    this.queue = queue;
    this.steps = PlanJobs.generate(config).steps();
    bus.consume("jobs.events", JobEvent.class, this::happened);
  }

  /** Streams a person's progress until it has ended or the reader has gone. */
  void follow(RoutingContext ctx, Person person) {
    UUID request = person.request() == null ? person.id() : person.request();
    var watch = new Watch(EventStream.open(ctx), person.id());
    watches.computeIfAbsent(request, id -> ConcurrentHashMap.newKeySet()).add(watch);
    long timer = vertx.setPeriodic(POLL.toMillis(), id -> watch.look());
    watch
        .stream
        .ended()
        .onComplete(
            end -> {
              vertx.cancelTimer(timer);
              watches.computeIfPresent(
                  request,
                  (id, all) -> {
                    all.remove(watch);
                    return all.isEmpty() ? null : all;
                  });
            });
    watch.look();
  }

  /** The job bears the id of the request. */
  private void happened(JobEvent event) {
    watches.getOrDefault(event.jobId(), Set.of()).forEach(Watch::look);
  }

  /** One reader. Looks are not run side by side: what happens during one leads to another. */
  private final class Watch {
    private final EventStream stream;
    private final UUID person;
    private boolean looking;
    private boolean again;
    private String last = "";

    Watch(EventStream stream, UUID person) {
      this.stream = stream;
      this.person = person;
    }

    void look() {
      synchronized (this) {
        if (looking) {
          again = true;
          return;
        }
        looking = true;
      }
      store
          .find(person)
          .compose(found -> PlanProgress.of(found.orElseThrow(), queue, steps))
          .onComplete(
              progress -> {
                if (progress.succeeded()) {
                  tell(progress.result());
                }
                boolean more;
                synchronized (this) {
                  looking = false;
                  more = again;
                  again = false;
                }
                if (more) {
                  look();
                }
              });
    }

    private void tell(PlanProgress progress) {
      String text = progress.toString();
      if (!text.equals(last)) {
        last = text;
        stream.send("progress", null, progress);
      }
      if (progress.ended()) {
        stream.close();
      }
    }
  }
}
