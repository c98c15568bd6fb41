package dev.stashline.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stashline.messages.MessageStatus;
import dev.stashline.plans.PlanStatus;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The states that stand both in the code and in the database, and the changes between them. */
class StatusChangesIT {
  private static TestSystem system;

  @BeforeAll
  static void start() {
    system = TestSystem.open();
  }

  @AfterAll
  static void stop() {
    system.close();
  }

  @Test
  void X04_the_database_allows_the_changes_of_a_message_that_the_code_does_and_no_other() {
    for (MessageStatus from : MessageStatus.values()) {
      for (MessageStatus to : MessageStatus.values()) {
        if (to != from) {
          String id = from.word() + "-" + to.word();
          system.rows.change(
              """
              insert into scheduled_messages (id, tenant, coach_id, title, content, schedule_type, start_date, late_minutes,
                status, created_at, updated_at)
              values (?, 'default', 'coach', '', 'x', 'daily', '2026-12-01', 60, ?, now(), now())""",
              id,
              from.word());
          assertThat(
                  isAllowed("update scheduled_messages set status = ? where id = ?", to.word(), id))
              .as("a message from %s to %s", from.word(), to.word())
              .isEqualTo(from.next().contains(to));
        }
      }
    }
  }

  @Test
  void X04_the_database_allows_the_changes_of_a_plan_that_the_code_does_and_no_other() {
    for (PlanStatus from : PlanStatus.values()) {
      for (PlanStatus to : PlanStatus.values()) {
        if (to != from) {
          var id = UUID.randomUUID();
          system.rows.change(
              """
              insert into sage_onboarding_data (id, tenant, owner, email, unique_code, form_data, sage_plan, meal_plan,
                micronutrients, lifestyle_integration, plan_generation_status, plan_request, created_at, updated_at)
              values (?, 'default', 'owner', ?, ?, '{}', '{}', '{}', '{}', '{}', ?, gen_random_uuid(), now(), now())""",
              id,
              id + "@example.com",
              id.toString(),
              from.word());
          assertThat(
                  isAllowed(
                      "update sage_onboarding_data set plan_generation_status = ? where id = ?",
                      to.word(),
                      id))
              .as("a plan from %s to %s", from.word(), to.word())
              .isEqualTo(from.next().contains(to));
        }
      }
    }
  }

  private static boolean isAllowed(String update, Object... arguments) {
    try {
      return system.rows.change(update, arguments) == 1;
    } catch (AssertionError refused) {
      assertThat(refused).hasMessageContaining("status cannot go from");
      return false;
    }
  }
}
