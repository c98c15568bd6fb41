package dev.stashline.jobs;

import dev.stashline.runtime.Env;
import java.time.Duration;

/**
 * How the engine behaves on this node.
 *
 * @param node names this process among all; no other process that shares the store may have it
 * @param lease how long a job may go without renewal before others take it over; renewed three
 *     times in that time
 * @param poll the longest that a waiting job can stay unseen if every nudge is lost
 * @param slots how many jobs of one queue run here at the same time
 * @param grace how long running jobs may take to finish when the process stops, before they are
 *     handed back
 */
public record JobsConfig(
    String node, Duration lease, Duration poll, int slots, Duration grace, Duration keepCancelled) {
  public static JobsConfig from(Env env, String node) {
    return new JobsConfig(
        node,
        env.duration(
            "JOBS_LEASE",
            Duration.ofSeconds(30),
            "How long a job may go unrenewed before another node takes it over"),
        env.duration(
            "JOBS_POLL",
            Duration.ofSeconds(1),
            "The longest a waiting job stays unseen if every nudge is lost"),
        env.integer(
            "JOBS_SLOTS",
            64,
            1,
            10_000,
            "How many jobs of one queue run in this process at the same time"),
        env.duration(
            "JOBS_GRACE",
            Duration.ofSeconds(20),
            "How long running jobs may take to finish when the process stops"),
        Duration.ofDays(1));
  }
}
