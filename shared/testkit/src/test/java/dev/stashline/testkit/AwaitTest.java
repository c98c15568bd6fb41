package dev.stashline.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AwaitTest {

  @Test
  void it_asks_until_the_answer_is_as_wanted() {
    AtomicInteger asked = new AtomicInteger();
    int answer =
        Await.value("three", Duration.ofSeconds(5), asked::incrementAndGet, count -> count == 3);
    assertThat(answer).isEqualTo(3);
  }

  @Test
  void the_failure_tells_the_last_answer_and_carries_the_last_exception() {
    assertThatThrownBy(
            () -> Await.value("four", Duration.ofMillis(30), () -> 3, count -> count == 4))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("for four; the last answer was 3");
    assertThatThrownBy(
            () ->
                Await.until(
                    "luck",
                    Duration.ofMillis(30),
                    () -> {
                      throw new IllegalStateException("no luck");
                    }))
        .isInstanceOf(AssertionError.class)
        .hasCauseInstanceOf(IllegalStateException.class);
  }
}
