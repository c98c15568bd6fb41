-- One table holds every job from its enqueueing to the end of its retention. Waiting is run_at, retrying is pending with
-- attempt > 0: no second table, no stager.
create table jobs.job (
  id               uuid        primary key,
  queue            text        not null,
  kind             text        not null,
  subject          text,
  args             json        not null,
  priority         smallint    not null,
  lane             text,
  strict           boolean     not null default false,
  unique_key       text,
  unique_for_good  boolean     not null default false,
  state            text        not null,
  run_at           timestamptz not null,
  attempt          integer     not null default 0,
  max_attempts     integer     not null,
  epoch            integer     not null default 0,
  node             text,
  lease_until      timestamptz,
  cancel_requested boolean     not null default false,
  failure          text,
  created_at       timestamptz not null,
  started_at       timestamptz,
  finished_at      timestamptz,
  expires_at       timestamptz,

  constraint job_state_is_known check (state in ('pending', 'running', 'completed', 'discarded', 'cancelled')),
  constraint job_priority_in_range check (priority between 0 and 3),
  constraint job_strict_needs_a_lane check (lane is not null or not strict),
  constraint job_lease_while_running check ((state = 'running') = (node is not null and lease_until is not null)),
  constraint job_finish_is_dated check ((state in ('completed', 'discarded', 'cancelled')) = (finished_at is not null)),
  constraint job_only_finished_expire check (expires_at is null or finished_at is not null),
  constraint job_attempts_are_counted check (attempt >= 0 and max_attempts >= 1)
) with (autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.05);

comment on column jobs.job.subject is 'What the job is about, for people and for progress events; the engine gives it no meaning.';
comment on column jobs.job.args is 'json, not jsonb: written once, handed to the handler as it is, never searched.';
comment on column jobs.job.priority is '0 urgent, 1 high, 2 normal, 3 low.';
comment on column jobs.job.lane is 'Shares its limits with the jobs of the same queue and lane; null runs freely.';
comment on column jobs.job.strict is 'First in, first out, through retries: the job keeps its place in the lane until it is finished.';
comment on column jobs.job.attempt is 'Attempts started and not refunded (a snooze and a hand-back refund theirs).';
comment on column jobs.job.epoch is 'Rises with every lease, is never refunded: the fencing token. Who holds an older one can settle nothing.';
comment on column jobs.job.started_at is
  'Start of the last attempt; null before the first. In a strict lane who has started keeps a place until the end.';
comment on column jobs.job.failure is 'Why the last failed attempt failed, or why the job was discarded or cancelled.';

-- What may start now, in the order of starting. Priority comes before run_at, and the claim probes each priority by itself,
-- so that a million jobs of tomorrow stand behind the ones that are due and are never walked over.
create index job_ready on jobs.job (queue, priority, run_at, id) where state = 'pending' and lane is null;
create index job_lane_ready on jobs.job (queue, lane, priority, run_at, id) where state = 'pending' and lane is not null and not strict;
create index job_lane_in_order on jobs.job (queue, lane, id) where state = 'pending' and strict;
-- Those that keep a place in their strict lane while they wait for another attempt: few among many.
create index job_lane_keeps_place on jobs.job (queue, lane, id) where state = 'pending' and strict and started_at is not null;
-- Lapsed leases, for the rescuer; what runs in a lane, for the question why another job waits.
create index job_lease on jobs.job (lease_until) where state = 'running';
create index job_lane_running on jobs.job (queue, lane) where state = 'running' and lane is not null;
-- A key blocks while its job is unfinished, or for good.
create unique index job_unique on jobs.job (kind, unique_key)
  where unique_key is not null and (unique_for_good or state in ('pending', 'running'));
create index job_expiry on jobs.job (expires_at) where expires_at is not null;
-- Dead letters, newest first.
create index job_dead on jobs.job (finished_at desc, id desc) where state = 'discarded';
-- A lane with dead letters is not forgotten: replayed, they come back to it.
create index job_lane_dead on jobs.job (queue, lane) where state = 'discarded' and lane is not null;

