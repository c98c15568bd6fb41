package dev.stashline.jobs;

import dev.stashline.contracts.JobsWaiting;
import dev.stashline.runtime.Bus;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Takes a stored job to whoever can run it soonest: a job that is due now goes to a free slot of
 * this process in the very statement that inserts it; for all others the runners of the queue are
 * nudged, here at once, elsewhere by the bus.
 */
final class Handover {
  private final NudgePacer elsewhere;
  private final Map<String, Runner> runners = new ConcurrentHashMap<>();

  Handover(Bus bus, Vertx vertx) {
    elsewhere = new NudgePacer(vertx, (queue, runAt) -> bus.publish(new JobsWaiting(queue, runAt)));
  }

  void join(Runner runner) {
    runners.put(runner.queue(), runner);
  }

  void leave(Runner runner) {
    runners.remove(runner.queue(), runner);
  }

  /** The jobs of one insert, and the local slots reserved for some of them. */
  Offer offer(List<NewJob> jobs, Instant now) {
    var reserved = new HashMap<UUID, Runner>();
    for (NewJob job : jobs) {
      var runner = runners.get(job.kind().queue());
      boolean due = job.runAt() == null || !job.runAt().isAfter(now);
      if (runner != null
          && due
          && job.lane() == null
          && !reserved.containsKey(job.id())
          && runner.reserve()) {
        reserved.put(job.id(), runner);
      }
    }
    return new Offer(jobs, reserved, now);
  }

  /** Wakes a runner of this process that has room, or else the ones elsewhere. */
  void nudge(String queue, Instant runAt) {
    var local = runners.get(queue);
    if (local != null && local.hasRoom()) {
      local.nudge(runAt);
    } else {
      elsewhere.nudge(queue, runAt);
    }
  }

  /** What the bus told: somebody enqueued elsewhere. */
  void nudged(JobsWaiting hint) {
    var local = runners.get(hint.queue());
    if (local != null) {
      local.nudge(hint.runAt());
    }
  }

  /** Slots reserved for jobs of lanes, and the jobs that were claimed into them. */
  static final class LanedOffer {
    private final Runner runner;
    private final List<String> lanes;
    private final int reserved;
    private List<ClaimedJob> claimed = List.of();

    private LanedOffer(Runner runner, List<String> lanes, int reserved) {
      this.runner = runner;
      this.lanes = lanes;
      this.reserved = reserved;
    }

    Runner runner() {
      return runner;
    }

    List<String> lanes() {
      return lanes;
    }

    int reserved() {
      return reserved;
    }

    List<ClaimedJob> claimed() {
      return claimed;
    }

    void claimed(List<ClaimedJob> jobs) {
      claimed = jobs;
    }
  }

  /**
   * One insert's claim on local slots; ends in exactly one of {@link #committed} and {@link
   * #rolledBack}.
   */
  final class Offer {
    private final List<NewJob> jobs;
    private final Map<UUID, Runner> reserved;
    private final Instant now;
    private @Nullable Set<UUID> inserted;
    private @Nullable LanedOffer laned;

    private Offer(List<NewJob> jobs, Map<UUID, Runner> reserved, Instant now) {
      this.jobs = jobs;
      this.reserved = reserved;
      this.now = now;
    }

    /** The runner that will start the job at once; null if it has to wait for a claim. */
    @Nullable Runner runnerOf(NewJob job) {
      return reserved.get(job.id());
    }

    /**
     * The lanes of one queue that due jobs were just stored in, and slots reserved for what may
     * start of them; null if this process has none to give.
     */
    @Nullable LanedOffer lanes(Set<UUID> stored) {
      var lanes = new TreeSet<String>();
      Runner runner = null;
      int due = 0;
      for (NewJob job : jobs) {
        var lane = job.lane();
        if (lane == null
            || !stored.contains(job.id())
            || (job.runAt() != null && job.runAt().isAfter(now))) {
          continue;
        }
        var its = runners.get(job.kind().queue());
        if (its != null && (runner == null || runner == its)) {
          runner = its;
          lanes.add(lane.name());
          due++;
        }
      }
      int reserved = runner == null ? 0 : runner.reserve(due);
      if (runner == null || reserved == 0) {
        return null;
      }
      laned = new LanedOffer(runner, List.copyOf(lanes), reserved);
      return laned;
    }

    /** Jobs of these queues wait, whatever slots are ready for them. */
    void paused(Set<String> queues) {
      reserved
          .values()
          .removeIf(
              runner -> {
                boolean waits = queues.contains(runner.queue());
                if (waits) {
                  runner.release();
                }
                return waits;
              });
    }

    void inserted(Set<UUID> ids) {
      inserted = ids;
    }

    void committed() {
      if (laned != null) {
        laned.runner().startClaimed(laned.claimed(), laned.reserved());
      }
      var stored = inserted == null ? Set.<UUID>of() : inserted;
      var earliest = new HashMap<String, Instant>();
      for (NewJob job : jobs) {
        var runner = reserved.remove(job.id());
        if (!stored.contains(job.id())) {
          if (runner != null) {
            runner.release();
          }
        } else if (runner != null) {
          runner.startReserved(job, now);
        } else {
          earliest.merge(
              job.kind().queue(), job.runAt() == null ? now : job.runAt(), NudgePacer::earlier);
        }
      }
      earliest.forEach(Handover.this::nudge);
    }

    void rolledBack() {
      if (laned != null) {
        laned.runner().startClaimed(List.of(), laned.reserved());
      }
      reserved.values().forEach(Runner::release);
    }
  }
}
