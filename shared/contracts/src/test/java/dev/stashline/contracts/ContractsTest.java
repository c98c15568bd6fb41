package dev.stashline.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ContractsTest {
  private final UUID job = UUID.randomUUID();

  @Test
  void each_family_travels_on_its_own_address() {
    assertThat(new JobsWaiting("plans", Instant.EPOCH).address()).isEqualTo("jobs.nudge");
    assertThat(new CancelRequested(job).address()).isEqualTo("jobs.cancel");
    assertThat(new JobEvent.HandedBack(job, "plans", GeneratePlan.KIND, 1, null).address())
        .isEqualTo("jobs.events");
  }

  @Test
  void names_that_cross_services_do_not_change_unnoticed() {
    assertThat(GeneratePlan.KIND).isEqualTo("plans.generate");
    assertThat(GeneratePlan.QUEUE).isEqualTo("plans");
    assertThat(PublishMessage.KIND).isEqualTo("qstash.publish");
    assertThat(PublishMessage.QUEUE).isEqualTo("outbox");
  }
}