-- The allowed changes of state, JobState's own list. The WHEN clause costs next to nothing: the function runs only to refuse.
create function jobs.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'job % cannot go from % to %', old.id, old.state, new.state using errcode = 'check_violation';
end $$;
create trigger job_allowed_changes before update of state on jobs.job for each row
  when (new.state <> old.state and (old.state, new.state) not in (
    ('pending', 'running'), ('pending', 'cancelled'),
    ('running', 'pending'), ('running', 'completed'), ('running', 'discarded'), ('running', 'cancelled'),
    ('discarded', 'pending')))
  execute function jobs.refuse_change();

-- Named results of a job's steps: a later attempt reads them instead of doing the work again. They leave with their job.
create table jobs.step (
  job_id      uuid        not null,
  name        text        not null,
  state       text        not null,
  result      json,
  attempt     integer     not null,
  started_at  timestamptz not null,
  finished_at timestamptz,
  primary key (job_id, name),
  constraint step_state_is_known check (state in ('running', 'completed', 'failed')),
  constraint step_finish_is_dated check ((state = 'running') = (finished_at is null)),
  constraint step_result_when_completed check (result is null or state = 'completed')
);

-- A lane's limits and what it uses of them.
create table jobs.lane (
  queue        text        not null,
  lane         text        not null,
  strict       boolean     not null default false,
  max_running  integer,
  max_starts   integer,
  period_ms    bigint,
  paused       boolean     not null default false,
  running      integer     not null default 0,
  starts       integer     not null default 0,
  period_start timestamptz,
  ready_at     timestamptz not null,
  touched_at   timestamptz not null,
  primary key (queue, lane),
  constraint lane_limits_are_positive check (max_running > 0 and max_starts > 0 and period_ms > 0),
  constraint lane_rate_is_whole check ((max_starts is null) = (period_ms is null)),
  constraint lane_counts_are_not_negative check (running >= 0 and starts >= 0)
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05);
comment on column jobs.lane.running is 'Places taken: running jobs; in a strict lane every job that has started and is not finished.';
comment on column jobs.lane.ready_at is
  'Never later than the moment the lane may next start a job; infinity while it is full, paused or empty. Its order is the lanes'' turn.';
create index lane_turn on jobs.lane (queue, ready_at) where ready_at < 'infinity';

-- Queues that people paused. A queue without a row runs.
create table jobs.pause (
  queue     text primary key,
  paused_at timestamptz not null
);

-- Who is able to work, and when it last said so.
create table jobs.node (
  node    text        not null,
  queue   text        not null,
  slots   integer     not null,
  seen_at timestamptz not null,
  primary key (node, queue)
);

-- Changes of the counts by queue and state, added by every statement that changes jobs, folded together now and then:
-- the sum is exact at any moment, and costs a few rows to read.
create table jobs.tally (
  queue text    not null,
  state text    not null,
  n     bigint  not null
);
create function jobs.count_added() returns trigger language plpgsql as $$
begin
  insert into jobs.tally select queue, state, count(*) from added group by queue, state;
  return null;
end $$;
create function jobs.count_removed() returns trigger language plpgsql as $$
begin
  insert into jobs.tally select queue, state, -count(*) from removed group by queue, state;
  return null;
end $$;
create function jobs.count_changed() returns trigger language plpgsql as $$
begin
  insert into jobs.tally
  select queue, state, sum(n) from (
    select queue, state, -count(*) as n from removed group by queue, state
    union all
    select queue, state, count(*) from added group by queue, state) changes
  group by queue, state having sum(n) <> 0;
  return null;
end $$;
create trigger job_added after insert on jobs.job referencing new table as added
  for each statement execute function jobs.count_added();
create trigger job_removed after delete on jobs.job referencing old table as removed
  for each statement execute function jobs.count_removed();
create trigger job_changed after update on jobs.job referencing old table as removed new table as added
  for each statement execute function jobs.count_changed();
