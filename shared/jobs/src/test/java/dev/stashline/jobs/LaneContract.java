package dev.stashline.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

abstract class LaneContract extends StoreContract {
  private List<UUID> enqueue(Lane lane, int count) {
    return Futures.get(
            store.enqueue(
                IntStream.range(0, count).mapToObj(i -> note("n" + i).lane(lane)).toList()))
        .stream()
        .map(Enqueued::id)
        .toList();
  }

  private static List<UUID> ids(List<ClaimedJob> jobs) {
    return jobs.stream().map(ClaimedJob::id).toList();
  }

  @Test
  void a_lane_starts_at_most_its_parallelism_and_goes_on_as_places_are_freed() {
    enqueue(Lane.parallel("p", 3), 5);
    var running = claim(10);
    assertThat(running).hasSize(3);
    assertThat(claim(10)).isEmpty();
    settle(running.get(0), Outcome.completed());
    settle(running.get(1), failed("frees its place too"));
    assertThat(claim(10)).hasSize(2);
    assertThat(claim(10)).isEmpty();
  }

  @Test
  void a_cancelled_a_discarded_and_a_rescued_job_free_their_places() {
    enqueue(Lane.parallel("p", 3), 6);
    var running = claim(3);
    settle(running.get(0), new Outcome.Cancelled("x"));
    settle(running.get(1), hopeless("y"));
    leaseClock.moveAhead(LEASE.plusMillis(1));
    rescue().forEach(job -> settle(other, job, failed("node away")));
    assertThat(claim(10)).hasSize(3);
  }

  @Test
  void starts_are_counted_in_periods() {
    enqueue(Lane.fair("r").rate(3, Duration.ofMinutes(1)), 8);
    claim(2).forEach(job -> settle(job, Outcome.completed()));
    clock.moveAhead(Duration.ofSeconds(30));
    assertThat(claim(10)).hasSize(1);
    assertThat(Futures.get(store.nextRunAt(queue))).contains(T0.plusSeconds(60));
    clock.moveAhead(Duration.ofSeconds(30).minusMillis(1));
    assertThat(claim(10)).isEmpty();
    clock.moveAhead(Duration.ofMillis(1));
    assertThat(claim(10)).hasSize(3);
    clock.moveAhead(Duration.ofMinutes(10));
    assertThat(claim(10)).as("what was not used is not saved up").hasSize(2);
  }

  @Test
  void a_strict_lane_keeps_its_order_through_a_retry() {
    var ids = enqueue(Lane.inOrder("s"), 3);
    var first = claim(10);
    assertThat(ids(first)).containsExactly(ids.get(0));
    settle(first.getFirst(), failed("once"));
    assertThat(claim(10)).as("the first keeps its place").isEmpty();
    assertThat(Futures.get(store.nextRunAt(queue))).contains(T0.plusSeconds(10));
    clock.moveAhead(Duration.ofSeconds(10));
    settle(claimOne(), Outcome.completed());
    assertThat(ids(claim(10))).containsExactly(ids.get(1));
  }

  @Test
  void a_delayed_job_holds_up_those_behind_it_in_a_strict_lane() {
    var first = enqueue(note("1").lane(Lane.inOrder("s")).at(T0.plusSeconds(60)));
    var second = enqueue(note("2").lane(Lane.inOrder("s")));
    assertThat(claim(10)).isEmpty();
    assertThat(Futures.get(store.nextRunAt(queue))).contains(T0.plusSeconds(60));
    clock.moveAhead(Duration.ofSeconds(60));
    assertThat(claimOne().id()).isEqualTo(first);
    assertThat(claim(10)).isEmpty();
    Futures.get(store.desk().retryNow(second));
    assertThat(claim(10)).as("retry now does not pass anybody").isEmpty();
  }

  @Test
  void one_that_keeps_its_place_is_found_behind_older_ids() {
    var strict = Lane.inOrder("s");
    var early = IntStream.range(0, 5).mapToObj(i -> note("early id " + i).lane(strict)).toList();
    var late = enqueue(note("late id, first in").lane(strict));
    settle(claimOne(), failed("keeps its place"));
    Futures.get(store.enqueue(early));
    clock.moveAhead(Duration.ofSeconds(10));
    assertThat(ids(claim(1))).containsExactly(late);
  }

  @Test
  void a_dead_letter_of_a_strict_lane_comes_back_within_the_lanes_limit() {
    var ids = enqueue(Lane.inOrder("s"), 3);
    settle(claimOne(), hopeless("dead"));
    var second = claimOne();
    assertThat(second.id()).isEqualTo(ids.get(1));
    Futures.get(store.desk().retryNow(ids.get(0)));
    assertThat(claim(10)).as("the second runs").isEmpty();
    settle(second, Outcome.completed());
    var replayed = claim(10);
    assertThat(ids(replayed)).containsExactly(ids.get(0));
    settle(replayed.getFirst(), Outcome.completed());
    assertThat(ids(claim(10))).containsExactly(ids.get(2));
  }

