package dev.stashline.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Steps as a handler uses them. */
class StepsIT extends EngineCase {
  record Menu(int days) {}

  @Test
  void a_step_is_paid_for_once_and_read_by_the_next_attempt() {
    var paid = new AtomicInteger();
    Handler<Note> handler =
        job -> {
          Menu menu =
              job.step(
                  "menu",
                  Menu.class,
                  () -> {
                    paid.incrementAndGet();
                    return new Menu(7);
                  });
          assertThat(menu).isEqualTo(new Menu(7));
          if (job.attempt() < 3) {
            throw new JobFailed(new Failure.RetryNow("after the step"));
          }
          return Outcome.completed();
        };
    try (var node = node().with(Work.of(kind, handler)).start(queue, 2)) {
      var id = enqueue(node, "a");
      awaitState(id, JobState.COMPLETED);
      assertThat(paid).hasValue(1);
      assertThat(node.view(id).attempt()).isEqualTo(3);
    }
  }

  @Test
  void steps_side_by_side_run_at_the_same_time_and_only_the_failed_one_is_done_again() {
    Map<String, AtomicInteger> calls = new ConcurrentHashMap<>();
    var sideBySide = new CyclicBarrier(3);
    Handler<Note> handler =
        job -> {
          job.together(
              List.of(
                  () -> job.step("one", String.class, () -> part(job, "one", calls, sideBySide)),
                  () -> job.step("two", String.class, () -> part(job, "two", calls, sideBySide)),
                  () ->
                      job.step(
                          "three", String.class, () -> part(job, "three", calls, sideBySide))));
          return Outcome.completed();
        };
    try (var node = node().with(Work.of(kind, handler)).start(queue, 2)) {
      var id = enqueue(node, "a");
      awaitState(id, JobState.COMPLETED);
      assertThat(node.view(id).attempt()).isEqualTo(2);
      assertThat(calls.get("one")).hasValue(1);
      assertThat(calls.get("two")).hasValue(2);
      assertThat(calls.get("three")).hasValue(1);
      assertThat(Futures.get(node.queue().steps().list(id)))
          .extracting(JobView.StepView::state)
          .containsOnly(JobView.StepView.State.COMPLETED);
    }
  }

  private static String part(
      Job<Note> job, String name, Map<String, AtomicInteger> calls, CyclicBarrier sideBySide)
      throws Exception {
    calls.computeIfAbsent(name, n -> new AtomicInteger()).incrementAndGet();
    if (job.attempt() == 1) {
      sideBySide.await(20, TimeUnit.SECONDS);
      if (name.equals("two")) {
        throw new JobFailed(new Failure.RetryNow("part two"));
      }
    }
    return name;
  }

  @Test
  void of_several_failures_the_one_worth_a_retry_decides() {
    Handler<Note> handler =
        job -> {
          job.together(
              List.of(
                  () -> {
                    throw new JobFailed(new Failure.Never("hopeless"));
                  },
                  () -> {
                    if (job.attempt() == 1) {
                      throw new JobFailed(new Failure.RetryNow("worth a retry"));
                    }
                    return "done";
                  }));
          return Outcome.completed();
        };
    try (var node = node().with(Work.of(kind, handler)).start(queue, 2)) {
      var id = enqueue(node, "a");
      awaitState(id, JobState.DISCARDED);
      assertThat(node.view(id).attempt()).isEqualTo(2);
      assertThat(node.view(id).failure()).isEqualTo("hopeless");
    }
  }

  @Test
  void rows_written_with_a_step_are_there_exactly_if_the_step_is() {
    rows.change("create table if not exists step_ledger (entry text primary key)");
    Handler<Note> handler =
        job -> {
          job.step(
              "write",
              String.class,
              () -> "w" + job.attempt(),
              result ->
                  sql ->
                      job.attempt() == 1
                          ? io.vertx.core.Future.failedFuture(
                              new IllegalStateException("the row is refused"))
                          : sql.preparedQuery("insert into step_ledger values ($1)")
                              .execute(io.vertx.sqlclient.Tuple.of(job.id() + result)));
          return Outcome.completed();
        };
    try (var node = node().with(Work.of(kind, handler)).start(queue, 2)) {
      var id = enqueue(node, "a");
      awaitState(id, JobState.COMPLETED);
      assertThat(rows.all("select entry from step_ledger where entry like ?", id + "%"))
          .containsExactly(id + "w2");
    }
  }

  @Test
  void parts_are_interrupted_with_their_job() throws InterruptedException {
    var inside = new CountDownLatch(2);
    var interrupted = new CountDownLatch(2);
    Handler<Note> handler =
        job -> {
          job.together(List.of(() -> hang(inside, interrupted), () -> hang(inside, interrupted)));
          return Outcome.completed();
        };
    try (var node = node().with(Work.of(kind, handler)).start(queue, 2)) {
      var id = enqueue(node, "a");
      assertThat(inside.await(20, TimeUnit.SECONDS)).isTrue();
      Futures.get(node.queue().cancel(id, "stop"));
      awaitState(id, JobState.CANCELLED);
      assertThat(interrupted.await(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  private static String hang(CountDownLatch inside, CountDownLatch interrupted)
      throws InterruptedException {
    inside.countDown();
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      interrupted.countDown();
      throw e;
    }
    return "never";
  }
}
