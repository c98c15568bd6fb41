package dev.stashline.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class StoppingTest {
  private final List<String> ran = new CopyOnWriteArrayList<>();
  private final MovableClock clock = new MovableClock(InstantSource.fixed(Instant.EPOCH));

  @Test
  void steps_run_in_order_and_each_is_told_what_is_left_of_the_grace() {
    new Stopping(Duration.ofSeconds(10), clock)
        .then("http", left -> ran("http " + left, Duration.ofSeconds(4)))
        .then("jobs", left -> ran("jobs " + left, Duration.ofSeconds(9)))
        .then("pool", left -> ran("pool " + left, Duration.ZERO))
        .stop();
    assertThat(ran).containsExactly("http PT10S", "jobs PT6S", "pool PT0S");
  }

  @Test
  void a_step_that_fails_or_hangs_does_not_keep_the_later_ones_from_running() {
    new Stopping(Duration.ofMillis(100), clock)
        .then("fails", _ -> Future.failedFuture(new IllegalStateException("planted")))
        .then(
            "throws",
            _ -> {
              throw new IllegalStateException("planted");
            })
        .then("hangs", _ -> Promise.promise().future())
        .then("last", _ -> ran("last", Duration.ZERO))
        .stop();
    assertThat(ran).containsExactly("last");
  }

  @Test
  void stopping_twice_runs_the_steps_once() {
    var stopping =
        new Stopping(Duration.ofSeconds(1), clock).then("once", _ -> ran("once", Duration.ZERO));
    stopping.stop();
    stopping.stop();
    assertThat(ran).containsExactly("once");
  }

  @Test
  void the_grace_is_a_setting() {
    assertThat(read(Map.of())).isEqualTo(Duration.ofSeconds(25));
    assertThat(read(Map.of("SHUTDOWN_GRACE", "2m"))).isEqualTo(Duration.ofMinutes(2));
    assertThatThrownBy(() -> read(Map.of("SHUTDOWN_GRACE", "soon")))
        .isInstanceOf(ConfigProblems.class)
        .hasMessageContaining("SHUTDOWN_GRACE");
  }

  private Future<Void> ran(String what, Duration took) {
    ran.add(what);
    clock.moveAhead(took);
    return Future.succeededFuture();
  }

  private static Duration read(Map<String, String> variables) {
    return new Env(variables::get).read(Stopping::grace);
  }
}
