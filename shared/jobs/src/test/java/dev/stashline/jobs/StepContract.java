package dev.stashline.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stashline.jobs.JobView.StepView;
import java.util.Optional;
import org.junit.jupiter.api.Test;

abstract class StepContract extends StoreContract {
  @Test
  void a_step_is_stored_once_and_a_second_attempt_reads_it() {
    enqueue(note("a"));
    var first = claimOne();
    assertThat(Futures.get(store.steps().begin(first, "menu"))).isEqualTo(Optional.empty());
    Futures.get(store.steps().complete(first, "menu", "{\"days\":7}", null));
    settle(first, failed("later"));
    clock.moveAhead(java.time.Duration.ofSeconds(10));
    var second = claimOne();
    assertThat(Futures.get(store.steps().begin(second, "menu"))).contains("{\"days\":7}");
    assertThat(Futures.get(store.steps().begin(second, "text"))).isEmpty();
  }

  @Test
  void a_failed_step_is_done_again() {
    enqueue(note("a"));
    var first = claimOne();
    Futures.get(store.steps().begin(first, "menu"));
    Futures.get(store.steps().fail(first, "menu"));
    assertThat(step(first).state()).isEqualTo(StepView.State.FAILED);
    settle(first, failed("x"));
    clock.moveAhead(java.time.Duration.ofSeconds(10));
    var second = claimOne();
    assertThat(Futures.get(store.steps().begin(second, "menu"))).isEmpty();
    assertThat(step(second).state()).isEqualTo(StepView.State.RUNNING);
    assertThat(step(second).attempt()).isEqualTo(2);
    Futures.get(store.steps().complete(second, "menu", "1", null));
    assertThat(step(second).state()).isEqualTo(StepView.State.COMPLETED);
    assertThat(step(second).finishedAt()).isEqualTo(clock.instant());
  }

  @Test
  void X02_a_late_owner_cannot_write_a_step() {
    enqueue(note("a"));
    var late = claimOne();
    Futures.get(store.steps().begin(late, "menu"));
    leaseClock.moveAhead(LEASE.plusMillis(1));
    var rescued = rescue().getFirst();
    assertThat(Futures.failure(store.steps().complete(late, "menu", "\"late\"", null)))
        .isInstanceOf(LeaseLost.class);
    assertThat(Futures.failure(store.steps().begin(late, "text"))).isInstanceOf(LeaseLost.class);
    assertThat(
            Futures.failure(
                store.steps().whileHeld(late, sql -> io.vertx.core.Future.succeededFuture())))
        .isInstanceOf(LeaseLost.class);
    Futures.get(store.steps().fail(late, "menu"));
    assertThat(step(late).state())
        .as("not failed by a late owner")
        .isEqualTo(StepView.State.RUNNING);
    assertThat(Futures.get(other.steps().begin(rescued, "menu"))).isEmpty();
    Futures.get(other.steps().complete(rescued, "menu", "\"in time\"", null));
    assertThat(Futures.failure(store.steps().complete(late, "menu", "\"late\"", null)))
        .isInstanceOf(LeaseLost.class);
    assertThat(Futures.get(other.steps().begin(rescued, "menu"))).contains("\"in time\"");
  }

  @Test
  void steps_leave_with_their_job() {
    enqueue(note("a"));
    var job = claimOne();
    Futures.get(store.steps().begin(job, "menu"));
    settle(job, Outcome.completed());
    assertThat(Futures.get(store.steps().list(job.id()))).hasSize(1);
    clock.moveAhead(plain.retention().finished());
    while (Futures.get(store.prune(1000)) == 1000) {}
    assertThat(Futures.get(store.steps().list(job.id()))).isEmpty();
  }

  private StepView step(ClaimedJob job) {
    return Futures.get(store.steps().list(job.id())).getFirst();
  }
}
