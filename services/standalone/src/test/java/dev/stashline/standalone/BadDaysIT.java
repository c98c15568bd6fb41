package dev.stashline.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stashline.standins.LocalPostgres;
import dev.stashline.testkit.Await;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Days on which something that a plan needs goes away while it is made. */
class BadDaysIT {
  private static final String EMAIL = "ada@example.com";

  @Test
  void postgres_killed_in_mid_plan_costs_no_finished_part_and_no_second_mail() throws Exception {
    try (var postgres = LocalPostgres.temporary().start();
        var system = TestSystem.withModelOn(postgres)) {
      var asked = new AtomicInteger();
      var back = new CountDownLatch(1);
      system.model.answer(
          "meal-plan",
          () -> {
            if (asked.getAndIncrement() == 0) {
              postgres.kill();
              postgres.start();
              back.countDown();
            }
            return TestModel.good("meal-plan");
          });

      var plea = system.ask(EMAIL);
      system.deliver(plea);
      assertThat(back.await(60, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
      Await.until(
          "the application answers again",
          TestSystem.SOON,
          () -> system.get("/api/plan-status?code=" + plea.code()).statusCode() == 200);
      var end = system.ended(plea, "plans");

      assertThat(end.path("status").asText()).isEqualTo("completed");
      assertThat(system.model.standin.calls("main-plan"))
          .as("the part that was stored before")
          .isOne();
      assertThat(system.inbox.mailsTo(EMAIL)).hasSize(1);
      assertThat(system.plan(plea).path("mealPlan").path("day7").path("meals")).isNotEmpty();
    }
  }

  @Test
  void while_the_mail_server_is_away_the_plan_is_kept_and_its_mail_goes_once_afterwards() {
    try (var system = TestSystem.withModel()) {
      system.inbox.refuseConnections();
      var plea = system.ask(EMAIL);
      system.deliver(plea);
      Await.until(
          "the mail has been tried",
          TestSystem.SOON,
          () -> system.rows.nextAttempt("plans").isPresent());

      var meanwhile = system.status(plea);
      assertThat(meanwhile.path("status").asText()).as("not completed").isEqualTo("processing");
      assertThat(system.inbox.mails()).isEmpty();

      system.inbox.acceptConnections();
      var end = system.ended(plea, "plans");
      assertThat(end.path("status").asText()).isEqualTo("completed");
      assertThat(system.inbox.mailsTo(EMAIL)).hasSize(1);
      for (String question :
          new String[] {"main-plan", "meal-plan", "micronutrients", "lifestyle"}) {
        assertThat(system.model.standin.calls(question)).as(question).isOne();
      }
    }
  }
}
