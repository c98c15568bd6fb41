-- Queues: their messages are delivered in order. The order itself is a strict lane of the engine.
create table broker.queue (
  account     text        not null references broker.account on delete cascade,
  name        text        not null,
  parallelism integer     not null,
  paused      boolean     not null default false,
  created_at  timestamptz not null,
  updated_at  timestamptz not null,
  primary key (account, name),
  constraint queue_parallelism_is_positive check (parallelism > 0)
);
create index message_queue on broker.message (account, queue_name) where state = 'active' and queue_name is not null;

-- Keys whose messages share limits. What is used of them is counted by a lane of the engine.
create table broker.flow_key (
  account            text        not null references broker.account on delete cascade,
  key                text        not null,
  parallelism        integer,
  rate               integer,
  period_seconds     bigint      not null,
  pinned_parallelism boolean     not null default false,
  pinned_rate        boolean     not null default false,
  paused             boolean     not null default false,
  used_at            timestamptz not null,
  primary key (account, key),
  constraint flow_key_limits_are_positive check (parallelism > 0 and rate > 0 and period_seconds > 0)
);
comment on column broker.flow_key.pinned_rate is 'Messages change the rate and its period no more.';
create index message_flow_key on broker.message (account, flow_key) where state = 'active' and flow_key is not null;
