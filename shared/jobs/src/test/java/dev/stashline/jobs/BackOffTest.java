package dev.stashline.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackOffTest {
  @ParameterizedTest
  @CsvSource({
    "1,5",
    "2,10",
    "3,20",
    "4,40",
    "5,80",
    "6,160",
    "7,320",
    "8,600",
    "9,600",
    "2000,600"
  })
  void waits_double_up_to_the_longest(int attempt, long seconds) {
    var backOff = new BackOff(Duration.ofSeconds(5), Duration.ofMinutes(10), 0);
    assertThat(backOff.after(attempt, 0.7)).isEqualTo(Duration.ofSeconds(seconds));
  }

  @Test
  void jitter_takes_away_at_most_its_share_and_never_adds() {
    var chance = new Random(5);
    for (int i = 0; i < 2000; i++) {
      double jitter = chance.nextDouble();
      var first = Duration.ofMillis(chance.nextInt(1, 10_000));
      var longest = first.plusMillis(chance.nextInt(100_000));
      int attempt = chance.nextInt(1, 40);
      var wait = new BackOff(first, longest, jitter).after(attempt, chance.nextDouble());
      var full = new BackOff(first, longest, 0).after(attempt, 0);
      assertThat(wait).isBetween(Duration.ofMillis((long) (full.toMillis() * (1 - jitter))), full);
      assertThat(full).isBetween(first, longest);
    }
  }

  @Test
  void no_wait_stays_none() {
    assertThat(new BackOff(Duration.ZERO, Duration.ZERO, 1).after(9, 0.5)).isZero();
  }

  @Test
  void nonsense_is_refused() {
    assertThatThrownBy(() -> new BackOff(Duration.ofSeconds(-1), Duration.ZERO, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new BackOff(Duration.ofSeconds(2), Duration.ofSeconds(1), 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new BackOff(Duration.ZERO, Duration.ZERO, 1.1))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
