package dev.stashline.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A process that stops finishes what runs, or hands it back as if it had never begun. */
class StopIT extends EngineCase {
  @Test
  void running_jobs_finish_within_the_grace_and_no_others_start() {
    var gate = new Gate();
    try (var node = node().with(Work.of(kind, job -> gate.pass())).start(queue, 2)) {
      Futures.get(node.queue().enqueueAll(List.of(notes(5))));
      gate.awaitInside(2);
      var stopped = node.engine.stop();
      assertThat(stopped.isComplete()).isFalse();
      gate.open();
      Futures.get(stopped);
      assertThat(jobs(JobState.COMPLETED)).isEqualTo(2);
      assertThat(jobs(JobState.PENDING)).isEqualTo(3);
      assertThat(rows.count("select count(*) from jobs.node where queue = ? and node = 'a'", queue))
          .isZero();
    }
  }

  @Test
  void after_the_grace_the_rest_is_handed_back_with_its_attempt_refunded() {
    var gate = new Gate();
    var lastTry = kind.attempts(1, BackOff.USUAL);
    try (var stops =
            node()
                .grace(Duration.ofMillis(200))
                .with(Work.of(lastTry, job -> gate.pass()))
                .start(queue, 3);
        var takesOver = node().name("b").with(Work.of(lastTry, job -> Outcome.completed()))) {
      for (int i = 0; i < 3; i++) {
        Futures.get(stops.queue().enqueue(lastTry.job(new Note("n" + i))));
      }
      gate.awaitInside(3);
      stops.stop();
      assertThat(jobs(JobState.PENDING)).isEqualTo(3);
      assertThat(rows.count("select max(attempt) from jobs.job where queue = ?", queue)).isZero();
      takesOver.start(queue, 3);
      awaitJobs(JobState.COMPLETED, 3);
      assertThat(rows.count("select max(attempt) from jobs.job where queue = ?", queue))
          .isEqualTo(1);
    }
  }

  @Test
  void nothing_runs_nor_is_leased_once_the_stop_has_ended() {
    var performing = new AtomicInteger();
    Handler<Note> handler =
        job -> {
          performing.incrementAndGet();
          try {
            return Outcome.completed();
          } finally {
            performing.decrementAndGet();
          }
        };
    for (int round = 0; round < 15; round++) {
      try (var node = node().with(Work.of(kind, handler))) {
        Futures.get(node.queue().enqueueAll(List.of(notes(20))));
        node.start(queue, 4);
        var late = node.queue().enqueueAll(List.of(notes(2)));
        node.stop();
        assertThat(performing).hasValue(0);
        assertThat(jobs(JobState.RUNNING)).as("round %d", round).isZero();
        Futures.get(late);
        assertThat(jobs(JobState.RUNNING)).as("round %d, enqueued late", round).isZero();
      }
    }
  }
}
