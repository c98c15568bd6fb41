-- `select broker.publish(…)`: a program publishes inside its own transaction in this database, without HTTP and without an outbox
-- of its own.
--
--   caller's transaction: own rows + broker.publish ─▶ broker.intake, notify ─▶ commit ─▶ any node: messages and jobs, intake row
--                                                                                          gone, one commit ─▶ delivery
--
-- Not a job of the engine: jobs run side by side, and what is published to a queue has to keep its order.
create table broker.intake (
  position    bigint      primary key generated always as identity,
  id          uuid        not null,
  account     text        not null,
  destination text        not null,
  headers     jsonb       not null,
  body        bytea       not null,
  called_at   timestamptz not null
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);
comment on table broker.intake is 'What was published by SQL and is not taken over yet: empty but for moments.';
comment on column broker.intake.id is 'Of the message, or of the first message where a URL group makes several.';
comment on column broker.intake.called_at is 'By Postgres'' clock: delays count from here, however long no broker runs.';

-- What the brokers' settings allow, so that publish refuses at once what they would.
create table broker.publish_limit (
  only_row boolean primary key default true,
  max_body bigint  not null,
  constraint publish_limit_is_one_row check (only_row)
);

-- Time-ordered as the broker's own (version 7), in microseconds: calls of one transaction are in order.
create function broker.new_message_id() returns uuid language sql volatile set search_path = pg_catalog, pg_temp as $$
  select (lpad(to_hex(micros / 1000), 12, '0') || '7' || lpad(to_hex(micros % 1000 * 4096 / 1000), 3, '0')
    || substr(replace(gen_random_uuid()::text, '-', ''), 17))::uuid
  from (select (extract(epoch from clock_timestamp()) * 1000000)::bigint as micros) as now
$$;

-- The id as the API shows it: msg_ and 26 digits of 0-9a-v, five bits each.
create function broker.message_id(id uuid) returns text language sql immutable set search_path = pg_catalog, pg_temp as $$
  select 'msg_' || string_agg(
    substr('0123456789abcdefghijklmnopqrstuv', substring(bits from n * 5 + 1 for 5)::bit(5)::integer + 1, 1), '' order by n)
  from (select B'00' || ('x' || replace(id::text, '-', ''))::bit(128) as bits) as id, generate_series(0, 25) as digit (n)
$$;

-- Refuses a header that can be seen to be wrong. What only the broker can see to be wrong becomes a dead letter.
create function broker.check_publish_header(name text, value text) returns void language plpgsql immutable
set search_path = pg_catalog, pg_temp as $$
declare
  setting text := lower(name);
  wanted text;
begin
  if name !~ '^[!#$%&''*+.^_`|~0-9A-Za-z-]+$' then
    raise exception 'broker.publish: a header has no valid name: %', quote_literal(left(name, 100)) using errcode = 'invalid_parameter_value';
  end if;
  if value ~ '[\x01-\x08\x0a-\x1f\x7f]' then
    raise exception 'broker.publish: the header % has a control character', name using errcode = 'invalid_parameter_value';
  end if;
  if setting <> 'content-type' and setting not like 'upstash-%' then
    raise exception 'broker.publish: the header % means nothing here', name using errcode = 'invalid_parameter_value',
      hint = format('To send it to the receiver, call it Upstash-Forward-%s.', name);
  end if;
  if setting in ('upstash-cron', 'upstash-schedule-id') or setting like 'upstash-workflow-%' then
    raise exception 'broker.publish: the header % is not for messages that are published by SQL', name
      using errcode = 'invalid_parameter_value';
  end if;
  wanted := case
    when setting in ('upstash-delay', 'upstash-timeout') and value !~ '^\s*([0-9]+|([0-9]+[smhd])+)\s*$'
      then 'a duration such as 50s, 3m, 10h or 1d10h30m'
    when setting = 'upstash-retries' and value !~ '^\s*[0-9]+\s*$' then 'a whole number'
    when setting = 'upstash-not-before' and value !~ '^\s*[0-9]+\s*$' then 'Unix time in seconds'
    when setting = 'upstash-method' and upper(trim(value)) not in ('GET', 'POST', 'PUT', 'PATCH', 'DELETE')
      then 'GET, POST, PUT, PATCH or DELETE'
    when setting in ('upstash-callback', 'upstash-failure-callback') and value !~* '^\s*https?://' then 'a URL with http:// or https://'
    when setting = 'upstash-queue-name' and (value !~ '^[A-Za-z0-9._-]+$' or length(value) > 256) then 'a queue''s name'
  end;
  if wanted is not null then
    raise exception 'broker.publish: the header % must be %', name, wanted using errcode = 'invalid_parameter_value';
  end if;
