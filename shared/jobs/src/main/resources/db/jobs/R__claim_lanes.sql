-- Claims at most p_want due jobs of a queue's lanes, each lane within its limits, the lane that has waited longest first.
--
--   lock the ready lanes  ──▶  pick their due jobs  ──▶  start them  ──▶  say when each lane is ready again
--
-- A function and not one statement, because each of its statements sees what was committed before it: once a lane is
-- locked, whoever enqueued into it is either visible or waits to touch the lane after us. So ready_at is never set later
-- than the truth, and no job is forgotten.
--
-- p_want   at most so many jobs        p_priorities  the order in which priorities are served
-- p_now    the engine's clock          p_lease       until when the claim holds
-- p_only   these lanes; null for all: an insert starts at once what may start, in its own transaction
drop function if exists jobs.claim_lanes(text, text, timestamptz, timestamptz, integer, smallint[]);
create or replace function jobs.claim_lanes(
  p_queue text, p_node text, p_now timestamptz, p_lease timestamptz, p_want integer, p_priorities smallint[],
  p_only text[] default null)
returns setof jobs.job language plpgsql as $$
declare
  lanes jobs.lane[];
  picked uuid[];
  newcomers uuid[];
  quota integer;
begin
  select array_agg(ready) into lanes from (
    select l from jobs.lane l
    where l.queue = p_queue and l.ready_at <= p_now and not l.paused and (p_only is null or l.lane = any (p_only))
    order by l.ready_at limit p_want for update skip locked) as r(ready);
  if lanes is null then
    return;
  end if;
  -- Nobody takes more than a fair share of this claim while others wait for their turn.
  quota := ceil(p_want::numeric / cardinality(lanes));

  select array_agg(id), array_agg(id) filter (where not keeps_place) into picked, newcomers from (
    select due.id, due.keeps_place
    from unnest(lanes) l
    cross join lateral (
      select greatest(0, least(quota,
        coalesce(case when l.period_start + l.period_ms * interval '1 ms' > p_now
                      then l.max_starts - l.starts else l.max_starts end, quota))) as starts_left,
        greatest(0, coalesce(l.max_running - l.running, quota)) as places_left) room
    cross join lateral (
      -- First the jobs that keep a place, wherever their ids stand.
      (select k.id, true as keeps_place from (
         select id from jobs.job
         where queue = p_queue and lane = l.lane and state = 'pending' and strict and started_at is not null and run_at <= p_now
         order by id limit starts_left for update skip locked) k)
      union all
      -- Then newcomers: strict ones, none of which may pass another, and free ones by priority. A lane has both kinds only
      -- after it was changed.
      (select id, false from (
         (select j.id from (
            select c.id, bool_and(c.run_at <= p_now) over (order by c.id) as nobody_before
            from (select id, run_at from jobs.job
                  where queue = p_queue and lane = l.lane and state = 'pending' and strict and started_at is null
                  order by id limit least(starts_left, places_left) for update skip locked) c) j
          where j.nobody_before order by j.id)
         union all
         (select j.id from unnest(p_priorities) p(priority) cross join lateral (
            select id from jobs.job
            where queue = p_queue and lane = l.lane and priority = p.priority and state = 'pending'
              and lane is not null and not strict and run_at <= p_now
            order by run_at, id limit least(starts_left, places_left) for update skip locked) j
          limit least(starts_left, places_left))) newcomer
       limit least(starts_left, places_left))
      limit starts_left) due
    limit p_want) chosen;

  return query
    update jobs.job j
    set state = 'running', node = p_node, lease_until = p_lease, started_at = p_now, attempt = j.attempt + 1, epoch = j.epoch + 1
    where j.id = any (picked) returning j.*;

  update jobs.lane l
  set running = l.running + started.places,
      period_start = case when started.n = 0 or l.period_start + l.period_ms * interval '1 ms' > p_now then l.period_start else p_now end,
      starts = case when l.period_start + l.period_ms * interval '1 ms' > p_now then l.starts + started.n else started.n end,
      touched_at = p_now,
      ready_at = case
        when l.period_start + l.period_ms * interval '1 ms' > p_now and l.starts + started.n >= l.max_starts
          then l.period_start + l.period_ms * interval '1 ms'
        when started.n >= l.max_starts then p_now + l.period_ms * interval '1 ms'
        when started.n >= quota then p_now
        else coalesce(jobs.lane_next(p_queue, l.lane, l.max_running <= l.running + started.places, p_priorities), 'infinity')
      end
  from (
    select mine.lane, count(j.id) as n, count(j.id) filter (where j.id = any (newcomers)) as places
    from unnest(lanes) mine left join jobs.job j on j.id = any (picked) and j.lane = mine.lane
    group by mine.lane) started
  where l.queue = p_queue and l.lane = started.lane;
end $$;

-- When the earliest waiting job of a lane may start, null for none. In a full lane only the jobs that keep a place count.
create or replace function jobs.lane_next(p_queue text, p_lane text, p_full boolean, p_priorities smallint[])
returns timestamptz language sql stable as $$
  select min(run_at) from (
    (select run_at from jobs.job
     where queue = p_queue and lane = p_lane and state = 'pending' and strict and started_at is not null)
    union all
    (select run_at from jobs.job
     where p_full is not true and queue = p_queue and lane = p_lane and state = 'pending' and strict and started_at is null
     order by id limit 1)
    union all
    select next.run_at from unnest(p_priorities) p(priority) cross join lateral (
      select run_at from jobs.job
      where p_full is not true and queue = p_queue and lane = p_lane and priority = p.priority and state = 'pending'
        and lane is not null and not strict
      order by run_at, id limit 1) next) waiting
$$;
