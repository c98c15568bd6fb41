-- Messages that come again and again.
create table broker.schedule (
  account        text        not null references broker.account on delete cascade,
  id             text        not null,
  cron           text        not null,
  destination    text        not null,
  settings       json        not null,
  body           bytea       not null,
  caller_ip      text,
  missed_runs    text        not null,
  overlap        text        not null,
  paused         boolean     not null default false,
  created_at     timestamptz not null,
  next_at        timestamptz,
  last_at        timestamptz,
  last_messages  uuid[]      not null default '{}',
  error          text,
  skipped        bigint      not null default 0,
  missed         bigint      not null default 0,
  late_millis    bigint,
  latest_millis  bigint,
  primary key (account, id),
  constraint schedule_missed_runs_are_known check (missed_runs in ('latest', 'skip', 'all')),
  constraint schedule_overlap_is_known check (overlap in ('allow', 'skip'))
) with (fillfactor = 70);
comment on column broker.schedule.settings is 'The publish headers, as in broker.message.';
comment on column broker.schedule.next_at is 'The next occurrence; moved on in the transaction that stores the messages of this one, so that none fires twice. Null: never again.';
comment on column broker.schedule.late_millis is 'How late the last occurrence was; latest_millis: the worst so far.';
create index schedule_due on broker.schedule (next_at) where next_at is not null and not paused;