  @Test
  void a_lane_with_dead_letters_is_not_forgotten() {
    var ids = enqueue(Lane.parallel("p", 1), 2);
    settle(claimOne(), hopeless("dead"));
    settle(claimOne(), hopeless("dead"));
    clock.moveAhead(Duration.ofDays(2));
    Futures.get(store.tidy(Duration.ofDays(1)));
    ids.forEach(id -> Futures.get(store.desk().retryNow(id)));
    assertThat(claim(10)).as("and keeps its limit").hasSize(1);
  }

  @Test
  void a_lane_is_not_forgotten_before_the_period_of_its_rate_has_passed() {
    enqueue(Lane.fair("r").rate(1, Duration.ofDays(7)), 1);
    settle(claimOne(), Outcome.completed());
    clock.moveAhead(Duration.ofDays(6));
    Futures.get(store.tidy(Duration.ofDays(1)));
    enqueue(Lane.fair("r").rate(1, Duration.ofDays(7)), 1);
    assertThat(claim(10)).as("the period's one start is used").isEmpty();
    clock.moveAhead(Duration.ofDays(1));
    assertThat(claim(10)).as("a new period").hasSize(1);
  }

  @Test
  void a_lane_is_forgotten_once_it_is_idle_and_its_period_has_passed() {
    enqueue(Lane.fair("r").rate(1, Duration.ofDays(7)), 1);
    settle(claimOne(), Outcome.completed());
    clock.moveAhead(Duration.ofDays(7));
    Futures.get(store.tidy(Duration.ofDays(1)));
    assertThat(Futures.get(store.desk().lanes(queue, List.of("r")))).isEmpty();
  }

  @Test
  void the_largest_parallelism_holds_up_no_other_lane() {
    enqueue(Lane.parallel("unlimited", Integer.MAX_VALUE), 2);
    enqueue(new Lane("strict", Integer.MAX_VALUE, null, null, true), 2);
    enqueue(Lane.fair("plain").rate(Integer.MAX_VALUE, Duration.ofDays(366)), 2);
    assertThat(claim(10)).hasSize(6);
  }

  @Test
  void a_lane_that_changes_between_strict_and_free_forgets_none_of_its_jobs() {
    var ids = new HashSet<UUID>(enqueue(Lane.parallel("l", 1), 2));
    ids.addAll(enqueue(Lane.inOrder("l"), 2));
    ids.addAll(enqueue(Lane.parallel("l", 1), 2));
    var chance = new Random(3);
    for (int i = 0; i < 60 && !ids.isEmpty(); i++) {
      var jobs = claim(10);
      assertThat(jobs).hasSizeLessThanOrEqualTo(1);
      for (var job : jobs) {
        if (chance.nextBoolean() && job.attempt() < 3) {
          settle(job, failed("x"));
        } else {
          settle(job, Outcome.completed());
          ids.remove(job.id());
        }
      }
      clock.moveAhead(Duration.ofMinutes(1));
    }
    assertThat(ids).isEmpty();
    enqueue(Lane.parallel("l", 1), 2);
    assertThat(claim(10)).as("the places are counted right").hasSize(1);
  }

  @Test
  void cancelling_one_that_keeps_its_place_lets_the_next_go() {
    var ids = enqueue(Lane.inOrder("s"), 2);
    settle(claimOne(), failed("waits for its retry"));
    Futures.get(store.desk().cancel(ids.get(0), "no more"));
    assertThat(ids(claim(10))).containsExactly(ids.get(1));
    assertThat(claim(10)).isEmpty();
  }

  @Test
  void lanes_take_turns() {
    enqueue(Lane.fair("big"), 100);
    var small = new HashSet<>(enqueue(Lane.fair("small"), 3));
    int claims = 0;
    while (!small.isEmpty()) {
      clock.moveAhead(Duration.ofMillis(1));
      claim(1).forEach(job -> small.remove(job.id()));
      claims++;
    }
    assertThat(claims).isLessThanOrEqualTo(8);
  }

  @Test
  void free_jobs_and_lanes_take_turns() {
    enqueue(Lane.fair("l"), 50);
    Futures.get(store.enqueue(IntStream.range(0, 50).mapToObj(i -> note("free")).toList()));
    int free = 0;
    for (int i = 0; i < 20; i++) {
      free += claimOne().lane() == null ? 1 : 0;
    }
    assertThat(free).isBetween(5, 15);
  }

  @Test
  void the_newest_limits_hold() {
    enqueue(Lane.parallel("l", 1), 5);
    var first = claim(10);
    assertThat(first).hasSize(1);
    enqueue(Lane.parallel("l", 3), 1);
    var more = claim(10);
    assertThat(more).hasSize(2);
    enqueue(Lane.parallel("l", 1), 1);
    settle(first.getFirst(), Outcome.completed());
    settle(more.getFirst(), Outcome.completed());
    assertThat(claim(10)).as("one still runs").isEmpty();
    settle(more.getLast(), Outcome.completed());
    assertThat(claim(10)).hasSize(1);
  }
}
