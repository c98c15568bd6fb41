package dev.stashline.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stashline.standins.ModelFault;
import dev.stashline.testkit.Await;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Asking for a plan, and the deliveries that follow. */
class QueueingIT {
  @Test
  void A01_asking_is_answered_within_a_second_while_the_model_hangs() {
    try (var system = TestSystem.withModel()) {
      system.model.standin.fail("main-plan", new ModelFault.Hang());
      system.deliver(system.ask("first@example.com"));
      Await.until(
          "the model's silence",
          TestSystem.SOON,
          () -> system.model.standin.calls("main-plan") == 1);
      String code = system.submit(TestForm.of("second@example.com"));

      long began = System.nanoTime();
      var plea = system.ask("second@example.com", code);
      var took = Duration.ofNanos(System.nanoTime() - began);

      assertThat(took).isLessThan(Duration.ofSeconds(1));
      assertThat(plea.answer().path("status").asText()).isEqualTo("queued");
      assertThat(plea.request()).isNotNull();
      assertThat(system.status(plea).path("status").asText()).isEqualTo("queued");
    }
  }

  @Test
  void asking_again_while_the_plan_is_being_made_names_the_same_job() {
    try (var system = TestSystem.open().start(Role.INGRESS)) {
      var first = system.ask("ada@example.com");
      var second = system.ask(first.email(), first.code());

      assertThat(second.request()).isEqualTo(first.request());
      assertThat(system.rows.number("select count(*) from jobs.job")).isOne();
    }
  }

  @Test
  void A06_ten_deliveries_at_once_of_one_message_make_one_plan_and_one_mail() {
    try (var system = TestSystem.withModel()) {
      var plea = system.ask("ada@example.com");
      List<CompletableFuture<HttpResponse<String>>> sent =
          IntStream.range(0, 10)
              .mapToObj(n -> system.sendAsync(system.delivery("msg_" + n % 2, plea.message())))
              .toList();

      assertThat(sent).allSatisfy(answer -> assertThat(answer.join().statusCode()).isEqualTo(200));
      assertThat(system.ended(plea, "plans").path("status").asText()).isEqualTo("completed");

      assertThat(system.rows.number("select count(*) from jobs.job where queue = 'plans'")).isOne();
      assertThat(system.model.standin.calls("main-plan")).isOne();
      assertThat(system.inbox.mails()).hasSize(1);
    }
  }
}
