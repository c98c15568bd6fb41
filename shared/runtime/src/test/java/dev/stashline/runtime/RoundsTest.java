package dev.stashline.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RoundsTest {
  private static final Duration PAUSE = Duration.ofMillis(1);

  private final Vertx vertx = Vertx.vertx();
  private final Rounds rounds = new Rounds(vertx, new SplittableRandom(1));
  private final LinkedBlockingQueue<Integer> begun = new LinkedBlockingQueue<>();
  private final AtomicInteger number = new AtomicInteger();

  @AfterEach
  void stop() throws Exception {
    rounds.stop();
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  @Test
  void a_round_that_fails_or_throws_is_followed_by_the_next() throws Exception {
    rounds.repeat(
        "stumble",
        PAUSE,
        () -> {
          int round = number.incrementAndGet();
          begun.add(round);
          if (round == 1) {
            throw new IllegalStateException("at once");
          }
          return round == 2 ? Future.failedFuture("later") : Future.succeededFuture();
        });

    for (int round = 1; round <= 4; round++) {
      assertThat(begun.poll(10, TimeUnit.SECONDS)).isEqualTo(round);
    }
  }

  @Test
  void no_round_begins_while_one_is_under_way_or_after_the_stop() throws Exception {
    Promise<Void> first = Promise.promise();
    rounds.repeat(
        "slow",
        PAUSE,
        () -> {
          begun.add(number.incrementAndGet());
          return begun.size() == 1 ? first.future() : Future.succeededFuture();
        });
    assertThat(begun).as("the first begins at once").hasSize(1);
    waitFor(20);
    assertThat(begun).as("the first is still under way").hasSize(1);

    rounds.stop();
    first.complete();
    waitFor(20);

    assertThat(begun).as("none begins after the stop").hasSize(1);
  }

  /** Until a timer set now has rung, and so all timers that were due before it. */
  private void waitFor(long millis) throws Exception {
    vertx
        .timer(millis, TimeUnit.MILLISECONDS)
        .toCompletionStage()
        .toCompletableFuture()
        .get(10, TimeUnit.SECONDS);
  }
}
