package dev.stashline.messages;

import dev.stashline.runtime.Audit;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Entries of the audit about messages: state words alone, nothing that was written to anybody. */
final class MessageAudit {
  static final String MESSAGE = "scheduled_message";
  static final String OCCURRENCE = "message_occurrence";
  static final String TEMPLATE = "message_template";
  static final String CLIENT = "coach_client";

  /** Who acts where no person does. */
  private static final String SERVICE = "messages";

  private MessageAudit() {}

  static Audit.Entry occurrence(Instant at, FiredBy by, UUID id, String after) {
    return Audit.Entry.of(at, SERVICE + "/" + by.word(), OCCURRENCE, id.toString(), null, after);
  }

  static Audit.Entry ended(Instant at, String message, String before, String after) {
    return Audit.Entry.of(at, SERVICE, MESSAGE, message, before, after);
  }

  static Audit.Entry drift(Instant at, String message, String what) {
    return Audit.Entry.of(at, SERVICE, MESSAGE, message, what, "told again");
  }

  static Audit.Entry by(
      Coach coach,
      Instant at,
      String entity,
      String id,
      @Nullable String before,
      @Nullable String after) {
    return Audit.Entry.of(at, coach.actor(), entity, id, before, after);
  }
}
