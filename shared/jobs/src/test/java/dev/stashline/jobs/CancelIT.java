package dev.stashline.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stashline.testkit.Await;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CancelIT extends EngineCase {
  @Test
  void a_waiting_job_never_runs() {
    var performed = new AtomicInteger();
    try (var node =
        node()
            .with(
                Work.of(
                    kind,
                    job -> {
                      performed.incrementAndGet();
                      return Outcome.completed();
                    }))
            .start(queue, 2)) {
      var job = kind.job(new Note("a")).at(Instant.now().plus(NEVER));
      Futures.get(node.queue().enqueue(job));
      assertThat(Futures.get(node.queue().cancel(job.id(), "no"))).contains(JobState.CANCELLED);
      awaitState(enqueue(node, "b"), JobState.COMPLETED);
      assertThat(performed).hasValue(1);
    }
  }

  @Test
  void a_running_job_is_interrupted_by_the_hint() {
    var gate = new Gate();
    try (var node = node().lease(NEVER).with(Work.of(kind, job -> gate.pass())).start(queue, 2)) {
      var id = enqueue(node, "a");
      gate.awaitInside(1);
      assertThat(Futures.get(node.queue().cancel(id, "stop"))).contains(JobState.RUNNING);
      awaitState(id, JobState.CANCELLED);
      assertThat(gate.most()).isEqualTo(1);
    }
  }

  @Test
  void a_running_job_is_interrupted_by_the_next_renewal_if_the_hint_is_lost() {
    var gate = new Gate();
    var lease = Duration.ofMillis(1500);
    try (var runs = node().lease(lease).with(Work.of(kind, job -> gate.pass())).start(queue, 2);
        var elsewhere = node().name("b").with(Work.of(kind, job -> Outcome.completed()))) {
      var id = enqueue(runs, "a");
      gate.awaitInside(1);
      var asked = Instant.now();
      Futures.get(elsewhere.queue().cancel(id, "stop"));
      awaitState(id, JobState.CANCELLED);
      assertThat(Duration.between(asked, Instant.now())).isLessThan(lease.multipliedBy(2));
    }
  }

  @Test
  void a_job_that_fails_by_itself_after_its_cancel_was_asked_for_does_not_run_again() {
    var gate = new Gate();
    var performed = new AtomicInteger();
    Handler<Note> handler =
        job -> {
          performed.incrementAndGet();
          try {
            gate.pass();
          } catch (InterruptedException e) {
            // Deaf to the interruption.
          }
          gate.pass();
          return Outcome.completed();
        };
    var slowly = kind.attempts(3, new BackOff(NEVER, NEVER, 0));
    Handler<Note> fails =
        job -> {
          handler.perform(job);
          throw new IllegalStateException("by itself");
        };
    try (var runs = node().lease(NEVER).with(Work.of(slowly, fails)).start(queue, 2);
        var elsewhere = node().name("b").with(Work.of(slowly, fails))) {
      var id = Futures.get(runs.queue().enqueue(slowly.job(new Note("a")))).id();
      gate.awaitInside(1);
      // The hint is lost and the next renewal is far away.
      Futures.get(elsewhere.queue().cancel(id, "stop"));
      gate.open();
      awaitState(id, JobState.CANCELLED);
      assertThat(performed).hasValue(1);
    }
  }

  @Test
  void a_cancelled_job_that_ignores_its_interruption_ends_as_it_ends() {
    var gate = new Gate();
    Handler<Note> deaf =
        job -> {
          try {
            return gate.pass();
          } catch (InterruptedException e) {
            return Outcome.completed();
          }
        };
    try (var node = node().with(Work.of(kind, deaf)).start(queue, 2)) {
      var id = enqueue(node, "a");
      gate.awaitInside(1);
      Futures.get(node.queue().cancel(id, "stop"));
      awaitState(id, JobState.COMPLETED);
      Await.until("its end", SOON, () -> jobs(JobState.RUNNING) == 0);
    }
  }
}
