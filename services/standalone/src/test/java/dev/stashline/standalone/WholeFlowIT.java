package dev.stashline.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stashline.testkit.Await;
import org.junit.jupiter.api.Test;

/** From the click to the mail, through the broker. */
class WholeFlowIT {
  private static final String EMAIL = "ada@example.com";

  /** All whose back-offs are passed by moving the clock. */
  private static final String[] QUEUES = {"outbox", "broker", "plans"};

  @Test
  void a_plan_is_asked_for_made_and_mailed_by_all_roles_together() {
    try (var system =
        TestSystem.open().start(Role.INGRESS, Role.WEBHOOKS, Role.PLANS, Role.BROKER)) {
      var plea = system.ask(EMAIL);
      var end = system.ended(plea, QUEUES);

      assertThat(end.path("status").asText()).isEqualTo("completed");
      assertThat(end.path("progress").asInt()).isEqualTo(100);
      assertThat(system.inbox.mailsTo(EMAIL)).hasSize(1);
    }
  }

  @Test
  void a_request_made_while_the_broker_is_down_stays_queued_and_is_completed_once_it_is_up() {
    try (var system = TestSystem.open().start(Role.INGRESS, Role.WEBHOOKS, Role.PLANS)) {
      var plea = system.ask(EMAIL);
      Await.until(
          "an attempt to publish that failed",
          TestSystem.SOON,
          () ->
              system.rows.number(
                      "select count(*) from jobs.job where queue = 'outbox' and failure is not"
                          + " null")
                  == 1);
      assertThat(system.status(plea).path("status").asText()).isEqualTo("queued");
      assertThat(system.rows.number("select count(*) from jobs.job where queue = 'plans'"))
          .isZero();

      system.start(Role.BROKER);

      assertThat(system.ended(plea, QUEUES).path("status").asText()).isEqualTo("completed");
      assertThat(system.inbox.mailsTo(EMAIL)).hasSize(1);
    }
  }
}
