package dev.stashline.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

abstract class DeskContract extends StoreContract {
  @Test
  void a_waiting_job_is_cancelled_at_once() {
    var id = enqueue(note("a"));
    assertThat(Futures.get(store.desk().cancel(id, "not wanted"))).contains(JobState.CANCELLED);
    assertThat(view(id).failure()).isEqualTo("not wanted");
    assertThat(claim(1)).isEmpty();
    assertThat(Futures.get(store.desk().cancel(id, "again"))).contains(JobState.CANCELLED);
    assertThat(view(id).failure()).isEqualTo("not wanted");
  }

  @Test
  void a_running_job_is_marked_and_an_ended_one_left() {
    var id = enqueue(note("a"));
    var claimed = claimOne();
    assertThat(Futures.get(store.desk().cancel(id, "stop"))).contains(JobState.RUNNING);
    assertThat(view(id).cancelRequested()).isTrue();
    settle(claimed, Outcome.completed());
    assertThat(Futures.get(store.desk().cancel(id, "too late"))).contains(JobState.COMPLETED);
    assertThat(Futures.get(store.desk().cancel(UUID.randomUUID(), "who"))).isEmpty();
  }

  @Test
  void a_job_marked_for_cancelling_that_fails_by_itself_does_not_wait_for_its_retry() {
    var id = enqueue(note("a"));
    var claimed = claimOne();
    Futures.get(store.desk().cancel(id, "stop"));
    settle(claimed, failed("by itself"));
    assertThat(view(id).runAt()).as("claimed at once, to be cancelled").isEqualTo(T0);
    assertThat(claimOne().cancelRequested()).isTrue();
  }

  @Test
  void lists_are_newest_first_in_pages() {
    var ids = new ArrayList<UUID>();
    for (int i = 0; i < 5; i++) {
      ids.addFirst(enqueue(note("n" + i)));
    }
    var found = new ArrayList<UUID>();
    @Nullable UUID after = null;
    int pages = 0;
    do {
      var page = Futures.get(store.desk().list(queue, null, after, 2));
      page.jobs().forEach(job -> found.add(job.id()));
      after = page.next();
      pages++;
    } while (after != null);
    assertThat(found).isEqualTo(ids);
    assertThat(pages).isEqualTo(3);
    claimOne();
    assertThat(Futures.get(store.desk().list(queue, JobState.PENDING, null, 10)).jobs()).hasSize(4);
    assertThat(Futures.get(store.desk().list(queue, JobState.RUNNING, null, 10)).jobs()).hasSize(1);
  }

  @Test
  void the_oldest_due_job_of_a_queue_is_known() {
    assertThat(Futures.get(store.desk().oldestDue())).doesNotContainKey(queue);
    enqueue(note("later").at(T0.plusSeconds(60)));
    assertThat(Futures.get(store.desk().oldestDue())).doesNotContainKey(queue);
    enqueue(note("low").priority(Priority.LOW).at(T0.plusSeconds(20)));
    clock.moveAhead(Duration.ofSeconds(90));
    assertThat(Futures.get(store.desk().oldestDue())).containsEntry(queue, T0.plusSeconds(20));
    claim(10);
    assertThat(Futures.get(store.desk().oldestDue())).doesNotContainKey(queue);
  }

  @Test
  void counts_are_exact_after_random_operations() {
    var chance = new Random(20_300_101);
    var running = new ArrayList<ClaimedJob>();
    var known = new ArrayList<UUID>();
    for (int i = 0; i < 400; i++) {
      switch (chance.nextInt(9)) {
        case 0, 1 ->
            known.addAll(
                Futures.get(
                        store.enqueue(
                            IntStream.range(0, chance.nextInt(1, 6))
                                .mapToObj(n -> randomJob(chance))
                                .toList()))
                    .stream()
                    .map(Enqueued::id)
                    .toList());
        case 2, 3 -> running.addAll(claim(chance.nextInt(1, 5)));
        case 4, 5 -> {
          if (!running.isEmpty()) {
            settle(running.remove(chance.nextInt(running.size())), randomOutcome(chance));
          }
        }
        case 6 -> {
          if (!known.isEmpty()) {
            var id = known.get(chance.nextInt(known.size()));
            if (chance.nextBoolean()) {
              Futures.get(store.desk().cancel(id, "x"));
            } else {
              // Fails where another job holds the dead letter's key by now.
              Futures.get(store.desk().retryNow(id).otherwiseEmpty());
            }
          }
        }
        case 7 -> Futures.get(store.tidy(Duration.ofDays(1)));
        default -> {
          clock.moveAhead(Duration.ofMinutes(chance.nextInt(300)));
          Futures.get(store.prune(50));
        }
      }
      if (i % 20 == 0) {
        assertThat(counted()).as("after operation %d", i).isEqualTo(recounted());
      }
    }
    assertThat(counted()).isEqualTo(recounted());
    assertThat(counted().size()).isGreaterThan(2);
  }

  private NewJob randomJob(Random chance) {
    var kind = List.of(plain, oneAtATime, fleeting).get(chance.nextInt(3));
    var job = kind.job(new Note("n" + chance.nextInt(10)));
    return chance.nextInt(4) == 0 ? job.at(clock.instant().plus(Duration.ofHours(1))) : job;
  }

  private Outcome randomOutcome(Random chance) {
    return switch (chance.nextInt(6)) {
      case 0 -> failed("x");
      case 1 -> hopeless("y");
      case 2 -> new Outcome.Snoozed(clock.instant().plusSeconds(60));
      case 3 -> new Outcome.Cancelled("z");
      case 4 -> Outcome.completed(note("next"));
      default -> Outcome.completed();
    };
  }

  private Map<JobState, Long> counted() {
    return Futures.get(store.desk().count()).getOrDefault(queue, Map.of());
  }

