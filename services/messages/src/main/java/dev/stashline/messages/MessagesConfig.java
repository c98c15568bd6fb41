package dev.stashline.messages;

import dev.stashline.runtime.Env;
import dev.stashline.runtime.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * @param publicBase where QStash reaches this system
 * @param schedulerKey what callers of {@code /api/process-scheduled-messages} must show; empty
 *     switches that door off
 * @param longestDelay how far ahead QStash takes a message; what lies further off is handed to it
 *     when it has come so near
 * @param clockGrace how long after its time an occurrence is left to QStash before our own clock
 *     fires it
 * @param late how late an occurrence may be fired if its message says nothing
 * @param attempts how often a delivery is tried before it counts as failed
 * @param partSize how many clients one job delivers to
 * @param parallelSends how many sends one job has under way at once
 * @param parallelParts how many of these jobs run at once on all nodes together
 * @param reconcileEvery how often QStash is compared with the rows
 */
public record MessagesConfig(
    URI publicBase,
    Optional<Secret> schedulerKey,
    Duration longestDelay,
    Duration clockGrace,
    Duration late,
    int attempts,
    int partSize,
    int parallelSends,
    int parallelParts,
    Duration reconcileEvery) {
  /**
   * @param publicBase read once for the process
   */
  public static MessagesConfig from(Env env, URI publicBase) {
    return new MessagesConfig(
        publicBase,
        env.optionalSecret(
            "SCHEDULER_API_KEY",
            "What callers of /api/process-scheduled-messages must show as their bearer token, QStash included"),
        env.duration(
            "QSTASH_MAX_DELAY",
            Duration.ofDays(7),
            "How far ahead QStash takes a message; 7d on its free plan"),
        env.duration(
            "MESSAGES_CLOCK_GRACE",
            Duration.ofSeconds(2),
            "How long a due message is left to QStash before our own clock sends it"),
        env.duration(
            "MESSAGES_LATE_LIMIT",
            Duration.ofHours(12),
            "How late a message may still be sent after an outage, if it says nothing itself"),
        env.integer(
            "MESSAGES_ATTEMPTS",
            40,
            1,
            1_000,
            "How often a delivery to a client is tried before it has failed"),
        env.integer("MESSAGES_PART_SIZE", 100, 1, 1_000, "How many clients one job delivers to"),
        env.integer(
            "MESSAGES_PARALLEL_SENDS", 16, 1, 500, "How many sends one job has under way at once"),
        env.integer(
            "MESSAGES_PARALLEL_PARTS",
            8,
            1,
            1_000,
            "How many delivering jobs run at once on all nodes together"),
        env.duration(
            "MESSAGES_RECONCILE_EVERY",
            Duration.ofMinutes(10),
            "How often QStash's schedules are compared with the rows"));
  }
}
