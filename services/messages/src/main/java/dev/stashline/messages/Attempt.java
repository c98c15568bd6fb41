package dev.stashline.messages;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How one attempt to give a client its copy ended.
 *
 * @param status of the delivery from now on: pending, if it is worth another attempt
 * @param error why it was not sent; null if it was
 * @param call what was asked of the provider, null if it was not asked
 */
record Attempt(
    String user,
    Status status,
    @Nullable Instant sentAt,
    @Nullable String error,
    @Nullable Call call) {
  enum Status {
    PENDING,
    SENT,
    FAILED,
    SKIPPED;

    String word() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /**
   * Kept with the delivery, for who looks into it.
   *
   * @param outcome sent, repeated (it was there already), or what the provider answered, its status
   *     and code included
   */
  record Call(Instant at, String outcome) {}

  static Attempt sent(String user, Instant at, boolean repeated) {
    return new Attempt(user, Status.SENT, at, null, new Call(at, repeated ? "repeated" : "sent"));
  }

  /** Worth another attempt. */
  static Attempt again(String user, Instant at, String why) {
    return new Attempt(user, Status.PENDING, null, why, new Call(at, why));
  }

  static Attempt refused(String user, Instant at, String why) {
    return new Attempt(user, Status.FAILED, null, why, new Call(at, why));
  }

  static Attempt skipped(String user, String why) {
    return new Attempt(user, Status.SKIPPED, null, why, null);
  }

  static Attempt failed(String user, String why) {
    return new Attempt(user, Status.FAILED, null, why, null);
  }
}
