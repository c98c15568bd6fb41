package dev.stashline.jobs;

/**
 * The statements of the engine itself, named after {@link PostgresJobStore}'s verbs: they run for
 * every job, or by themselves. Times are parameters; arrays carry one element a job.
 */
final class JobSql {
  private JobSql() {}

  /**
   * $1 ids, $2 queues, $3 kinds, $4 subjects, $5 args, $6 priorities, $7 lanes, $8 strict, $9
   * unique keys, $10 unique for good, $11 run times, $12 max attempts, $13 whether a slot of this
   * node starts it at once, $14 node, $15 now, $16 lease until, $17 max running, $18 max starts,
   * $19 period ms (of the lane), $20 whether it inherits a place in the lane. Returns (id, null) of
   * those that were stored, and (null, queue) of paused queues, whose jobs wait even if a slot was
   * ready.
   */
  static final String ENQUEUE =
      """
      with paused as materialized (select queue from jobs.pause),
      new as (
        select n.*, slot and n.queue not in (select queue from paused) as here
        from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::smallint[], $7::text[], $8::boolean[],
          $9::text[], $10::boolean[], $11::timestamptz[], $12::integer[], $13::boolean[], $17::integer[], $18::integer[], $19::bigint[], $20::boolean[])
          as n(id, queue, kind, subject, args, priority, lane, strict, unique_key, unique_for_good, run_at, max_attempts, slot,
            max_running, max_starts, period_ms, inherits)),
      stored as (
        insert into jobs.job (id, queue, kind, subject, args, priority, lane, strict, unique_key, unique_for_good, run_at,
          max_attempts, created_at, state, attempt, epoch, node, lease_until, started_at)
        select id, queue, kind, subject, args::json, priority, lane, strict, unique_key, unique_for_good, run_at, max_attempts, $15,
          case when here then 'running' else 'pending' end, here::integer, here::integer,
          case when here then $14 end, case when here then $16::timestamptz end,
          case when here or inherits then $15::timestamptz end
        from new order by unique_key on conflict do nothing returning id, queue, lane, run_at),
      touched as (
        insert into jobs.lane (queue, lane, strict, max_running, max_starts, period_ms, running, ready_at, touched_at)
        select distinct on (n.queue, n.lane) n.queue, n.lane, n.strict,
          case when inherits then l.max_running else n.max_running end,
          case when inherits then l.max_starts else n.max_starts end,
          case when inherits then l.period_ms else n.period_ms end,
          count(*) filter (where inherits) over (partition by n.queue, n.lane),
          min(s.run_at) over (partition by n.queue, n.lane), $15
        from stored s join new n on n.id = s.id left join jobs.lane l on l.queue = n.queue and l.lane = n.lane
        where n.lane is not null order by n.queue, n.lane, inherits, n.id desc
        on conflict (queue, lane) do update set
          strict = excluded.strict, max_running = excluded.max_running, max_starts = excluded.max_starts,
          period_ms = excluded.period_ms, running = lane.running + excluded.running, touched_at = excluded.touched_at,
          ready_at = least(lane.ready_at, excluded.ready_at))
      select id, null as paused from stored union all select null, queue from paused""";

  /**
   * The arguments of {@link #ENQUEUE}, for jobs without unique key and lane: nothing can refuse
   * them, so the costly watch for conflicts is left out. Returns the paused queues.
   */
  static final String ENQUEUE_PLAIN =
      """
      with paused as materialized (select queue from jobs.pause),
      stored as (
        insert into jobs.job (id, queue, kind, subject, args, priority, run_at, max_attempts, created_at, state, attempt, epoch,
          node, lease_until, started_at)
        select id, queue, kind, subject, args::json, priority, run_at, max_attempts, $7,
          case when here then 'running' else 'pending' end, here::integer, here::integer,
          case when here then $10 end, case when here then $11::timestamptz end, case when here then $7::timestamptz end
        from (
          select n.*, slot and queue not in (select queue from paused) as here
          from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::smallint[], $8::timestamptz[], $9::integer[],
            $12::boolean[]) as n(id, queue, kind, subject, args, priority, run_at, max_attempts, slot)) new)
      select queue from paused""";

