package dev.stashline.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

abstract class EnqueueContract extends StoreContract {
  @Test
  void a_job_is_found_as_it_was_handed_in() {
    var job = note("a").subject("plan 7").priority(Priority.HIGH).attempts(9);
    assertThat(Futures.get(store.enqueue(List.of(job))))
        .containsExactly(new Enqueued(job.id(), false));
    var view = view(job.id());
    assertThat(view.queue()).isEqualTo(queue);
    assertThat(view.kind()).isEqualTo(plain.name());
    assertThat(view.subject()).isEqualTo("plan 7");
    assertThat(view.state()).isEqualTo(JobState.PENDING);
    assertThat(view.priority()).isEqualTo(Priority.HIGH);
    assertThat(view.maxAttempts()).isEqualTo(9);
    assertThat(view.attempt()).isZero();
    assertThat(view.createdAt()).isEqualTo(T0);
    assertThat(view.runAt()).isEqualTo(T0);
    assertThat(claimOne().argsJson()).isEqualTo("{\"text\":\"a\"}");
  }

  @Test
  void many_jobs_are_answered_in_their_order() {
    var jobs = IntStream.range(0, 700).mapToObj(i -> note("n" + i)).toList();
    assertThat(Futures.get(store.enqueue(jobs)))
        .isEqualTo(jobs.stream().map(job -> new Enqueued(job.id(), false)).toList());
    assertThat(claim(1000)).hasSize(700);
  }

  @Test
  void no_jobs_are_no_work() {
    assertThat(Futures.get(store.enqueue(List.of()))).isEmpty();
  }

  @Test
  void a_run_time_in_the_past_means_at_once() {
    var id = enqueue(note("late").at(T0.minus(Duration.ofDays(400))));
    assertThat(view(id).runAt()).isEqualTo(T0);
  }

  @Test
  void a_key_blocks_while_its_job_is_unfinished() {
    var first = enqueue(oneAtATime.job(new Note("k")));
    assertThat(again(oneAtATime)).isEqualTo(new Enqueued(first, true));
    var claimed = claimOne();
    assertThat(again(oneAtATime)).isEqualTo(new Enqueued(first, true));
    settle(claimed, failed("once"));
    assertThat(again(oneAtATime)).isEqualTo(new Enqueued(first, true));
    clock.moveAhead(Duration.ofMinutes(1));
    settle(claimOne(), Outcome.completed());
    assertThat(again(oneAtATime).duplicate()).isFalse();
  }

  @Test
  void a_key_for_good_blocks_after_the_end_until_the_job_is_forgotten() {
    var first = enqueue(onceEver.job(new Note("k")));
    settle(claimOne(), Outcome.completed());
    assertThat(again(onceEver)).isEqualTo(new Enqueued(first, true));
    clock.moveAhead(onceEver.retention().finished().plusSeconds(1));
    Futures.get(store.prune(1000));
    assertThat(again(onceEver).duplicate()).isFalse();
  }

  @Test
  void a_key_for_good_blocks_after_a_dead_letter_and_after_a_cancel() {
    var dead = enqueue(onceEver.job(new Note("dead")));
    settle(claimOne(), hopeless("no"));
    var cancelled = enqueue(onceEver.job(new Note("cancelled")));
    Futures.get(store.desk().cancel(cancelled, "not wanted"));
    assertThat(Futures.get(store.enqueue(List.of(onceEver.job(new Note("dead"))))))
        .containsExactly(new Enqueued(dead, true));
    assertThat(Futures.get(store.enqueue(List.of(onceEver.job(new Note("cancelled"))))))
        .containsExactly(new Enqueued(cancelled, true));
  }

  @Test
  void the_same_key_twice_in_one_batch_is_stored_once() {
    var jobs =
        List.of(
            oneAtATime.job(new Note("x")),
            note("between"),
            oneAtATime.job(new Note("x")),
            onceEver.job(new Note("x")),
            onceEver.job(new Note("x")));
    var answers = Futures.get(store.enqueue(jobs));
    assertThat(answers)
        .containsExactly(
            new Enqueued(jobs.get(0).id(), false),
            new Enqueued(jobs.get(1).id(), false),
            new Enqueued(jobs.get(0).id(), true),
            new Enqueued(jobs.get(3).id(), false),
            new Enqueued(jobs.get(3).id(), true));
    assertThat(claim(10)).hasSize(3);
  }

  @Test
  void keys_of_two_kinds_are_apart() {
    enqueue(oneAtATime.job(new Note("x")));
    assertThat(again(onceEver).duplicate()).isFalse();
  }

  @Test
  void an_id_that_is_stored_already_is_a_duplicate() {
    var job = note("first");
    enqueue(job);
    assertThat(Futures.get(store.enqueue(List.of(note("second").id(job.id())))))
        .containsExactly(new Enqueued(job.id(), true));
    settle(claimOne(), Outcome.completed());
    assertThat(Futures.get(store.enqueue(List.of(note("third").id(job.id()), note("fourth")))))
        .extracting(Enqueued::duplicate)
        .containsExactly(true, false);
  }

  @Test
  void of_many_at_the_same_time_one_is_stored_for_each_key() {
    var calls = new ArrayList<Future<List<Enqueued>>>();
    for (int round = 0; round < 40; round++) {
      var by = round % 2 == 0 ? store : other;
      // Half of them in the opposite order, so that two batches want each other's keys.
      boolean upwards = round % 4 < 2;
      calls.add(
          by.enqueue(
              IntStream.range(0, 20)
                  .map(i -> upwards ? i : 19 - i)
                  .mapToObj(i -> oneAtATime.job(new Note("key " + i)))
                  .toList()));
    }
    var answers = calls.stream().flatMap(call -> Futures.get(call).stream()).toList();
    assertThat(answers.stream().filter(e -> !e.duplicate())).hasSize(20);
    assertThat(answers.stream().map(Enqueued::id).distinct()).hasSize(20);
    assertThat(claim(1000)).hasSize(20);
  }

  @Test
  void a_key_holder_that_ends_meanwhile_makes_room() {
    for (int i = 0; i < 30; i++) {
      var first = enqueue(oneAtATime.job(new Note("k")));
      var claimed = claimOne();
      var settled = store.settle(List.of(settlement(claimed, Outcome.completed())));
      var answer = again(oneAtATime);
      Futures.get(settled);
      if (answer.duplicate()) {
        assertThat(answer.id()).isEqualTo(first);
      } else {
        settle(claimOne(), Outcome.completed());
      }
    }
  }

  private Enqueued again(Kind<Note> kind) {
    return Futures.get(store.enqueue(List.of(kind.job(new Note("k"))))).getFirst();
  }
}
