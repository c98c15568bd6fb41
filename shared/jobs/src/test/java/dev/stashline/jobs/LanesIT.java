package dev.stashline.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stashline.runtime.MovableClock;
import dev.stashline.testkit.Await;
import dev.stashline.testkit.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lanes under running engines. */
class LanesIT {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static TestDatabase database;
  private static final AtomicInteger QUEUES = new AtomicInteger();

  private final String queue = "lanes-" + QUEUES.incrementAndGet();
  private final MovableClock clock =
      new MovableClock(InstantSource.fixed(Instant.parse("2030-01-01T00:00:00Z")));
  private final Kind<Note> kind =
      Kind.of("in-" + queue, queue, Note.class)
          .attempts(4, new BackOff(Duration.ofSeconds(10), Duration.ofSeconds(10), 0));

  @BeforeAll
  static void migrate() {
    database = TestDatabase.fresh(PostgresStores.OWNERS);
  }

  @AfterAll
  static void drop() {
    database.close();
  }

  private TestNode node(String name, Handler<Note> handler) {
    return TestNode.on(database.url()).name(name).clock(clock).with(Work.of(kind, handler));
  }

  /** Lets through as many attempts as it is told to, and counts those inside. */
  private static final class Gate {
    private final Semaphore permits = new Semaphore(0);
    private final AtomicInteger inside = new AtomicInteger();
    private final AtomicInteger mostInside = new AtomicInteger();
    private final AtomicInteger left = new AtomicInteger();

    Outcome pass() throws InterruptedException {
      mostInside.accumulateAndGet(inside.incrementAndGet(), Math::max);
      permits.acquire();
      inside.decrementAndGet();
      left.incrementAndGet();
      return Outcome.completed();
    }

    void awaitInside(int count) {
      Await.until(count + " attempts at the gate", SOON, () -> inside.get() == count);
    }
  }

  @Test
  void two_engines_never_exceed_a_lanes_parallelism() {
    var gate = new Gate();
    try (var a = node("a", job -> gate.pass()).start(queue, 8);
        var b = node("b", job -> gate.pass()).start(queue, 8)) {
      var jobs =
          IntStream.range(0, 40)
              .mapToObj(i -> kind.job(new Note("n" + i)).lane(Lane.parallel("p", 3)))
              .toList();
      Futures.get(a.queue().enqueueAll(jobs.subList(0, 20)));
      Futures.get(b.queue().enqueueAll(jobs.subList(20, 40)));
      for (int left = 40; left > 0; left--) {
        gate.awaitInside(Math.min(3, left));
        gate.permits.release();
        int gone = 41 - left;
        Await.until("one more to leave", SOON, () -> gate.left.get() == gone);
      }
      assertThat(gate.mostInside).hasValue(3);
    }
    assertThat(placesTaken()).isZero();
  }

  @Test
  void starts_are_bounded_in_each_period() {
    var started = new AtomicInteger();
    var markers = new AtomicInteger();
    Handler<Note> handler =
        job -> {
          (job.args().text().equals("marker") ? markers : started).incrementAndGet();
          return Outcome.completed();
        };
    try (var node = node("a", handler).start(queue, 8)) {
      var lane = Lane.fair("rated").rate(5, Duration.ofMinutes(1));
      Futures.get(
          node.queue()
              .enqueueAll(
                  IntStream.range(0, 12)
                      .mapToObj(i -> kind.job(new Note("n")).lane(lane))
                      .toList()));
      for (int expected : new int[] {5, 10, 12}) {
        Await.until(expected + " starts", SOON, () -> started.get() == expected);
        // Another lane's jobs, one after the other, so that the full lane is looked at again.
        for (int i = 0; i < 3; i++) {
          int before = markers.get();
          Futures.get(node.queue().enqueue(kind.job(new Note("marker")).lane(Lane.fair("m"))));
          Await.until("a marker", SOON, () -> markers.get() > before);
        }
        assertThat(started).hasValue(expected);
        clock.moveAhead(Duration.ofMinutes(1));
        node.engine.clockMoved();
      }
    }
  }

  private record Start(int job, Set<Integer> unfinishedBefore) {}

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void a_strict_lane_keeps_its_order_through_retries_and_delays(int parallelism) {
    int count = 30;
    var unfinished = ConcurrentHashMap.<Integer>newKeySet();
    Queue<Start> starts = new ConcurrentLinkedQueue<>();
    Handler<Note> handler =
        job -> {
          int number = Integer.parseInt(job.args().text());
          synchronized (unfinished) {
            starts.add(new Start(number, Set.copyOf(unfinished)));
            unfinished.add(number);
          }
          // Each third job needs two attempts, each seventh three.
          int needed = number % 7 == 0 ? 3 : number % 3 == 0 ? 2 : 1;
          if (job.attempt() < needed) {
            throw new JobFailed(new Failure.RetryNow("needs another attempt"));
          }
          synchronized (unfinished) {
            unfinished.remove(number);
          }
          return Outcome.completed();
        };
    var lane = new Lane("strict", parallelism, null, null, true);
    try (var a = node("a", handler).start(queue, 4);
        var b = node("b", handler).start(queue, 4)) {
      var jobs = new ArrayList<NewJob>();
      for (int i = 0; i < count; i++) {
        var job = kind.job(new Note("" + i)).lane(lane);
        jobs.add(i % 10 == 5 ? job.at(clock.instant().plusSeconds(i)) : job);
      }
      Futures.get(a.queue().enqueueAll(jobs));
      ahead(List.of(a, b), () -> unfinishedJobs() == 0);
    }
    var seen = new ArrayList<Integer>();
    for (Start start : starts) {
      if (!seen.contains(start.job())) {
        seen.add(start.job());
        assertThat(start.unfinishedBefore()).hasSizeLessThan(parallelism);
      }
    }
    if (parallelism == 1) {
      assertThat(seen).isEqualTo(IntStream.range(0, count).boxed().toList());
    } else {
      // Two that start in one claim may reach their handlers in either order.
      for (int i = 0; i < count; i++) {
        assertThat(Math.abs(seen.get(i) - i)).as("%s", seen).isLessThan(parallelism);
      }
    }
    assertThat(placesTaken()).isZero();
  }

