-- A run of a workflow: what its trigger said holds for all its messages.
create table broker.workflow_run (
  id               uuid        primary key,
  account          text        not null,
  run_id           text        not null,
  url              text        not null,
  host             text        not null,
  path             text        not null,
  settings         json        not null,
  features         text[]      not null,
  labels           text[]      not null,
  flow_key         text,
  caller_ip        text,
  invoker          json,
  state            text        not null default 'active',
  steps            integer     not null default 0,
  result           bytea,
  failed_message   uuid,
  failure_callback uuid,
  created_at       timestamptz not null,
  ended_at         timestamptz,
  expires_at       timestamptz,
  constraint workflow_run_state_is_known check (state in ('active', 'completed', 'failed', 'cancelled')),
  constraint workflow_run_end_is_dated check ((state = 'active') = (ended_at is null) and (state = 'active') = (expires_at is null)),
  constraint workflow_run_steps_are_counted check (steps >= 0),
  constraint workflow_run_failure_is_of_a_message check (failed_message is null or state = 'failed')
) with (fillfactor = 80);
comment on column broker.workflow_run.run_id is 'As the client names it. Two runs may bear it one after the other, not side by side.';
comment on column broker.workflow_run.settings is 'The trigger''s headers that later messages of the run take over.';
comment on column broker.workflow_run.invoker is 'Who waits for the result: run, URL, headers and step to publish when this run ends.';
comment on column broker.workflow_run.failure_callback is 'The message that tells of the failure; its own fate is the failure function''s.';
comment on column broker.workflow_run.expires_at is 'When the row goes; until then an end that is repeated is recognised.';
create unique index workflow_run_active on broker.workflow_run (account, run_id) where state = 'active';
create index workflow_run_named on broker.workflow_run (account, run_id, created_at);
create index workflow_run_newest on broker.workflow_run (account, created_at, id);
create index workflow_run_failure on broker.workflow_run (failure_callback) where failure_callback is not null;
create index workflow_run_expiry on broker.workflow_run (expires_at) where expires_at is not null;

-- The messages of a run in their order of arrival; a message's body is the step.
create table broker.workflow_step (
  run        uuid    not null references broker.workflow_run on delete cascade,
  position   integer not null,
  message_id uuid    not null,
  call_type  text    not null,
  copied     boolean not null default false,
  primary key (run, position),
  constraint workflow_step_call_is_known check (call_type in ('step', 'toCallback', 'fromCallback'))
);
comment on column broker.workflow_step.copied is 'Taken over from the run that this one resumes: the message is delivered already.';
create index workflow_step_message on broker.workflow_step (message_id);

-- Steps that wait for an event. Who deletes the row publishes the step: a notify, or the time-out's job of the same id.
create table broker.waiter (
  id         uuid        primary key,
  account    text        not null,
  run        uuid        not null references broker.workflow_run on delete cascade,
  run_id     text        not null,
  event_id   text        not null,
  step_key   text        not null,
  request    json        not null,
  deadline   timestamptz not null,
  created_at timestamptz not null,
  constraint waiter_waits_once unique (run, event_id, step_key)
);
create index waiter_event on broker.waiter (account, event_id, created_at);

-- Events told to a run before it waited for them.
create table broker.event (
  id         uuid        primary key,
  account    text        not null,
  run_id     text        not null,
  event_id   text        not null,
  data       bytea       not null,
  expires_at timestamptz not null
);
create index event_named on broker.event (account, run_id, event_id, id);
create index event_expiry on broker.event (expires_at);

alter table broker.dead_letter add column workflow_run uuid;
comment on column broker.dead_letter.workflow_run is 'The run that ended with this letter; null for a message outside of runs.';
create index dead_letter_run on broker.dead_letter (workflow_run) where workflow_run is not null;
