-- How the receivers are: one row for an account and a scheme, host and port. Written at a bounded rate, many rows at a time;
-- a delivery to an endpoint that is well reads and writes nothing here.
--
--   closed ──failures enough, for long enough──▶ open ──next_probe_at, one at a time──▶ probing ──▶ recovering ──ramp is over──▶ closed
--                                                  ▲                                      │ failed       │ failed again
--                                                  └──────────────────────────────────────┴──────────────┘
create table broker.endpoint (
  account          text             not null,
  endpoint         text             not null,
  state            text             not null default 'closed',
  failures         integer          not null default 0,
  failing_since    timestamptz,
  changed_at       timestamptz,
  pause_ms         bigint,
  next_probe_at    timestamptz,
  probe_lease      timestamptz,
  next_start_at    timestamptz,
  recent_attempts  double precision not null default 0,
  recent_successes double precision not null default 0,
  recent_millis    double precision not null default 0,
  last_error       text,
  last_failed_at   timestamptz,
  last_alive_at    timestamptz,
  updated_at       timestamptz      not null,
  primary key (account, endpoint),
  constraint endpoint_state_is_known check (state in ('closed', 'open', 'probing', 'recovering')),
  constraint endpoint_failing_is_dated check (failures = 0 or failing_since is not null),
  constraint endpoint_pause_is_dated check (state = 'closed' or (changed_at is not null and pause_ms is not null and next_probe_at is not null)),
  constraint endpoint_probe_is_leased check ((state = 'probing') = (probe_lease is not null)),
  constraint endpoint_ramp_is_dated check ((state = 'recovering') = (next_start_at is not null))
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05);
comment on column broker.endpoint.failures is 'In a row, over all nodes: no response, 5xx or 429. Anything else is a sign of life.';
comment on column broker.endpoint.probe_lease is 'By the database''s own clock: it says that the probing process lives, whatever time the broker has.';
comment on column broker.endpoint.next_start_at is 'While the backlog is let out: when the next message may start, over all nodes.';
comment on column broker.endpoint.recent_attempts is 'Fades to a half in five minutes, as do the successes and the time they took together.';
-- What nodes look at twice a second: nearly always nothing.
create index endpoint_unwell on broker.endpoint (account, endpoint) where state <> 'closed' or failures > 0;
