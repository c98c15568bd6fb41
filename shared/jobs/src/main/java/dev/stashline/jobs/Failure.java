package dev.stashline.jobs;

import java.time.Duration;

/**
 * Why an attempt failed, told by what should happen next. Towards QStash the four become 5xx, 5xx
 * with Retry-After, 489 and 489. The reason is stored and shown to operators: it names no secret,
 * no health datum and no account number.
 */
public sealed interface Failure {
  String reason();

  /** Worth another attempt after the kind's back-off. */
  record RetryNow(String reason) implements Failure {}

  /** Worth another attempt, not before {@code after} has passed: the other side said so. */
  record RetryLater(Duration after, String reason) implements Failure {}

  /**
   * Will not work until a person mends something (a credential, a budget); a dead letter at once,
   * meant to be retried.
   */
  record NeedsPerson(String reason) implements Failure {}

  /** Can never work; a dead letter at once. */
  record Never(String reason) implements Failure {}
}