end $$;

-- Publishes in the caller's transaction: it is delivered if that commits, and never was if not.
--
-- account      the user's name; `default` for the user of BROKER_TOKEN
-- destination  a URL, or the name of a URL group of the user
-- body         bytes as they are, or text as UTF-8; null for none
-- headers      as over HTTP, name to value or to an array of values; Upstash-Queue-Name puts it into that queue
--
-- Returns the message's id; for a URL group, that of the first endpoint's message. For a duplicate it is the id of no message.
create function broker.publish(account text, destination text, body bytea, headers jsonb default '{}')
returns text language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  header record;
  most bigint := coalesce((select l.max_body from broker.publish_limit l), 10000000);
  message uuid := broker.new_message_id();
  port text;
begin
  if account is null or not exists (select from broker.account a where a.id = publish.account) then
    raise exception 'broker.publish: there is no user %', coalesce(quote_literal(left(account, 100)), 'null')
      using errcode = 'invalid_parameter_value',
      hint = './stashline token --broker NAME makes a user; that of BROKER_TOKEN is called default.';
  end if;

  if coalesce(destination, '') = '' then
    raise exception 'broker.publish: the destination is empty' using errcode = 'invalid_parameter_value';
  elsif length(destination) > 8192 then
    raise exception 'broker.publish: the destination is longer than 8192 characters' using errcode = 'invalid_parameter_value';
  elsif destination ~ '^[A-Za-z0-9._-]+$' and length(destination) <= 256 then
    if not exists (select from broker.url_group g where g.account = publish.account and g.name = destination) then
      raise exception 'broker.publish: the destination % is neither a URL nor a URL group of the user', quote_literal(destination)
        using errcode = 'invalid_parameter_value', hint = 'A URL begins with http:// or https://.';
    end if;
  else
    port := substring(destination from '(?i)^https?://[^/?#]*:([0-9]+)(?:[/?#]|$)');
    if destination !~* '^https?://([^/?#]*@)?([a-z0-9._-]+|\[[0-9a-f.:]*:[0-9a-f.:]*\])(:[0-9]{0,5})?([/?#]|$)'
      or destination ~ '[^!-~]' or strpos(destination, '\') > 0 or port::integer not between 1 and 65535
    then
      raise exception 'broker.publish: the destination is no URL with http:// or https:// and a valid host'
        using errcode = 'invalid_parameter_value', hint = 'Spaces and letters beyond ASCII have to be percent-encoded.';
    end if;
  end if;

  if octet_length(body) > most then
    raise exception 'broker.publish: the body is larger than % bytes', most using errcode = 'program_limit_exceeded';
  end if;

  headers := coalesce(headers, '{}');
  if jsonb_typeof(headers) <> 'object' then
    raise exception 'broker.publish: the headers must be a JSON object, name to value' using errcode = 'invalid_parameter_value';
  end if;
  for header in
    select h.name, jsonb_typeof(v.value) as type, v.value #>> '{}' as text
    from jsonb_each(headers) as h (name, value)
      cross join lateral jsonb_array_elements(case jsonb_typeof(h.value) when 'array' then h.value else jsonb_build_array(h.value) end) as v
  loop
    if header.type in ('object', 'array') then
      raise exception 'broker.publish: the header % must be text, a number or an array of those', header.name
        using errcode = 'invalid_parameter_value';
    elsif header.type <> 'null' then
      perform broker.check_publish_header(header.name, header.text);
    end if;
  end loop;

  insert into broker.intake (id, account, destination, headers, body, called_at)
  values (message, account, destination, headers, coalesce(body, ''), clock_timestamp());
  -- Commits that notify wait for each other. A program with hundreds of them a second may do without, and be late by a second.
  if current_setting('stashline.notify', true) is distinct from 'off' then
    perform pg_notify('stashline_intake', '');
  end if;
  return broker.message_id(message);
end $$;

create function broker.publish(account text, destination text, body text default null, headers jsonb default '{}')
returns text language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  select broker.publish(account, destination, convert_to(body, 'UTF8'), headers)
$$;

revoke all on function broker.new_message_id(), broker.message_id(uuid), broker.check_publish_header(text, text),
  broker.publish(text, text, bytea, jsonb), broker.publish(text, text, text, jsonb) from public;
