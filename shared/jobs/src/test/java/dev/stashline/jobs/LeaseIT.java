package dev.stashline.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stashline.runtime.MovableClock;
import dev.stashline.testkit.Await;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LeaseIT extends EngineCase {
  private static final Duration LEASE = Duration.ofMillis(900);

  @Test
  void a_job_that_runs_longer_than_its_lease_stays_with_its_node() {
    var gate = new Gate();
    try (var node = node().lease(LEASE).with(Work.of(kind, job -> gate.pass())).start(queue, 2);
        var rescuer =
            node().name("b").lease(LEASE).with(Work.of(kind, job -> gate.pass())).start(queue, 2)) {
      var id = enqueue(node, "a");
      gate.awaitInside(1);
      var leases = new HashSet<Object>();
      Await.until(
          "five renewals",
          SOON,
          () -> {
            leases.add(rows.one("select lease_until from jobs.job where id = ?", id));
            return leases.size() > 5;
          });
      gate.open();
      awaitState(id, JobState.COMPLETED);
      assertThat(rescuer.view(id).epoch()).isEqualTo(1);
      assertThat(gate.most()).isEqualTo(1);
    }
  }

  @Test
  void X02_an_attempt_whose_lease_was_taken_over_is_interrupted_and_settles_nothing() {
    var gate = new Gate();
    var ahead = new MovableClock(InstantSource.system());
    var interrupted = new AtomicReference<@Nullable Throwable>();
    var once = kind.attempts(1, BackOff.USUAL);
    Handler<Note> handler =
        job -> {
          try {
            return gate.pass();
          } catch (InterruptedException e) {
            interrupted.set(e);
            throw e;
          }
        };
    try (var late = node().lease(LEASE).with(Work.of(once, handler)).start(queue, 2);
        var rescuer =
            node()
                .name("b")
                .lease(LEASE)
                .leaseClock(ahead)
                .with(Work.of(once, handler))
                .start(queue, 2)) {
      var id = Futures.get(late.queue().enqueue(once.job(new Note("a")))).id();
      gate.awaitInside(1);
      // For the rescuer the lease has lapsed long ago, however often it is renewed.
      ahead.moveAhead(Duration.ofHours(1));
      awaitState(id, JobState.DISCARDED);
      Await.until("the interruption", SOON, () -> interrupted.get() != null);
      var view = rescuer.view(id);
      assertThat(view.epoch()).isEqualTo(2);
      assertThat(view.attempt()).as("the rescue spends the attempt").isEqualTo(1);
      assertThat(view.failure()).contains("went away");
    }
  }

  @Test
  void an_attempt_that_was_taken_over_and_ends_late_leaves_its_successor_alone() {
    var deaf = new Gate();
    var second = new Gate();
    var tenTimes = kind.attempts(10, new BackOff(Duration.ZERO, Duration.ZERO, 0));
    Handler<Note> handler =
        job -> {
          if (job.args().text().equals("probe")) {
            return Outcome.completed();
          }
          if (job.epoch() > 1) {
            return second.pass();
          }
          try {
            return deaf.pass();
          } catch (InterruptedException e) {
            return deaf.pass();
          }
        };
    try (var node = node().lease(LEASE).with(Work.of(tenTimes, handler)).start(queue, 2)) {
      var id = Futures.get(node.queue().enqueue(tenTimes.job(new Note("a")))).id();
      deaf.awaitInside(1);
      takeOver(tenTimes, node, id);
      second.awaitInside(1);
      deaf.awaitInside(1);
      int epoch = node.view(id).epoch();

      // The late one ends; the probe gets its slot, so it has left the runner.
      deaf.open();
      var probe = Futures.get(node.queue().enqueue(tenTimes.job(new Note("probe")))).id();
      awaitState(probe, JobState.COMPLETED);
      Futures.get(node.queue().cancel(id, "stop"));
      awaitState(id, JobState.CANCELLED);
      assertThat(node.view(id).epoch())
          .as("the attempt itself was interrupted, not rescued")
          .isEqualTo(epoch);
    }
  }

  /** A node for which every lease has lapsed takes the job over, and leaves. */
  private void takeOver(Kind<Note> taken, TestNode node, java.util.UUID id) {
    var ahead = new MovableClock(InstantSource.system());
    ahead.moveAhead(Duration.ofHours(1));
    try (var rescuer =
        node()
            .name("b")
            .lease(LEASE)
            .leaseClock(ahead)
            .with(Work.of(taken, job -> Outcome.completed()))) {
      rescuer.start(queue + "-other", 1);
      Await.until("the rescue", SOON, () -> node.view(id).epoch() > 1);
    }
  }
}
