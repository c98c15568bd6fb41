package dev.stashline.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A job that is due now starts in the statement that stores it, where a slot is free. */
class HandoverIT extends EngineCase {
  /**
   * The poll never comes, so nothing is claimed but after a nudge. A first job makes sure that the
   * runner has caught up.
   */
  private TestNode caughtUp(int slots, Work<?>... works) {
    var node = node().poll(NEVER).with(works).start(queue, slots);
    awaitState(enqueue(node, "first"), JobState.COMPLETED);
    awaitState(enqueue(node, "second"), JobState.COMPLETED);
    return node;
  }

  private static boolean startedWithoutClaim(JobView view) {
    return view.createdAt().equals(view.startedAt());
  }

  @Test
  void a_due_job_starts_without_a_claim() {
    try (var node = caughtUp(2, Work.of(kind, job -> Outcome.completed()))) {
      for (int i = 0; i < 20; i++) {
        var id = enqueue(node, "n" + i);
        awaitState(id, JobState.COMPLETED);
        assertThat(startedWithoutClaim(node.view(id))).isTrue();
        assertThat(node.view(id).attempt()).isEqualTo(1);
      }
    }
  }

  @Test
  void a_later_job_and_one_without_a_free_slot_wait() {
    var gate = new Gate();
    Handler<Note> handler =
        job -> job.args().text().equals("gate") ? gate.pass() : Outcome.completed();
    try (var node = caughtUp(1, Work.of(kind, handler))) {
      enqueue(node, "gate");
      gate.awaitInside(1);
      var waits = enqueue(node, "no slot");
      assertThat(node.view(waits).state()).isEqualTo(JobState.PENDING);
      var later = kind.job(new Note("later")).at(java.time.Instant.now().plus(NEVER));
      Futures.get(node.queue().enqueue(later));
      gate.open();
      awaitState(waits, JobState.COMPLETED);
      assertThat(node.view(later.id()).state()).isEqualTo(JobState.PENDING);
    }
  }

  @Test
  void a_duplicate_key_gives_its_slot_back() {
    var gate = new Gate();
    var unique = Kind.of("unique-" + queue, queue, Note.class).uniqueWhileUnfinished(Note::text);
    try (var node =
        caughtUp(
            2, Work.of(kind, job -> Outcome.completed()), Work.of(unique, job -> gate.pass()))) {
      var first = Futures.get(node.queue().enqueue(unique.job(new Note("k")))).id();
      gate.awaitInside(1);
      for (int i = 0; i < 10; i++) {
        assertThat(Futures.get(node.queue().enqueue(unique.job(new Note("k")))))
            .isEqualTo(new Enqueued(first, true));
      }
      awaitState(enqueue(node, "the second slot is free"), JobState.COMPLETED);
      gate.open();
      awaitState(first, JobState.COMPLETED);
    }
  }

  @Test
  void a_slot_that_a_duplicate_gives_back_serves_those_who_came_meanwhile() {
    var unique = Kind.of("unique-" + queue, queue, Note.class).uniqueWhileUnfinished(Note::text);
    try (var node =
            caughtUp(
                1,
                Work.of(kind, job -> Outcome.completed()),
                Work.of(unique, job -> Outcome.completed()));
        var elsewhere = node().name("b").with(Work.of(kind, job -> Outcome.completed()))) {
      var held =
          Futures.get(
                  elsewhere
                      .queue()
                      .enqueue(unique.job(new Note("k")).at(java.time.Instant.now().plus(NEVER))))
              .id();
      for (int i = 0; i < 50; i++) {
        // The nudge for the job finds the only slot reserved for the duplicate, or the other way.
        var duplicate = node.queue().enqueue(unique.job(new Note("k")));
        var id = enqueue(elsewhere, "n" + i);
        node.engine.clockMoved();
        assertThat(Futures.get(duplicate).id()).isEqualTo(held);
        awaitState(id, JobState.COMPLETED);
      }
    }
  }

  @Test
  void a_transaction_that_rolls_back_gives_its_slots_back() {
    try (var node = caughtUp(2, Work.of(kind, job -> Outcome.completed()))) {
      for (int i = 0; i < 10; i++) {
        Futures.failure(
            node.queue()
                .transaction(
                    tx ->
                        tx.enqueue(java.util.List.of(notes(2)))
                            .compose(v -> io.vertx.core.Future.failedFuture("no"))));
      }
      var id = enqueue(node, "a");
      awaitState(id, JobState.COMPLETED);
      assertThat(startedWithoutClaim(node.view(id))).isTrue();
    }
  }

  @Test
  void the_same_id_twice_at_the_same_time_runs_once() {
    var performed = new java.util.concurrent.atomic.AtomicInteger();
    try (var node =
        caughtUp(
            4,
            Work.of(
                kind,
                job -> {
                  if (job.args().text().equals("twin")) {
                    performed.incrementAndGet();
                  }
                  return Outcome.completed();
                }))) {
      for (int i = 0; i < 20; i++) {
        var id = NewJob.newId();
        var one = node.queue().enqueue(kind.job(new Note("twin")).id(id));
        var two = node.queue().enqueue(kind.job(new Note("twin")).id(id));
        assertThat(Futures.get(one).id()).isEqualTo(id);
        assertThat(Futures.get(two).id()).isEqualTo(id);
        Futures.get(node.queue().enqueue(kind.job(new Note("twin")).id(id)));
        awaitState(id, JobState.COMPLETED);
      }
      // All four slots still take a job each.
      awaitState(enqueue(node, "after"), JobState.COMPLETED);
      assertThat(performed).hasValue(20);
    }
  }

  @Test
  void nothing_starts_in_a_paused_queue() {
    try (var node = caughtUp(2, Work.of(kind, job -> Outcome.completed()))) {
      Futures.get(node.queue().desk().pauseQueue(queue));
      UUID id = enqueue(node, "a");
      UUID inBatch =
          Futures.get(node.queue().enqueueAll(java.util.List.of(notes(3)))).getLast().id();
      assertThat(node.view(id).state()).isEqualTo(JobState.PENDING);
      assertThat(node.view(inBatch).state()).isEqualTo(JobState.PENDING);
      assertThat(node.view(id).epoch()).isZero();
      Futures.get(node.queue().desk().resumeQueue(queue));
      awaitJobs(JobState.COMPLETED, 6);
    }
  }
}
