package dev.stashline.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

abstract class SettleContract extends StoreContract {
  @Test
  void a_completed_job_is_finished_and_its_follow_ups_wait() {
    var id = enqueue(note("first"));
    var next = note("next");
    assertThat(settle(claimOne(), Outcome.completed(next))).isTrue();
    var view = view(id);
    assertThat(view.state()).isEqualTo(JobState.COMPLETED);
    assertThat(view.finishedAt()).isEqualTo(T0);
    assertThat(view.node()).isNull();
    assertThat(view.leaseUntil()).isNull();
    assertThat(claimOne().id()).isEqualTo(next.id());
  }

  @Test
  void a_retry_waits_for_its_time_and_tells_why() {
    var id = enqueue(note("a"));
    settle(claimOne(), failed("the other side was closed"));
    var view = view(id);
    assertThat(view.state()).isEqualTo(JobState.PENDING);
    assertThat(view.attempt()).isEqualTo(1);
    assertThat(view.runAt()).isEqualTo(T0.plusSeconds(10));
    assertThat(view.failure()).isEqualTo("the other side was closed");
    assertThat(claim(1)).isEmpty();
    clock.moveAhead(Duration.ofSeconds(10));
    var second = claimOne();
    assertThat(second.attempt()).isEqualTo(2);
    assertThat(second.epoch()).isEqualTo(2);
    settle(second, failed("again"));
    assertThat(view(id).runAt()).isEqualTo(T0.plusSeconds(30));
    clock.moveAhead(Duration.ofSeconds(20));
    settle(claimOne(), failed("for the last time"));
    assertThat(view(id).state()).isEqualTo(JobState.DISCARDED);
    assertThat(view(id).failure()).isEqualTo("for the last time");
  }

  @Test
  void a_snooze_and_a_hand_back_refund_the_attempt_but_not_the_epoch() {
    var id = enqueue(note("a"));
    settle(claimOne(), new Outcome.Snoozed(T0.plusSeconds(5)));
    assertThat(view(id).attempt()).isZero();
    assertThat(view(id).runAt()).isEqualTo(T0.plusSeconds(5));
    clock.moveAhead(Duration.ofSeconds(5));
    settle(claimOne(), new Outcome.HandedBack());
    assertThat(view(id).attempt()).isZero();
    assertThat(view(id).runAt()).isEqualTo(clock.instant());
    var third = claimOne();
    assertThat(third.attempt()).isEqualTo(1);
    assertThat(third.epoch()).isEqualTo(3);
  }

  @Test
  void an_instant_that_no_calendar_has_settles_its_job_and_holds_up_nobody() {
    enqueue(note("for ever"));
    enqueue(note("plain"));
    var jobs = claim(2);
    var held =
        Futures.get(
            store.settle(
                List.of(
                    settlement(jobs.get(0), new Outcome.Snoozed(java.time.Instant.MAX)),
                    settlement(jobs.get(1), Outcome.completed()))));
    assertThat(held).isEqualTo(Set.of(jobs.get(0).id(), jobs.get(1).id()));
    assertThat(view(jobs.get(1).id()).state()).isEqualTo(JobState.COMPLETED);
    assertThat(claim(1)).isEmpty();
  }

  @Test
  void a_reason_with_a_zero_character_is_stored_without_it() {
    var id = enqueue(note("a"));
    assertThat(settle(claimOne(), hopeless("bad\0reason"))).isTrue();
    assertThat(view(id).failure()).startsWith("bad").endsWith("reason").doesNotContain("\0");
  }

  @Test
  void cancelled_and_discarded_jobs_keep_their_reason() {
    var cancelled = enqueue(note("a"));
    settle(claimOne(), new Outcome.Cancelled("not wanted"));
    var dead = enqueue(note("b"));
    settle(claimOne(), new Outcome.Failed(new Failure.NeedsPerson("no credit left")));
    assertThat(view(cancelled).state()).isEqualTo(JobState.CANCELLED);
    assertThat(view(cancelled).failure()).isEqualTo("not wanted");
    assertThat(view(dead).state()).isEqualTo(JobState.DISCARDED);
    assertThat(view(dead).failure()).isEqualTo("no credit left");
  }

  @Test
  void X02_a_late_owner_cannot_settle() {
    var id = enqueue(note("a"));
    var late = claimOne();
    leaseClock.moveAhead(LEASE.plusMillis(1));
    var rescued = rescue().getFirst();
    for (var outcome :
        List.of(
            Outcome.completed(note("must not be stored")),
            failed("late"),
            hopeless("late"),
            new Outcome.Cancelled("late"),
            new Outcome.Snoozed(T0.plusSeconds(1)),
            new Outcome.HandedBack())) {
      assertThat(settle(late, outcome)).isFalse();
      assertThat(view(id).state()).isEqualTo(JobState.RUNNING);
    }
    assertThat(claim(10)).as("no follow-up of a late owner").isEmpty();
    assertThat(settle(other, rescued, Outcome.completed())).isTrue();
    assertThat(settle(other, rescued, Outcome.completed())).as("settled once").isFalse();
  }

  @Test
  void X02_a_late_owner_cannot_remove_a_fleeting_job() {
    enqueue(fleeting.job(new Note("a")));
    var late = claimOne();
    leaseClock.moveAhead(LEASE.plusMillis(1));
    var rescued = rescue().getFirst();
    assertThat(settle(late, Outcome.completed())).isFalse();
    assertThat(view(rescued.id()).state()).isEqualTo(JobState.RUNNING);
  }

