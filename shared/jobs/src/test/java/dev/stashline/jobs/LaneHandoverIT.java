package dev.stashline.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stashline.runtime.MovableClock;
import dev.stashline.testkit.Await;
import dev.stashline.testkit.TestDatabase;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Jobs of lanes that start in the transaction that stores them, and places that are handed on. */
class LaneHandoverIT {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static TestDatabase database;

  private final MovableClock clock =
      new MovableClock(InstantSource.fixed(Instant.parse("2030-01-01T00:00:00Z")));
  private final ConcurrentLinkedQueue<String> started = new ConcurrentLinkedQueue<>();
  private final Semaphore gate = new Semaphore(0);

  @BeforeAll
  static void migrate() {
    database = TestDatabase.fresh(PostgresStores.OWNERS);
  }

  @AfterAll
  static void drop() {
    database.close();
  }

  private Kind<Note> kind(String queue) {
    return Kind.of("in-" + queue, queue, Note.class);
  }

  private Outcome hold(Job<Note> job) throws InterruptedException {
    started.add(job.args().text());
    gate.acquire();
    return Outcome.completed();
  }

  private void awaitStarted(int count) {
    Await.until(count + " started", SOON, () -> started.size() == count);
  }

  @Test
  void a_due_job_is_running_when_its_transaction_has_committed() {
    var kind = kind("handover");
    try (var node =
        TestNode.on(database.url())
            .clock(clock)
            .with(Work.of(kind, this::hold))
            .start("handover", 4)) {
      var tries = new AtomicInteger();
      // A runner that has just been busy lets a claim go first; an idle one takes newcomers at
      // once.
      Await.until(
          "as many as the lane allows are running before the commit",
          SOON,
          () -> {
            var lane = Lane.parallel("l" + tries.incrementAndGet(), 2);
            var jobs =
                List.of("a", "b", "c").stream()
                    .map(text -> kind.job(new Note(text)).lane(lane))
                    .toList();
            long running =
                Futures.get(
                    node.queue()
                        .transaction(
                            tx ->
                                tx.enqueue(jobs)
                                    .compose(
                                        v ->
                                            tx.sql()
                                                .preparedQuery(
                                                    "select count(*) from jobs.job where lane = $1"
                                                        + " and state = 'running'")
                                                .execute(Tuple.of(lane.name())))
                                    .map(rows -> rows.iterator().next().getLong(0))));
            gate.release(3);
            return running == 2;
          });
    }
  }

  @Test
  void a_rolled_back_transaction_starts_nothing_and_gives_the_slots_back() {
    var kind = kind("rolled-back");
    try (var node =
        TestNode.on(database.url())
            .clock(clock)
            .with(Work.of(kind, this::hold))
            .start("rolled-back", 2)) {
      for (int i = 0; i < 6; i++) {
        var job = kind.job(new Note("never")).lane(Lane.parallel("l", 1));
        var failed =
            node.queue()
                .transaction(
                    tx ->
                        tx.enqueue(List.of(job))
                            .compose(v -> Future.failedFuture(new IllegalStateException("no"))));
        assertThat(Futures.failure(failed)).hasMessage("no");
      }
      for (String text : List.of("a", "b")) {
        Futures.get(
            node.queue()
                .transaction(
                    tx -> tx.enqueue(List.of(kind.job(new Note(text)).lane(Lane.fair(text))))));
      }
      awaitStarted(2);
      assertThat(started).containsExactlyInAnyOrder("a", "b");
      gate.release(10);
    }
  }

  @Test
  void a_follow_up_takes_the_place_of_the_settled_job_and_the_next_waits_for_it() {
    var kind = kind("heirs");
    Handler<Note> handler =
        job -> {
          started.add(job.args().text());
          gate.acquire();
          return job.args().text().equals("first")
              ? Outcome.completed(
                  kind.job(new Note("heir")).at(clock.instant().plusSeconds(60)).inPlaceOf("line"))
              : Outcome.completed();
        };
    try (var node =
        TestNode.on(database.url()).clock(clock).with(Work.of(kind, handler)).start("heirs", 4)) {
      var lane = Lane.inOrder("line");
      Futures.get(
          node.queue()
              .enqueueAll(
                  List.of(
                      kind.job(new Note("first")).lane(lane),
                      kind.job(new Note("second")).lane(lane))));
      awaitStarted(1);
      gate.release();
      Await.until(
          "the first has ended",
          SOON,
          () ->
              Futures.get(node.queue().desk().count())
                      .getOrDefault("heirs", java.util.Map.of())
                      .getOrDefault(JobState.COMPLETED, 0L)
                  == 1);
      var other = kind.job(new Note("other"));
      Futures.get(node.queue().enqueue(other));
      awaitStarted(2);
      assertThat(started).containsExactly("first", "other");
      gate.release();

      clock.moveAhead(Duration.ofMinutes(2));
      awaitStarted(3);
      assertThat(started).containsExactly("first", "other", "heir");
      gate.release();
      awaitStarted(4);
      assertThat(started).containsExactly("first", "other", "heir", "second");
      gate.release();
    }
  }
}
