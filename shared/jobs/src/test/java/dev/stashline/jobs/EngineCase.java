package dev.stashline.jobs;

import dev.stashline.testkit.Await;
import dev.stashline.testkit.TestDatabase;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** What tests of running engines share: one database, and a queue for each test. */
abstract class EngineCase {
  static final Duration SOON = Duration.ofSeconds(20);

  /** Longer than any test: what happens in time did not happen by the poll, or by a renewal. */
  static final Duration NEVER = Duration.ofHours(1);

  private static final AtomicInteger QUEUES = new AtomicInteger();

  private static final class Shared {
    static final TestDatabase DATABASE = TestDatabase.fresh(PostgresStores.OWNERS);
  }

  final Rows rows = new Rows(Shared.DATABASE.url());
  final String queue = "engine-" + QUEUES.incrementAndGet();
  final Kind<Note> kind =
      Kind.of("in-" + queue, queue, Note.class)
          .attempts(3, new BackOff(Duration.ZERO, Duration.ZERO, 0));

  static TestNode.Setup node() {
    return TestNode.on(Shared.DATABASE.url());
  }

  UUID enqueue(TestNode node, String text) {
    return Futures.get(node.queue().enqueue(kind.job(new Note(text)))).id();
  }

  NewJob[] notes(int count) {
    return Stream.iterate(0, i -> i + 1)
        .limit(count)
        .map(i -> kind.job(new Note("n" + i)))
        .toArray(NewJob[]::new);
  }

  long jobs(JobState state) {
    return rows.count(
        "select count(*) from jobs.job where queue = ? and state = ?", queue, state.word());
  }

  void awaitJobs(JobState state, long count) {
    Await.<Long>value(
        count + " jobs " + state.word(), SOON, () -> jobs(state), found -> found == count);
  }

  void awaitState(UUID id, JobState state) {
    Await.<Object>value(
        "job " + state.word(),
        SOON,
        () -> rows.one("select state from jobs.job where id = ?", id),
        state.word()::equals);
  }

  /** Holds attempts until they are let through, and knows how many it holds. */
  static final class Gate {
    private final Semaphore permits = new Semaphore(0);
    private final AtomicInteger inside = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();

    Outcome pass() throws InterruptedException {
      most.accumulateAndGet(inside.incrementAndGet(), Math::max);
      try {
        permits.acquire();
      } finally {
        inside.decrementAndGet();
      }
      return Outcome.completed();
    }

    void awaitInside(int count) {
      Await.until(count + " attempts at the gate", SOON, () -> inside.get() == count);
    }

    int most() {
      return most.get();
    }

    void open(int attempts) {
      permits.release(attempts);
    }

    void open() {
      permits.release(1_000_000);
    }
  }
}
