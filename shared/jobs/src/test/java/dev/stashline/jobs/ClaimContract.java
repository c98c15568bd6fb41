package dev.stashline.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

abstract class ClaimContract extends StoreContract {
  @Test
  void a_claim_leases_the_job_to_the_node() {
    var id = enqueue(note("a").subject("s"));
    var job = claimOne();
    assertThat(job.id()).isEqualTo(id);
    assertThat(job.subject()).isEqualTo("s");
    assertThat(job.attempt()).isEqualTo(1);
    assertThat(job.epoch()).isEqualTo(1);
    assertThat(job.maxAttempts()).isEqualTo(3);
    var view = view(id);
    assertThat(view.state()).isEqualTo(JobState.RUNNING);
    assertThat(view.node()).isEqualTo("a");
    assertThat(view.leaseUntil()).isEqualTo(T0.plus(LEASE));
    assertThat(view.startedAt()).isEqualTo(T0);
    assertThat(claim(1)).isEmpty();
  }

  @Test
  void the_order_is_priority_then_run_time_then_id() {
    var expected = new ArrayList<UUID>();
    var jobs = new ArrayList<NewJob>();
    for (Priority priority : Priority.values()) {
      for (int minute : new int[] {0, 1, 2}) {
        for (int n = 0; n < 2; n++) {
          var job = note("j").priority(priority).at(T0.plus(Duration.ofMinutes(minute)));
          jobs.add(job);
          expected.add(job.id());
        }
      }
    }
    java.util.Collections.shuffle(jobs, new Random(1));
    Futures.get(store.enqueue(jobs));
    clock.moveAhead(Duration.ofMinutes(2));
    assertThat(claimAllInTurn()).isEqualTo(expected);
  }

  @Test
  void a_claim_takes_at_most_what_it_asks_for_and_the_best_of_all() {
    var low = enqueue(note("low").priority(Priority.LOW));
    var urgent = enqueue(note("urgent").priority(Priority.URGENT));
    var normal = enqueue(note("normal"));
    assertThat(claim(2)).extracting(ClaimedJob::id).containsExactlyInAnyOrder(urgent, normal);
    assertThat(claimOne().id()).isEqualTo(low);
  }

  @Test
  void steady_streams_above_and_below_do_not_starve_a_priority() {
    var chance = new Random(7);
    var waiting = new HashSet<UUID>();
    for (Priority priority : Priority.values()) {
      waiting.add(enqueue(note("waits").priority(priority)));
    }
    for (int claims = 0; claims < 400 && !waiting.isEmpty(); claims++) {
      for (Priority above : List.of(Priority.URGENT, Priority.HIGH, Priority.LOW)) {
        enqueue(note("stream").priority(above).at(T0));
      }
      var taken =
          Futures.get(
              store.claim(queue, "a", 1, Priority.order(chance.nextDouble()), T0.plus(LEASE)));
      taken.forEach(job -> waiting.remove(job.id()));
    }
    assertThat(waiting).isEmpty();
  }

  @Test
  void a_job_is_not_claimed_before_its_run_time() {
    var later = T0.plus(Duration.ofHours(1));
    enqueue(note("later").at(later));
    enqueue(note("even later").at(later.plusSeconds(1)));
    assertThat(claim(10)).isEmpty();
    assertThat(Futures.get(store.nextRunAt(queue))).contains(later);
    clock.moveAhead(Duration.ofHours(1).minusMillis(1));
    assertThat(claim(10)).isEmpty();
    clock.moveAhead(Duration.ofMillis(1));
    assertThat(claim(10)).hasSize(1);
    assertThat(Futures.get(store.nextRunAt(queue))).contains(later.plusSeconds(1));
  }

  @Test
  void an_empty_queue_has_no_next_run_time() {
    assertThat(Futures.get(store.nextRunAt(queue))).isEmpty();
    enqueue(note("a"));
    claimOne();
    assertThat(Futures.get(store.nextRunAt(queue))).isEmpty();
  }

