-- Names for several URLs: what is published to the name goes to each of them.
create table broker.url_group (
  account    text        not null references broker.account on delete cascade,
  name       text        not null,
  endpoints  json        not null,
  headers    json        not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (account, name)
);
comment on column broker.url_group.endpoints is 'An array of {url, name?} in the order of delivery. Read and written whole, and never searched: so no table of its own.';
comment on column broker.url_group.headers is 'Settings and forwarded headers of every publish to the group, name to values; a publish''s own win.';
