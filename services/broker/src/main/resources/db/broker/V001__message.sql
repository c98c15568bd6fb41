-- Who may use the broker, and the keys its deliveries are signed with.
create table broker.account (
  id          text        primary key,
  token_hash  bytea       not null unique,
  current_key text        not null,
  next_key    text        not null,
  configured  bytea       not null,
  created_at  timestamptz not null
);
comment on column broker.account.token_hash is 'SHA-256: the token itself is not kept.';
comment on column broker.account.configured is 'Hash of the keys as the settings had them: a rotation holds until the settings change.';

-- A published message. Its id is the id of its broker.deliver job.
create table broker.message (
  id             uuid        primary key,
  account        text        not null,
  url            text        not null,
  host           text        not null,
  path           text        not null,
  settings       json        not null,
  body           bytea       not null,
  labels         text[]      not null,
  caller_ip      text,
  state          text        not null default 'active',
  retried        integer     not null default 0,
  created_at     timestamptz not null,
  not_before     timestamptz not null,
  readable_until timestamptz,
  expires_at     timestamptz,
  constraint message_state_is_known check (state in ('active', 'delivered', 'failed', 'cancelled')),
  constraint message_end_is_dated check ((state = 'active') = (readable_until is null) and (state = 'active') = (expires_at is null)),
  constraint message_retries_are_counted check (retried >= 0)
) with (fillfactor = 80);
comment on column broker.message.settings is 'The publish headers, canonical name to values; read back by the code that read the request.';
comment on column broker.message.retried is 'Attempts that were made and failed; one that was cut off by a crash does not count.';
comment on column broker.message.readable_until is 'An ended message can be looked up so long; after that only the log and the dead-letter queue show it.';
comment on column broker.message.expires_at is 'When the row goes: not before its log lines and its dead letter.';
-- What can be cancelled; what is to be removed.
create index message_active on broker.message (account, created_at) where state = 'active';
create index message_expiry on broker.message (expires_at) where expires_at is not null;

-- What happened to messages. A partition a day, made ahead by the broker, so that old lines leave by dropping one.
create sequence broker.log_seq;
create table broker.log (
  time            timestamptz not null,
  seq             bigint      not null default nextval('broker.log_seq'),
  account         text        not null,
  message_id      uuid        not null,
  state           text        not null,
  next_delivery   timestamptz,
  error           text,
  response_status integer,
  response_header json,
  response_body   bytea
) partition by range (time);
create index log_newest on broker.log (account, time desc, seq desc);
create index log_message on broker.log (message_id, time, seq);

-- Messages that were given up, until somebody retries or deletes them.
create sequence broker.dead_letter_counter;
create table broker.dead_letter (
  millis          bigint      not null,
  counter         bigint      not null default nextval('broker.dead_letter_counter'),
  account         text        not null,
  message_id      uuid        not null,
  response_status integer     not null,
  response_header json        not null,
  response_body   bytea       not null,
  expires_at      timestamptz not null,
  primary key (millis, counter)
);
comment on column broker.dead_letter.response_status is '0 when there was no response; the body is then the error as text.';
create index dead_letter_account on broker.dead_letter (account, millis, counter);
create index dead_letter_message on broker.dead_letter (message_id);
create index dead_letter_expiry on broker.dead_letter (expires_at);

-- Which deduplication ids were used lately, and by which message.
create table broker.dedup (
  account     text        not null,
  key         text        not null,
  message_id  uuid        not null,
  valid_until timestamptz not null,
  primary key (account, key)
);
create index dedup_expiry on broker.dedup (valid_until);
