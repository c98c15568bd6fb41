package dev.stashline.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stashline.standins.ModelFault;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a model may answer, and what of it is never stored. */
class ModelAnswersIT {
  private static TestSystem system;

  @BeforeAll
  static void start() {
    system = TestSystem.withModel();
  }

  @AfterAll
  static void stop() {
    system.close();
  }

  @AfterEach
  void forget() {
    system.model.reset();
    system.inbox.clear();
  }

  @Test
  void A14_peanuts_for_an_allergic_person_are_sent_back_once_and_a_good_repair_is_stored() {
    system.model.answer("meal-plan", TestModel::mealsWithPeanuts);

    var plea = system.ask("repaired@example.com");
    var end = system.made(plea);

    assertThat(end.path("status").asText()).isEqualTo("completed");
    assertThat(system.model.standin.calls("meal-plan")).isOne();
    assertThat(system.model.standin.calls("meal-plan-repair")).isOne();
    var meals = system.plan(plea).path("mealPlan");
    for (int day = 1; day <= 7; day++) {
      assertThat(meals.path("day" + day).path("meals")).isNotEmpty();
      assertThat(meals.path("day" + day).toString()).doesNotContainIgnoringCase("peanut");
    }
  }

  @Test
  void A14_peanuts_after_the_repair_too_fail_the_part_and_are_never_stored() {
    system.model.answer("meal-plan", TestModel::mealsWithPeanuts);
    system.model.answer("meal-plan-repair", TestModel::mealsWithPeanuts);

    var plea = system.ask("unrepaired@example.com");
    var end = system.made(plea);

    assertThat(end.path("status").asText()).isEqualTo("partial");
    assertThat(end.path("missingParts").toString()).contains("\"mealPlan\"");
    assertThat(end.path("error").asText()).contains("peanut");
    assertThat(system.model.standin.calls("meal-plan-repair")).as("repaired once").isOne();
    assertThat(
            system.rows.text(
                "select meal_plan is null from public.sage_onboarding_data where email = ?",
                plea.email()))
        .isEqualTo("t");
    assertThat(
            system.rows.number(
                "select count(*) from jobs.step where job_id = ? and result::text ilike"
                    + " '%peanuts%'",
                plea.request()))
        .isZero();
    assertThat(system.inbox.mails()).isEmpty();
  }

  static Stream<Arguments> A15_an_answer_that_may_not_be_used_is_told_and_never_stored() {
    return Stream.of(
        Arguments.of(new ModelFault.Fenced(), 3, "code fence"),
        Arguments.of(new ModelFault.Cut(), 3, "cut at the token limit"),
        Arguments.of(new ModelFault.SchemaViolation(), 3, "breaks its schema"),
        Arguments.of(new ModelFault.Prose(), 3, "not JSON"),
        Arguments.of(new ModelFault.Refusal(), 1, "the model refused"),
        Arguments.of(new ModelFault.ContentFilter(), 1, "content filter"));
  }

  @ParameterizedTest
  @MethodSource
  void A15_an_answer_that_may_not_be_used_is_told_and_never_stored(
      ModelFault fault, int asked, String told) {
    IntStream.range(0, 5).forEach(n -> system.model.standin.fail("main-plan", fault));

    var plea = system.ask(fault.getClass().getSimpleName() + "@example.com");
    var end = system.made(plea);

    assertThat(end.path("status").asText()).isEqualTo("failed");
    assertThat(end.path("error").asText()).contains(told);
    assertThat(system.model.standin.calls("main-plan")).isEqualTo(asked);
    var plan = system.plan(plea);
    for (String part :
        new String[] {"plan", "mealPlan", "micronutrients", "lifestyleIntegration"}) {
      assertThat(plan.path(part).isNull()).as(part).isTrue();
    }
    assertThat(system.inbox.mails()).isEmpty();
  }
}
