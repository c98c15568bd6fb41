package dev.stashline.messages;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class SideBySideTest {
  private final Queue<Integer> begun = new ConcurrentLinkedQueue<>();

  @Test
  void each_has_its_turn_once() throws Exception {
    var all = IntStream.range(0, 1_000).boxed().toList();

    assertThat(new SideBySide<>(all, begun::add).run(16)).isNull();

    assertThat(begun).containsExactlyInAnyOrderElementsOf(all);
  }

  @Test
  void as_many_at_once_as_may_be_and_no_more() throws Exception {
    var three = new CyclicBarrier(3);
    var atOnce = new AtomicInteger();
    var most = new AtomicInteger();
    Predicate<Integer> work =
        one -> {
          most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
          meet(three);
          atOnce.decrementAndGet();
          return true;
        };

    assertThat(new SideBySide<>(List.of(1, 2, 3, 4, 5, 6, 7, 8, 9), work).run(3)).isNull();

    assertThat(most).hasValue(3);
  }

  @Test
  void none_is_nothing_to_do() throws Exception {
    assertThat(new SideBySide<>(List.<Integer>of(), begun::add).run(4)).isNull();
    assertThat(begun).isEmpty();
  }

  @Test
  void one_that_says_stop_is_the_last_to_begin() throws Exception {
    Predicate<Integer> work =
        one -> {
          begun.add(one);
          return one != 2;
        };

    assertThat(new SideBySide<>(List.of(1, 2, 3, 4), work).run(1)).isNull();

    assertThat(begun).containsExactly(1, 2);
  }

  @Test
  void what_is_under_way_when_one_says_stop_ends_before_run_returns() throws Exception {
    var both = new CyclicBarrier(2);
    var first = new CompletableFuture<Thread>();
    var ended = new ConcurrentLinkedQueue<Integer>();
    Predicate<Integer> work =
        one -> {
          begun.add(one);
          meet(both);
          if (first.complete(Thread.currentThread())) {
            return false;
          }
          // Its thread ends only after it has said stop.
          end(first.join());
          ended.add(one);
          return true;
        };

    assertThat(new SideBySide<>(List.of(1, 2, 3, 4), work).run(2)).isNull();

    assertThat(begun).containsExactlyInAnyOrder(1, 2);
    assertThat(ended).hasSize(1);
  }

  @Test
  void what_one_throws_stops_the_rest_and_is_told() throws Exception {
    var failure = new IllegalStateException("no");
    Predicate<Integer> work =
        one -> {
          begun.add(one);
          if (one == 2) {
            throw failure;
          }
          return true;
        };

    assertThat(new SideBySide<>(List.of(1, 2, 3, 4), work).run(1)).isSameAs(failure);

    assertThat(begun).containsExactly(1, 2);
  }

  @Test
  void an_error_is_told_too() throws Exception {
    var error = new StackOverflowError();
    Predicate<Integer> work =
        one -> {
          begun.add(one);
          throw error;
        };

    assertThat(new SideBySide<>(List.of(1, 2), work).run(1)).hasCause(error);

    assertThat(begun).containsExactly(1);
  }

  @Test
  void interrupted_it_interrupts_what_is_under_way() throws Exception {
    var working = new CountDownLatch(2);
    var interrupted = new CountDownLatch(2);
    Predicate<Integer> work =
        one -> {
          working.countDown();
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException e) {
            interrupted.countDown();
          }
          return false;
        };
    var outcome = new CompletableFuture<Boolean>();
    var caller =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    new SideBySide<>(List.of(1, 2, 3, 4), work).run(2);
                    outcome.complete(false);
                  } catch (InterruptedException e) {
                    outcome.complete(true);
                  }
                });
    assertThat(working.await(10, SECONDS)).isTrue();

    caller.interrupt();

    assertThat(outcome.get(10, SECONDS)).isTrue();
    assertThat(interrupted.await(10, SECONDS)).isTrue();
  }

  @Test
  void interrupted_it_begins_no_further_one() throws Exception {
    var first = new CompletableFuture<Thread>();
    var over = new CountDownLatch(1);
    Predicate<Integer> work =
        one -> {
          begun.add(one);
          first.complete(Thread.currentThread());
          try {
            over.await();
          } catch (InterruptedException e) {
            // As of a call that came to nothing: the next may work.
          }
          return true;
        };
    var caller =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    new SideBySide<>(List.of(1, 2, 3), work).run(1);
                  } catch (InterruptedException e) {
                    over.countDown();
                  }
                });
    var worker = first.get(10, SECONDS);

    caller.interrupt();

    end(caller);
    end(worker);
    assertThat(begun).containsExactly(1);
  }

  private static void meet(CyclicBarrier barrier) {
    try {
      barrier.await(10, SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException("the others did not come", e);
    }
  }

  private static void end(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