  @Test
  void a_group_answers_for_each_of_its_jobs() {
    for (int i = 0; i < 4; i++) {
      enqueue(note("n" + i));
    }
    enqueue(fleeting.job(new Note("gone")));
    var jobs = claim(5);
    settle(jobs.get(1), Outcome.completed());
    var held =
        Futures.get(
            store.settle(
                List.of(
                    settlement(jobs.get(0), Outcome.completed()),
                    settlement(jobs.get(1), Outcome.completed()),
                    settlement(jobs.get(2), failed("x")),
                    settlement(jobs.get(3), hopeless("y")),
                    settlement(jobs.get(4), Outcome.completed()))));
    assertThat(held)
        .isEqualTo(Set.of(jobs.get(0).id(), jobs.get(2).id(), jobs.get(3).id(), jobs.get(4).id()));
    assertThat(jobs.stream().limit(4).map(job -> view(job.id()).state()))
        .containsExactly(
            JobState.COMPLETED, JobState.COMPLETED, JobState.PENDING, JobState.DISCARDED);
  }

  @Test
  void a_kind_that_is_kept_for_no_time_is_removed_at_once_and_its_dead_letters_stay() {
    var gone = enqueue(fleeting.job(new Note("a")));
    assertThat(settle(claimOne(), Outcome.completed())).isTrue();
    assertThat(Futures.get(store.desk().find(gone))).isEmpty();
    var dead = enqueue(fleeting.job(new Note("b")));
    settle(claimOne(), hopeless("no"));
    assertThat(view(dead).state()).isEqualTo(JobState.DISCARDED);
  }

  @Test
  void finished_jobs_are_pruned_after_their_retention_and_not_before() {
    var done = enqueue(note("done"));
    settle(claimOne(), Outcome.completed());
    var dead = enqueue(note("dead"));
    settle(claimOne(), hopeless("no"));
    var waiting = enqueue(note("waiting").at(T0.plus(Duration.ofDays(300))));
    Futures.get(store.prune(1000));
    assertThat(view(done).state()).isEqualTo(JobState.COMPLETED);
    clock.moveAhead(plain.retention().finished());
    Futures.get(store.prune(1000));
    assertThat(Futures.get(store.desk().find(done))).isEmpty();
    assertThat(view(dead).state()).isEqualTo(JobState.DISCARDED);
    clock.moveAhead(plain.retention().dead());
    Futures.get(store.prune(1000));
    assertThat(Futures.get(store.desk().find(dead))).isEmpty();
    assertThat(view(waiting).state()).isEqualTo(JobState.PENDING);
  }

  @Test
  void pruning_goes_in_bounded_steps() {
    for (int i = 0; i < 5; i++) {
      enqueue(note("n" + i));
    }
    claim(5).forEach(job -> settle(job, Outcome.completed()));
    clock.moveAhead(plain.retention().finished());
    assertThat(Futures.get(store.prune(2))).isEqualTo(2);
    while (Futures.get(store.prune(1000)) == 1000) {}
    assertThat(Futures.get(store.desk().count()).getOrDefault(queue, Map.of())).isEmpty();
  }

  @Test
  void X09_dead_letters_are_listed_with_their_reason_and_replayed_one_at_a_time() {
    var first = enqueue(note("first"));
    settle(claimOne(), hopeless("no such client"));
    var second = enqueue(note("second"));
    settle(claimOne(), new Outcome.Failed(new Failure.NeedsPerson("key was revoked")));
    enqueue(note("not dead"));

    var dead = Futures.get(store.desk().list(queue, JobState.DISCARDED, null, 10)).jobs();
    assertThat(dead).extracting(JobView::id).containsExactly(second, first);
    assertThat(dead)
        .extracting(JobView::failure)
        .containsExactly("key was revoked", "no such client");

    assertThat(Futures.get(store.desk().retryNow(first))).isTrue();
    assertThat(Futures.get(store.desk().list(queue, JobState.DISCARDED, null, 10)).jobs())
        .extracting(JobView::id)
        .containsExactly(second);
    var view = view(first);
    assertThat(view.state()).isEqualTo(JobState.PENDING);
    assertThat(view.attempt()).isZero();
    assertThat(view.finishedAt()).isNull();
    assertThat(view.failure()).as("people see why it was dead").isEqualTo("no such client");
    var replayed =
        claim(2).stream().filter(job -> job.id().equals(first)).findFirst().orElseThrow();
    assertThat(replayed.attempt()).isEqualTo(1);
    assertThat(settle(replayed, Outcome.completed())).isTrue();
    assertThat(Futures.get(store.desk().retryNow(first))).as("completed for good").isFalse();
  }

  @Test
  void X09_a_dead_letter_whose_key_another_job_holds_stays_dead() {
    var dead = enqueue(oneAtATime.job(new Note("k")));
    settle(claimOne(), hopeless("no"));
    enqueue(oneAtATime.job(new Note("k")));
    assertThat(Futures.failure(store.desk().retryNow(dead)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("same key");
    assertThat(view(dead).state()).isEqualTo(JobState.DISCARDED);
  }

  @Test
  void retry_now_makes_a_waiting_job_due_and_leaves_a_running_one() {
    var id = enqueue(note("later").at(T0.plus(Duration.ofDays(1))));
    assertThat(Futures.get(store.desk().retryNow(id))).isTrue();
    var claimed = claimOne();
    assertThat(Futures.get(store.desk().retryNow(id))).isFalse();
    settle(claimed, failed("x"));
    assertThat(Futures.get(store.desk().retryNow(id))).isTrue();
    assertThat(claimOne().attempt()).as("the attempts of a waiting job count on").isEqualTo(2);
  }
}
