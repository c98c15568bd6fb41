package dev.stashline.broker;

import dev.stashline.runtime.Env;

/**
 * How many things one account may have. The defaults are those of QStash's pay-as-you-go plan, as
 * its pricing page has them.
 *
 * @param endpoints of one URL group
 * @param queueParallelism deliveries of one queue at the same time
 */
record Quotas(int urlGroups, int endpoints, int queues, int queueParallelism, int schedules) {
  private static final int MOST = 1_000_000;

  static Quotas from(Env env) {
    return new Quotas(
        env.integer("BROKER_MAX_URL_GROUPS", 100, 0, MOST, "The most URL groups of one user"),
        env.integer("BROKER_MAX_ENDPOINTS", 100, 1, MOST, "The most endpoints of one URL group"),
        env.integer("BROKER_MAX_QUEUES", 100, 0, MOST, "The most queues of one user"),
        env.integer(
            "BROKER_MAX_QUEUE_PARALLELISM",
            100,
            1,
            MOST,
            "The most deliveries of one queue at the same time"),
        env.integer("BROKER_MAX_SCHEDULES", 1_000, 0, MOST, "The most schedules of one user"));
  }

  /**
   * Refuses what is over a limit.
   *
   * @throws ApiError 412
   */
  void check(String what, long count, int most) {
    if (count > most) {
      throw new ApiError(412, "no more than " + most + " " + what + " are allowed");
    }
  }
}
