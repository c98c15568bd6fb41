package dev.stashline.jobs;

/** The statements of {@link PostgresDesk}: what people ask of jobs and queues. */
final class DeskSql {
  private DeskSql() {}

  /**
   * $1 id, $2 reason, $3 now, $4 expires. A waiting job ends here, and its lane is told; a running
   * one is marked. Returns the state afterwards and the claimed columns.
   */
  static final String CANCEL =
      """
      with target as (
        select id, state, epoch from jobs.job where id = $1 and state in ('pending', 'running') for update),
      cancelled as (
        update jobs.job j set
          cancel_requested = true,
          failure = case when t.state = 'pending' then $2 else j.failure end,
          finished_at = case when t.state = 'pending' then $3::timestamptz end,
          expires_at = case when t.state = 'pending' then $4::timestamptz end,
          state = case when t.state = 'pending' then 'cancelled' else j.state end
        from target t where j.id = t.id returning j.*),
      made_ready as (
        update jobs.lane l set ready_at = least(l.ready_at, $3),
          running = greatest(0, l.running - case when c.strict and c.started_at is not null then 1 else 0 end)
        from cancelled c where c.state = 'cancelled' and l.queue = c.queue and l.lane = c.lane)
      select\s"""
          + JobRows.CLAIMED
          + ", state from cancelled";

  /**
   * $1 id, $2 now. A dead letter starts over with all its attempts; a waiting job becomes due.
   * Returns its queue.
   */
  static final String RETRY_NOW =
      """
      with back as (
        update jobs.job set state = 'pending', run_at = $2, attempt = case when state = 'discarded' then 0 else attempt end,
          started_at = case when state = 'discarded' then null else started_at end,
          finished_at = null, expires_at = null, cancel_requested = false
        where id = $1 and state in ('pending', 'discarded') returning queue, lane),
      made_ready as (
        update jobs.lane l set ready_at = least(l.ready_at, $2) from back b where l.queue = b.queue and l.lane = b.lane)
      select queue from back""";

  private static final String VIEW =
      """
      select id, queue, kind, subject, state, priority, lane, run_at, attempt, max_attempts, epoch, node, lease_until,
        cancel_requested, failure, created_at, started_at, finished_at from jobs.job\s""";

  /** $1 id. */
  static final String FIND = VIEW + "where id = $1";

  /**
   * $1 queue or null, $2 state or null, $3 id to go on before or null, $4 at most. Ids are
   * time-ordered.
   */
  static final String LIST =
      VIEW
          + """
          where ($1::text is null or queue = $1) and ($2::text is null or state = $2) and ($3::uuid is null or id < $3)
          order by id desc limit $4""";

  static final String COUNT =
      "select queue, state, sum(n)::bigint from jobs.tally group by queue, state having sum(n) <> 0";

  /**
   * $1 now, $2 priorities. The oldest due job of each queue that nothing but a worker keeps
   * waiting.
   */
  static final String OLDEST_DUE =
      """
      select q.queue, min(due.run_at) from (select distinct queue from jobs.tally) q
      cross join unnest($2::smallint[]) p(priority) cross join lateral (
        select run_at from jobs.job where queue = q.queue and priority = p.priority and state = 'pending' and lane is null
          and run_at <= $1 order by run_at, id limit 1) due
      group by q.queue""";

  /** $1 queue. Ids rise with time, so this looks back over the newest 1,000 jobs of all queues. */
  static final String LAST_COMPLETED =
      """
      select max(finished_at) from (
        select queue, state, finished_at from jobs.job order by id desc limit 1000) newest
      where queue = $1 and state = 'completed'""";

  /** $1 queue, $2 now. */
  static final String PAUSE_QUEUE =
      "insert into jobs.pause (queue, paused_at) values ($1, $2) on conflict do nothing";

  /** $1 queue. */
  static final String RESUME_QUEUE = "delete from jobs.pause where queue = $1";

  /** $1 queue, $2 seen since. */
  static final String SLOTS =
      "select coalesce(sum(slots), 0)::integer from jobs.node where queue = $1 and seen_at >= $2";
}
