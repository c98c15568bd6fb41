package dev.stashline.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stashline.messages.MessageStatus;
import org.junit.jupiter.api.Test;

/** The states of messages, which stand in the code and in the database. */
class MessageStatusIT {
  @Test
  void X04_the_database_allows_the_changes_of_the_code_and_no_other() {
    try (var system = TestSystem.open()) {
      for (MessageStatus from : MessageStatus.values()) {
        for (MessageStatus to : MessageStatus.values()) {
          if (to != from) {
            assertThat(isAllowed(system.rows, from, to))
                .as("from %s to %s", from.word(), to.word())
                .isEqualTo(from.next().contains(to));
          }
        }
      }
    }
  }

  private static boolean isAllowed(Rows rows, MessageStatus from, MessageStatus to) {
    String id = from.word() + "-" + to.word();
    rows.change(
        """
        insert into scheduled_messages (id, tenant, coach_id, title, content, schedule_type, start_date, late_minutes, status,
          created_at, updated_at)
        values (?, 'default', 'coach', '', 'x', 'daily', '2026-12-01', 60, ?, now(), now())""",
        id,
        from.word());
    try {
      return rows.change("update scheduled_messages set status = ? where id = ?", to.word(), id)
          == 1;
    } catch (AssertionError refused) {
      assertThat(refused).hasMessageContaining("status cannot go from");
      return false;
    }
  }
}
