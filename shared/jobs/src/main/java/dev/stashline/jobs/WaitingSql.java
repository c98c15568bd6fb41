package dev.stashline.jobs;

/** The questions of {@link WaitingReason}, in the order in which it asks them. */
final class WaitingSql {
  private WaitingSql() {}

  /** $1 queue. */
  static final String PAUSED_SINCE = "select paused_at from jobs.pause where queue = $1";

  /** $1 queue, $2 lane, $3 now. */
  static final String LANE =
      """
      select strict, max_running, max_starts, paused, running,
        case when period_start + period_ms * interval '1 ms' > $3 and starts >= max_starts
             then period_start + period_ms * interval '1 ms' end as rate_until
      from jobs.lane where queue = $1 and lane = $2""";

  /**
   * $1 queue, $2 lane, $3 id, $4 whether the lane is full, so that all who have a place come
   * before. The job that a strict lane takes before this one.
   */
  static final String LANE_BEFORE =
      """
      select id, run_at from jobs.job where queue = $1 and lane = $2 and id < $3
        and ((state = 'pending' and strict and ($4 or started_at is null)) or (state = 'running' and $4)) order by id limit 1""";

  /** $1 queue, $2 lane. */
  static final String LANE_HOLDERS =
      """
      select id, lease_until from jobs.job where queue = $1 and lane = $2 and state = 'running' and lane is not null
      order by lease_until limit 20""";

  /** $1 queue, $2 seen since. */
  static final String LIVE_NODES =
      "select count(*)::integer from jobs.node where queue = $1 and seen_at >= $2";

  /** $1 queue, $2 priority, $3 run time, $4 id. */
  static final String AHEAD =
      """
      select count(*)::integer from (
        select 1 from jobs.job where queue = $1 and state = 'pending' and lane is null and (priority, run_at, id) < ($2, $3, $4)
        limit 1000) ahead""";
}