  @Test
  void a_tenant_with_a_thousand_jobs_does_not_hold_up_one_with_three() {
    Queue<String> order = new ConcurrentLinkedQueue<>();
    try (var node =
        node(
            "a",
            job -> {
              order.add(job.args().text());
              return Outcome.completed();
            })) {
      Futures.get(node.queue().enqueueAll(many("big", 1000)));
      Futures.get(node.queue().enqueueAll(many("small", 3)));
      node.start(queue, 4);
      Await.until("all jobs", SOON, () -> order.size() == 1003);
    }
    assertThat(new ArrayList<>(order).lastIndexOf("small")).isLessThan(16);
  }

  private List<NewJob> many(String tenant, int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> kind.job(new Note(tenant)).lane(Lane.fair(tenant)))
        .toList();
  }

  @Test
  void limits_are_changed_on_the_fly() {
    var gate = new Gate();
    try (var node = node("a", job -> gate.pass()).start(queue, 8)) {
      for (int i = 0; i < 10; i++) {
        Futures.get(node.queue().enqueue(kind.job(new Note("n")).lane(Lane.parallel("l", 1))));
      }
      gate.awaitInside(1);
      Futures.get(node.queue().enqueue(kind.job(new Note("n")).lane(Lane.parallel("l", 4))));
      gate.awaitInside(4);
      Futures.get(node.queue().enqueue(kind.job(new Note("n")).lane(Lane.parallel("l", 2))));
      gate.permits.release(2);
      gate.awaitInside(2);
      for (int gone = 3; gone <= 12; gone++) {
        gate.awaitInside(Math.min(2, 13 - gone));
        gate.permits.release();
        int left = gone;
        Await.until("one more to leave", SOON, () -> gate.left.get() == left);
      }
      assertThat(gate.mostInside).hasValue(4);
    }
  }

  @Test
  void of_two_hundred_lanes_with_random_limits_no_job_is_forgotten() {
    var chance = new Random(42);
    Map<UUID, AtomicInteger> ends = new ConcurrentHashMap<>();
    Handler<Note> handler =
        job -> {
          int draw = job.args().text().hashCode() * 31 + job.attempt();
          if (draw % 5 == 0) {
            throw new JobFailed(new Failure.RetryNow("by chance"));
          }
          if (draw % 7 == 0 && job.epoch() < 3) {
            return new Outcome.Snoozed(clock.instant().plusSeconds(5));
          }
          ends.computeIfAbsent(job.id(), id -> new AtomicInteger()).incrementAndGet();
          if (draw % 11 == 0) {
            throw new JobFailed(new Failure.Never("by chance"));
          }
          return Outcome.completed();
        };
    int count = 2000;
    try (var a = node("a", handler).start(queue, 16);
        var b = node("b", handler).start(queue, 16)) {
      for (int i = 0; i < count; i += 50) {
        var jobs =
            IntStream.range(i, i + 50)
                .mapToObj(n -> kind.job(new Note("n" + n)).lane(randomLane(chance)))
                .map(job -> chance.nextInt(8) == 0 ? job.at(clock.instant().plusSeconds(9)) : job)
                .toList();
        Futures.get((i % 100 == 0 ? a : b).queue().enqueueAll(jobs));
      }
      ahead(List.of(a, b), () -> unfinishedJobs() == 0);
    }
    assertThat(placesTaken()).isZero();
    var ended =
        new Rows(database.url())
            .count(
                "select count(*) from jobs.job where queue = ? and finished_at is not null", queue);
    assertThat(ended).isEqualTo(count);
    assertThat(ends.values()).allMatch(times -> times.get() == 1);
  }

  /** The same lane may be drawn with other limits, or free instead of strict. */
  private static Lane randomLane(Random chance) {
    var name = "lane-" + chance.nextInt(200);
    var lane =
        switch (chance.nextInt(4)) {
          case 0 -> Lane.fair(name);
          case 1 -> Lane.parallel(name, chance.nextInt(1, 5));
          case 2 -> Lane.inOrder(name);
          default -> new Lane(name, chance.nextInt(2, 4), null, null, true);
        };
    return chance.nextInt(3) == 0 ? lane.rate(chance.nextInt(1, 4), Duration.ofSeconds(4)) : lane;
  }

  /** Moves the clock on until the condition holds. */
  private void ahead(List<TestNode> nodes, java.util.function.BooleanSupplier done) {
    Await.until(
        "the end of all jobs of " + queue,
        Duration.ofSeconds(60),
        () -> {
          if (done.getAsBoolean()) {
            return true;
          }
          clock.moveAhead(Duration.ofSeconds(1));
          nodes.forEach(node -> node.engine.clockMoved());
          return false;
        });
  }

  private long unfinishedJobs() {
    return new Rows(database.url())
        .count("select count(*) from jobs.job where queue = ? and finished_at is null", queue);
  }

  private long placesTaken() {
    return new Rows(database.url())
        .count("select coalesce(sum(running), 0) from jobs.lane where queue = ?", queue);
  }
}