  /**
   * $1 ids of jobs that were not stored, $2 their kinds, $3 their unique keys (or null). Returns
   * (id, the stored job that has this id or holds this key).
   */
  static final String KEY_HOLDERS =
      """
      with refused as (select * from unnest($1::uuid[], $2::text[], $3::text[]) r(id, kind, unique_key))
      select r.id, j.id from refused r join jobs.job j on j.kind = r.kind and j.unique_key = r.unique_key
        and (j.unique_for_good or j.state in ('pending', 'running'))
      union all
      select r.id, j.id from refused r join jobs.job j on j.id = r.id""";

  /**
   * $1 queue, $2 node, $3 now, $4 lease until, $5 priorities in the order of service, $6 at most.
   * By ctid, because the row is locked already and need not be looked up a second time. A row that
   * was changed in that very moment is not found again, and left to the next claim.
   */
  static final String CLAIM =
      """
      update jobs.job set state = 'running', node = $2, lease_until = $4, started_at = $3, attempt = attempt + 1, epoch = epoch + 1
      where ctid = any (array(
        select due.place from unnest($5::smallint[]) p(priority) cross join lateral (
          select ctid as place from jobs.job
          where queue = $1 and priority = p.priority and state = 'pending' and lane is null and run_at <= $3
          order by run_at, id limit $6 for update skip locked) due
        where not exists (select 1 from jobs.pause where queue = $1)
        limit $6))
      returning\s"""
          + JobRows.CLAIMED;

  /**
   * $1 queue, $2 node, $3 now, $4 lease until, $5 priorities in the order of service, $6 at most.
   */
  static final String CLAIM_LANES =
      "select "
          + JobRows.CLAIMED
          + """
           from jobs.claim_lanes($1, $2, $3, $4, $6, $5::smallint[])
          where not exists (select 1 from jobs.pause where queue = $1)""";

  /**
   * $1 queue, $2 node, $3 now, $4 lease until, $5 at most, $6 priorities, $7 lanes. In the
   * transaction that has just inserted into these lanes.
   */
  static final String CLAIM_TOUCHED =
      "select "
          + JobRows.CLAIMED
          + """
           from jobs.claim_lanes($1, $2, $3, $4, $5, $6::smallint[], $7::text[])
          where not exists (select 1 from jobs.pause where queue = $1)""";

  /**
   * $1 queue, $2 priorities. The earliest run time that waits, in the queue itself or in its lanes.
   */
  static final String NEXT_RUN_AT =
      """
      select min(at) from (
        (select next.run_at as at from unnest($2::smallint[]) p(priority) cross join lateral (
          select run_at from jobs.job where queue = $1 and priority = p.priority and state = 'pending' and lane is null
          order by run_at, id limit 1) next)
        union all
        (select ready_at from jobs.lane where queue = $1 and ready_at < 'infinity' and not paused order by ready_at limit 1)) waiting
      where not exists (select 1 from jobs.pause where queue = $1)""";

