package dev.stashline.jobs;

import com.github.f4b6a3.uuid.UuidCreator;
import dev.stashline.runtime.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A job that is not stored yet. Made by {@link Kind#job}.
 *
 * @param id given by the caller, time-ordered (version 7)
 * @param subject what it is about, carried in progress events; null for nothing
 * @param argsJson the arguments as JSON
 * @param runAt not before; null for at once
 * @param inherits whether it takes over the place of the job it follows in a strict lane
 */
public record NewJob(
    UUID id,
    Kind<?> kind,
    @Nullable String subject,
    String argsJson,
    Priority priority,
    @Nullable Lane lane,
    @Nullable String uniqueKey,
    @Nullable Instant runAt,
    int maxAttempts,
    boolean inherits) {

  /**
   * What an index of Postgres takes in one entry (2,704 bytes), with room for the other columns.
   */
  private static final int LONGEST_KEY_BYTES = 2_000;

  /**
   * Refuses what a store could not hold: a job is stored together with others, whom its refusal
   * must not hold up.
   *
   * @throws IllegalArgumentException naming the field
   */
  public NewJob {
    if (maxAttempts < 1) {
      throw new IllegalArgumentException("a job has at least one attempt");
    }
    if (runAt != null && runAt.isAfter(Verdict.LATEST)) {
      throw new IllegalArgumentException("a job's run time is at most " + Verdict.LATEST);
    }
    requireStorable("subject", subject, Integer.MAX_VALUE);
    requireStorable("unique key", uniqueKey, LONGEST_KEY_BYTES);
  }

  static void requireStorable(String field, @Nullable String text, int longestBytes) {
    if (text == null) {
      return;
    }
    if (text.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("the " + field + " has a zero character");
    }
    if (text.length() > longestBytes / 3
        && text.getBytes(StandardCharsets.UTF_8).length > longestBytes) {
      throw new IllegalArgumentException(
          "the " + field + " is longer than " + longestBytes + " bytes");
    }
  }

  /** As {@link #requireStorable}, for names that stand in an index. */
  static void requireName(String field, String text) {
    requireStorable(field, text, LONGEST_KEY_BYTES);
  }

  static <A> NewJob of(Kind<A> kind, A args) {
    return new NewJob(
        newId(),
        kind,
        null,
        Json.write(args),
        Priority.NORMAL,
        null,
        kind.keyOf(args),
        null,
        kind.tries().attempts(),
        false);
  }

  /** An id for a job that other rows name before it is stored. */
  public static UUID newId() {
    return UuidCreator.getTimeOrderedEpochPlus1();
  }

  /** With an id of the caller's, so that other rows can name the job before it is stored. */
  public NewJob id(UUID chosen) {
    return new NewJob(
        chosen, kind, subject, argsJson, priority, lane, uniqueKey, runAt, maxAttempts, inherits);
  }

  public NewJob subject(String about) {
    return new NewJob(
        id, kind, about, argsJson, priority, lane, uniqueKey, runAt, maxAttempts, inherits);
  }

  public NewJob priority(Priority chosen) {
    return new NewJob(
        id, kind, subject, argsJson, chosen, lane, uniqueKey, runAt, maxAttempts, inherits);
  }

  public NewJob lane(Lane chosen) {
    return new NewJob(
        id, kind, subject, argsJson, priority, chosen, uniqueKey, runAt, maxAttempts, false);
  }

  /** Not before {@code instant}; an instant that has passed means at once. */
  public NewJob at(Instant instant) {
    return new NewJob(
        id, kind, subject, argsJson, priority, lane, uniqueKey, instant, maxAttempts, inherits);
  }

  /** With another number of attempts than its kind has. */
  public NewJob attempts(int count) {
    return new NewJob(
        id, kind, subject, argsJson, priority, lane, uniqueKey, runAt, count, inherits);
  }

  /**
   * In a strict lane, in the place of a job that is being settled in the same transaction: whoever
   * waits behind that one waits for this one, too. The lane keeps the limits that it has.
   */
  public NewJob inPlaceOf(String strictLane) {
    return new NewJob(
        id,
        kind,
        subject,
        argsJson,
        priority,
        Lane.inOrder(strictLane),
        uniqueKey,
        runAt,
        maxAttempts,
        true);
  }
}
