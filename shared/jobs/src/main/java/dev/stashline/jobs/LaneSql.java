package dev.stashline.jobs;

/** The statements on lanes: their limits, their pauses, and what is used of them. */
final class LaneSql {
  private LaneSql() {}

  /**
   * $1 queue, $2 lane, $3 strict, $4 max running, $5 max starts, $6 period ms, $7 paused or null to
   * leave it, $8 now.
   */
  static final String SET_LANE =
      """
      insert into jobs.lane (queue, lane, strict, max_running, max_starts, period_ms, paused, ready_at, touched_at)
      values ($1, $2, $3, $4, $5, $6, coalesce($7, false), $8, $8)
      on conflict (queue, lane) do update set strict = excluded.strict, max_running = excluded.max_running,
        max_starts = excluded.max_starts, period_ms = excluded.period_ms, paused = coalesce($7, lane.paused),
        ready_at = least(lane.ready_at, $8), touched_at = $8""";

  /** $1 queue, $2 lane, $3 now. A new period begins now. */
  static final String RESET_RATE =
      """
      update jobs.lane set starts = 0, period_start = $3, ready_at = least(ready_at, $3), touched_at = $3
      where queue = $1 and lane = $2""";

  /** $1 queue, $2 lane, $3 now. Counts anew who has a place. */
  static final String RECOUNT =
      """
      update jobs.lane l set ready_at = least(l.ready_at, $3), touched_at = $3, running = (
        select count(*) from jobs.job j where j.queue = $1 and j.lane = $2 and j.lane is not null
          and (j.state = 'running' or (l.strict and j.state = 'pending' and j.started_at is not null)))
      where l.queue = $1 and l.lane = $2""";

  /** $1 queue, $2 lanes, $3 now. */
  static final String LANES =
      """
      select l.lane, l.running, case when l.period_start + l.period_ms * interval '1 ms' > $3 then l.starts else 0 end,
        l.period_start, l.paused,
        (select count(*) from jobs.job j where j.queue = l.queue and j.lane = l.lane and j.state = 'pending' and j.lane is not null)
      from jobs.lane l where l.queue = $1 and l.lane = any($2::text[])""";

  /** $1 queue, $2 lane, $3 paused, $4 now. */
  static final String PAUSE_LANE =
      """
      insert into jobs.lane (queue, lane, paused, ready_at, touched_at) values ($1, $2, $3, $4, $4)
      on conflict (queue, lane) do update set paused = $3, ready_at = least(lane.ready_at, $4), touched_at = $4""";

  /**
   * $1 untouched since, $2 now, by the engine's clock. A rate's period is remembered to its end.
   */
  static final String FORGET_LANES =
      """
      delete from jobs.lane l where (queue, lane) in (
        select queue, lane from jobs.lane where running = 0 and not paused and touched_at < $1
          and (period_start is null or period_ms is null or period_start + period_ms * interval '1 ms' <= $2)
        order by queue, lane for update skip locked)
        and not exists (select 1 from jobs.job j where j.queue = l.queue and j.lane = l.lane and j.state = 'pending'
          and j.lane is not null)
        and not exists (select 1 from jobs.job j where j.queue = l.queue and j.lane = l.lane and j.state = 'discarded'
          and j.lane is not null)""";
}