  @Test
  void other_queues_are_left_alone() {
    enqueue(note("mine"));
    assertThat(Futures.get(store.claim(queue + "-other", "a", 10, USUAL, T0.plus(LEASE))))
        .isEmpty();
    assertThat(claim(10)).hasSize(1);
  }

  @Test
  void claims_of_two_nodes_at_the_same_time_share_no_job() {
    Futures.get(store.enqueue(IntStream.range(0, 600).mapToObj(i -> note("n" + i)).toList()));
    var calls = new ArrayList<Future<List<ClaimedJob>>>();
    for (int i = 0; i < 30; i++) {
      var by = i % 2 == 0 ? store : other;
      calls.add(by.claim(queue, i % 2 == 0 ? "a" : "b", 20, USUAL, T0.plus(LEASE)));
    }
    var ids = new ArrayList<UUID>();
    calls.forEach(call -> Futures.get(call).forEach(job -> ids.add(job.id())));
    ids.addAll(claimAllInTurn());
    assertThat(ids).hasSize(600).doesNotHaveDuplicates();
  }

  @Test
  void a_renewal_answers_what_is_still_held() {
    enqueue(note("held"));
    enqueue(note("settled"));
    enqueue(note("taken over"));
    enqueue(note("to be cancelled"));
    var jobs = claim(4);
    settle(jobs.get(1), Outcome.completed());
    Futures.get(store.desk().cancel(jobs.get(3).id(), "stop it"));
    leaseClock.moveAhead(LEASE.plusMillis(1));
    var until = leaseClock.instant().plus(LEASE);
    Futures.get(store.renew("a", List.of(jobs.get(0), jobs.get(3)), until));
    assertThat(rescue()).extracting(ClaimedJob::id).containsExactly(jobs.get(2).id());

    assertThat(Futures.get(store.renew("a", jobs, until)))
        .isEqualTo(java.util.Map.of(jobs.get(0).id(), false, jobs.get(3).id(), true));
    assertThat(view(jobs.get(0).id()).leaseUntil()).isEqualTo(until);
  }

  @Test
  void a_lapsed_lease_is_rescued_under_a_new_epoch_and_the_attempt_is_spent() {
    var id = enqueue(note("a"));
    var lost = claimOne();
    assertThat(rescue()).isEmpty();
    leaseClock.moveAhead(LEASE);
    assertThat(rescue()).as("at its very end the lease still holds").isEmpty();
    leaseClock.moveAhead(Duration.ofMillis(1));
    var rescued = rescue();
    assertThat(rescued).hasSize(1);
    assertThat(rescued.getFirst().attempt()).isEqualTo(1);
    assertThat(rescued.getFirst().epoch()).isEqualTo(2);
    assertThat(rescue()).as("rescued once").isEmpty();

    assertThat(settle(other, rescued.getFirst(), failed("node away"))).isTrue();
    assertThat(settle(lost, Outcome.completed())).isFalse();
    assertThat(view(id).attempt()).isEqualTo(1);
    clock.moveAhead(Duration.ofSeconds(10));
    assertThat(claimOne().attempt()).isEqualTo(2);
  }

  @Test
  void only_known_kinds_are_rescued() {
    enqueue(note("a"));
    claimOne();
    leaseClock.moveAhead(LEASE.plusSeconds(1));
    var now = leaseClock.instant();
    assertThat(
            Futures.get(
                other.rescue("b", java.util.Set.of("something else"), now, now.plus(LEASE), 10)))
        .isEmpty();
    assertThat(rescue()).hasSize(1);
  }

  @Test
  void the_engines_clock_does_not_make_leases_lapse() {
    enqueue(note("a"));
    claimOne();
    clock.moveAhead(Duration.ofDays(3));
    assertThat(rescue()).isEmpty();
  }
}
