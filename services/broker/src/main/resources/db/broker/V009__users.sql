-- Users that are made by `./stashline token --broker`, beside those of the settings.
alter table broker.account
  alter column token_hash drop not null,
  alter column configured drop not null;
comment on column broker.account.token_hash is 'Of the token that the settings give the user (SHA-256); null for a user who has only tokens of broker.token.';
comment on column broker.account.configured is 'Hash of the keys as the settings had them: a rotation holds until the settings change. Null for a user who is not of the settings.';

-- What they show. Several a user, so that a new one is in use everywhere before the old one goes.
create table broker.token (
  id         text        primary key,
  account    text        not null references broker.account on delete cascade,
  hash       bytea       not null unique,
  read_only  boolean     not null,
  created_at timestamptz not null
);
comment on column broker.token.id is 'Names the token for people, who do not have it; tells nothing of it.';
comment on column broker.token.hash is 'SHA-256: the token itself is not kept.';
create index token_account on broker.token (account);