  private Map<JobState, Long> recounted() {
    var counts = new EnumMap<JobState, Long>(JobState.class);
    @Nullable UUID after = null;
    do {
      var page = Futures.get(store.desk().list(queue, null, after, 500));
      page.jobs().forEach(job -> counts.merge(job.state(), 1L, Long::sum));
      after = page.next();
    } while (after != null);
    return counts;
  }

  // -- why

  private Waiting why(UUID id) {
    return Futures.get(store.desk().why(view(id)));
  }

  private void workerIsPresent() {
    Futures.get(store.present("a", Map.of(queue, 4)));
  }

  @Test
  void why_run_time_and_back_off() {
    var later = enqueue(note("later").at(T0.plusSeconds(60)));
    assertThat(why(later)).isEqualTo(new Waiting.RunTime(T0.plusSeconds(60)));
    var failing = enqueue(note("failing"));
    settle(claimOne(), failed("closed"));
    assertThat(why(failing)).isEqualTo(new Waiting.BackingOff(T0.plusSeconds(10), 1, 3, "closed"));
  }

  @Test
  void why_no_worker_in_line_running_and_finished() {
    var first = enqueue(note("first"));
    var second = enqueue(note("second"));
    assertThat(why(second)).isEqualTo(new Waiting.NoWorker(queue));
    workerIsPresent();
    assertThat(why(first)).isEqualTo(new Waiting.InLine(0));
    assertThat(why(second)).isEqualTo(new Waiting.InLine(1));
    var claimed = claimOne();
    assertThat(why(first)).isEqualTo(new Waiting.Running(T0.plus(LEASE), "a"));
    settle(claimed, Outcome.completed());
    assertThat(why(first)).isEqualTo(new Waiting.Finished(JobState.COMPLETED));
    leaseClock.moveAhead(LEASE.plusSeconds(1));
    assertThat(why(second)).as("the worker has not been seen").isInstanceOf(Waiting.NoWorker.class);
    workerIsPresent();
    Futures.get(store.absent("a"));
    assertThat(why(second)).as("the worker has left").isInstanceOf(Waiting.NoWorker.class);
  }

  @Test
  void why_queue_paused() {
    workerIsPresent();
    var id = enqueue(note("a"));
    var lane = enqueue(note("b").lane(Lane.fair("l")));
    Futures.get(store.desk().pauseQueue(queue));
    assertThat(why(id)).isEqualTo(new Waiting.QueuePaused(T0));
    assertThat(claim(10)).isEmpty();
    assertThat(Futures.get(store.nextRunAt(queue))).isEmpty();
    Futures.get(store.desk().resumeQueue(queue));
    assertThat(claim(10)).extracting(ClaimedJob::id).containsExactlyInAnyOrder(id, lane);
  }

  @Test
  void why_lane_full_names_the_holders() {
    workerIsPresent();
    var lane = Lane.parallel("tenant", 2);
    var holders = List.of(enqueue(note("1").lane(lane)), enqueue(note("2").lane(lane)));
    var waits = enqueue(note("3").lane(lane));
    assertThat(claim(10)).hasSize(2);
    assertThat(why(waits))
        .isInstanceOfSatisfying(
            Waiting.LaneFull.class,
            full -> {
              assertThat(full.holders()).containsExactlyInAnyOrderElementsOf(holders);
              assertThat(full.lane()).isEqualTo("tenant");
              assertThat(full.maxRunning()).isEqualTo(2);
              assertThat(full.until()).isEqualTo(T0.plus(LEASE));
            });
  }

  @Test
  void why_lane_rate() {
    workerIsPresent();
    for (var lane :
        List.of(
            Lane.fair("rated").rate(1, Duration.ofMinutes(1)),
            Lane.inOrder("strict and rated").rate(1, Duration.ofMinutes(1)))) {
      enqueue(note("1").lane(lane));
      settle(claimOne(), Outcome.completed());
      var waits = enqueue(note("2").lane(lane));
      assertThat(claim(1)).isEmpty();
      assertThat(why(waits))
          .isEqualTo(new Waiting.LaneRate(T0.plus(Duration.ofMinutes(1)), lane.name(), 1));
    }
  }

  @Test
  void why_lane_paused() {
    workerIsPresent();
    var id = enqueue(note("1").lane(Lane.fair("tenant")));
    Futures.get(store.desk().pauseLane(queue, "tenant"));
    assertThat(why(id)).isEqualTo(new Waiting.LanePaused("tenant"));
    assertThat(claim(1)).isEmpty();
    Futures.get(store.desk().resumeLane(queue, "tenant"));
    assertThat(claimOne().id()).isEqualTo(id);
  }

  @Test
  void why_lane_order_names_the_one_before() {
    workerIsPresent();
    var lane = Lane.inOrder("strict");
    var first = enqueue(note("1").lane(lane));
    var second = enqueue(note("2").lane(lane));
    assertThat(why(first)).isEqualTo(new Waiting.InLine(0));
    assertThat(why(second)).isEqualTo(new Waiting.LaneOrder(T0, "strict", first));
    claimOne();
    assertThat(why(second)).isEqualTo(new Waiting.LaneOrder(T0, "strict", first));
  }

  @Test
  void why_in_a_strict_lane_with_two_places() {
    workerIsPresent();
    var lane = new Lane("two", 2, null, null, true);
    enqueue(note("1").lane(lane));
    var second = enqueue(note("2").lane(lane));
    var third = enqueue(note("3").lane(lane));
    claimOne();
    assertThat(why(second)).as("a place is free").isInstanceOf(Waiting.InLine.class);
    assertThat(why(third)).isInstanceOf(Waiting.LaneOrder.class);
  }
}
