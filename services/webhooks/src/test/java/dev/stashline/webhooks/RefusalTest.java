package dev.stashline.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stashline.jobs.Failure;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RefusalTest {
  @Test
  void X06_each_kind_of_failure_has_its_answer_to_qstash() {
    var now = Refusal.of(new Failure.RetryNow("busy"));
    assertThat(now.problem().status()).isEqualTo(503);
    assertThat(now.headers()).isEmpty();

    var later = Refusal.of(new Failure.RetryLater(Duration.ofMillis(1500), "away"));
    assertThat(later.problem().status()).isEqualTo(503);
    assertThat(later.headers()).containsEntry("Retry-After", "2").hasSize(1);

    for (var failure : new Failure[] {new Failure.NeedsPerson("key"), new Failure.Never("no")}) {
      var never = Refusal.of(failure);
      assertThat(never.problem().status()).isEqualTo(489);
      assertThat(never.problem().detail()).isEqualTo(failure.reason());
      assertThat(never.headers()).containsEntry("Upstash-NonRetryable-Error", "true").hasSize(1);
    }
  }
}
