package dev.stashline.bench;

/**
 * How much is asked of the engine.
 *
 * @param jobs enqueued one by one by {@code callers}, and drained
 * @param bulkJobs enqueued {@code bulkSize} a call by {@code bulkCallers}
 * @param backlog jobs of tomorrow that wait beside the drained ones
 * @param perSecond jobs a second, for {@code seconds}, whose start is timed
 * @param slots of the worker that drains
 */
record Load(
    int rounds,
    int jobs,
    int callers,
    int bulkJobs,
    int bulkSize,
    int bulkCallers,
    int backlog,
    int perSecond,
    int seconds,
    int slots) {
  static final Load FULL = new Load(3, 20_000, 64, 40_000, 1_000, 4, 500_000, 50, 20, 1_000);
  static final Load QUICK = new Load(1, 4_000, 64, 8_000, 1_000, 4, 20_000, 50, 4, 1_000);
}