  /**
   * $1 ids, $2 epochs, $3 states, $4 run times (of those that go back), $5 attempts refunded, $6
   * failures, $7 expiries (null for a finished job: remove it now), $8 now. A job that goes back
   * although its cancel was asked for is due at once, to be cancelled. Returns the ids whose lease
   * held.
   */
  static final String SETTLE =
      """
      with verdict as (
        select * from unnest($1::uuid[], $2::integer[], $3::text[], $4::timestamptz[], $5::integer[], $6::text[], $7::timestamptz[])
          as v(id, epoch, state, run_at, refund, failure, expires_at)),
      kept as (
        update jobs.job j set state = v.state, attempt = j.attempt - v.refund,
          run_at = case when v.state = 'pending' and j.cancel_requested then $8 else coalesce(v.run_at, j.run_at) end,
          failure = coalesce(v.failure, j.failure), node = null, lease_until = null,
          finished_at = case when v.state <> 'pending' then $8::timestamptz end, expires_at = v.expires_at
        from verdict v
        where j.id = v.id and j.epoch = v.epoch and j.lease_until is not null and (v.state = 'pending' or v.expires_at is not null)
        returning j.id, j.queue, j.lane, j.strict, j.state, j.run_at),
      removed as (
        delete from jobs.job j using verdict v
        where j.id = v.id and j.epoch = v.epoch and j.lease_until is not null and v.state <> 'pending' and v.expires_at is null
        returning j.id, j.queue, j.lane, j.strict, v.state, j.run_at),
      held as (select * from kept union all select * from removed),
      freed as (
        select queue, lane, count(*) filter (where not strict or state <> 'pending') as places,
          min(case when strict and state = 'pending' then run_at else $8 end) as ready_at
        from held where lane is not null group by queue, lane),
      locked as materialized (
        select queue, lane from jobs.lane where (queue, lane) in (select queue, lane from freed) order by queue, lane for update),
      made_ready as (
        update jobs.lane l set running = greatest(0, l.running - f.places), ready_at = least(l.ready_at, f.ready_at), touched_at = $8
        from freed f join locked using (queue, lane) where l.queue = f.queue and l.lane = f.lane)
      select id from held""";

  /**
   * $1 node, $2 ids, $3 epochs, $4 lease until. Returns (id, cancel requested) of those that still
   * hold.
   */
  static final String RENEW =
      """
      update jobs.job j set lease_until = $4 from unnest($2::uuid[], $3::integer[]) h(id, epoch)
      where j.id = h.id and j.epoch = h.epoch and j.lease_until is not null and j.node = $1
      returning j.id, j.cancel_requested""";

  /** $1 node, $2 kinds, $3 lapsed before, $4 lease until, $5 at most. */
  static final String RESCUE =
      """
      update jobs.job set node = $1, lease_until = $4, epoch = epoch + 1
      where id = any (array(
        select id from jobs.job where state = 'running' and lease_until < $3 and kind = any ($2)
        order by lease_until limit $5 for update skip locked))
      returning\s"""
          + JobRows.CLAIMED;

  /** $1 node, $2 queues, $3 slots, $4 now. */
  static final String PRESENT =
      """
      insert into jobs.node (node, queue, slots, seen_at)
      select $1, q.queue, q.slots, $4 from unnest($2::text[], $3::integer[]) q(queue, slots)
      on conflict (node, queue) do update set slots = excluded.slots, seen_at = excluded.seen_at""";

  /** $1 node. */
  static final String ABSENT = "delete from jobs.node where node = $1";

  /** $1 now, $2 at most. */
  static final String PRUNE =
      """
      with gone as (
        delete from jobs.job where id = any (array(
          select id from jobs.job where expires_at <= $1 order by expires_at limit $2 for update skip locked)) returning id),
      steps as (delete from jobs.step where job_id in (select id from gone))
      select count(*)::integer from gone""";

  static final String FOLD_COUNTS =
      """
      with folded as (delete from jobs.tally returning queue, state, n)
      insert into jobs.tally select queue, state, sum(n) from folded group by queue, state having sum(n) <> 0""";

  /** $1 not seen since, by real time. */
  static final String FORGET_NODES = "delete from jobs.node where seen_at < $1";

  /** $1 ids, $2 now. Waiting jobs run now; returns their queues. */
  static final String RUN_NOW =
      """
      with held as (select id from jobs.job where id = any ($1::uuid[]) and state = 'pending' order by id for update),
      due as (
        update jobs.job j set run_at = $2 from held h where j.id = h.id returning j.queue, j.lane),
      made_ready as (
        update jobs.lane l set ready_at = least(l.ready_at, $2) from due d where l.queue = d.queue and l.lane = d.lane)
      select distinct queue from due""";
}
