package dev.stashline.standalone.crash;

import java.time.Duration;

/**
 * How hard the broker is tried.
 *
 * @param nodes broker processes on one database
 * @param calm messages flow and nobody is killed: each must arrive exactly once
 * @param storm messages flow while processes are killed: each must arrive, repeats are counted
 * @param publishers who publish one message after the other, each after the last one's answer
 * @param lines queues of parallelism 1, each with a publisher of its own
 * @param schedules each due once a minute, spread over its seconds
 * @param runs of a workflow that are under way at a time
 * @param killPostgres whether the database is killed too, not the brokers alone
 * @param seed of the storm's dice, printed, so that a run can be made again
 */
public record CrashPlan(
    int nodes,
    Duration calm,
    Duration storm,
    int publishers,
    int lines,
    int schedules,
    int runs,
    boolean killPostgres,
    long seed) {

  /** How long a node may be silent before its deliveries are taken over. */
  static final Duration LEASE = Duration.ofSeconds(5);

  /** The longest that the last messages may take after the storm. */
  static final Duration AFTERMATH = Duration.ofSeconds(90);
}
