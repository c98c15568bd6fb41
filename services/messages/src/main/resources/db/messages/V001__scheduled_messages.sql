-- Coaches, their clients, what they schedule, and what became of it. In the public schema under the old names, so that queries
-- written for them go on to work.

-- A client has one coach at a time; who left is not there any more, and the audit knows since when.
create table public.coach_clients (
  tenant      text        not null,
  client_id   text        not null,
  coach_id    text        not null,
  name        text,
  timezone    text        not null default 'UTC',
  quiet_from  time,
  quiet_until time,
  daily_cap   integer,
  assigned_at timestamptz not null,
  primary key (tenant, client_id),
  constraint coach_clients_quiet_hours_have_two_ends check ((quiet_from is null) = (quiet_until is null)),
  constraint coach_clients_quiet_hours_end check (quiet_from <> quiet_until),
  constraint coach_clients_cap_is_positive check (daily_cap >= 1)
);
create index coach_clients_of_coach on public.coach_clients (tenant, coach_id, client_id);

-- How many messages a client with a daily cap has been given on a day of the client's own calendar.
create table public.coach_client_days (
  tenant    text    not null,
  client_id text    not null,
  day       date    not null,
  taken     integer not null,
  primary key (tenant, client_id, day)
);

-- Which chat channel a coach and a client talk in.
create table public.chat_channels (
  tenant     text not null,
  coach_id   text not null,
  client_id  text not null,
  channel_id text not null,
  ready_at   timestamptz,
  primary key (tenant, coach_id, client_id)
);
comment on column public.chat_channels.ready_at is 'Since when the provider is known to have both people and the channel; null as long as it is not.';

create table public.message_templates (
  id         text        primary key,
  tenant     text        not null,
  coach_id   text        not null,
  number     bigint      generated always as identity,
  title      text        not null,
  content    text        not null,
  category   text        not null,
  is_active  boolean     not null default true,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint message_templates_category_is_known check (category in ('sales', 'check-in', 'motivation', 'reminder', 'general')),
  constraint message_templates_content_fits check (length(content) between 1 and 5000)
);
create index message_templates_newest on public.message_templates (tenant, coach_id, number desc);

create table public.scheduled_messages (
  id                text        primary key,
  tenant            text        not null,
  coach_id          text        not null,
  number            bigint      generated always as identity,
  title             text        not null,
  content           text        not null,
  template_id       text        references public.message_templates (id) on delete set null,
  schedule_type     text        not null,
  start_date        date        not null,
  start_time        time        not null default '09:00',
  end_date          date,
  timezone          text        not null default 'UTC',
  frequency_config  jsonb       not null default '{}',
  target_type       text        not null default 'all',
  target_user_ids   text[]      not null default '{}',
  late_minutes      integer     not null,
  status            text        not null,
  is_active         boolean     generated always as (status = 'active') stored,
  next_send_at      timestamptz,
  last_sent_at      timestamptz,
  revision          integer     not null default 1,
  created_at        timestamptz not null,
  updated_at        timestamptz not null,
  constraint scheduled_messages_content_fits check (length(content) between 1 and 5000),
  constraint scheduled_messages_type_is_known
    check (schedule_type in ('once', 'daily', 'weekly', '2x_week', '3x_week', 'monthly', 'cron')),
  constraint scheduled_messages_ends_after_start check (end_date >= start_date),
  constraint scheduled_messages_once_has_no_end check (schedule_type <> 'once' or end_date is null),
  constraint scheduled_messages_target_is_known check (target_type in ('all', 'specific')),
  constraint scheduled_messages_target_has_people check ((target_type = 'specific') = (cardinality(target_user_ids) > 0)),
  constraint scheduled_messages_status_is_known check (status in ('active', 'paused', 'partial', 'completed', 'cancelled')),
  constraint scheduled_messages_ended_has_no_next check (status in ('active', 'paused') or next_send_at is null)
);
comment on column public.scheduled_messages.next_send_at is
  'The occurrence that comes next; null once the last one has been fired. Whatever calls, only this decides what is due.';
comment on column public.scheduled_messages.late_minutes is 'An occurrence that could not be fired for longer is not sent any more, and recorded as skipped.';
comment on column public.scheduled_messages.revision is 'Rises with each change that the queue has to know of.';
create index scheduled_messages_newest on public.scheduled_messages (tenant, coach_id, number desc);
create index scheduled_messages_newest_by_status on public.scheduled_messages (tenant, coach_id, status, number desc);
create index scheduled_messages_due on public.scheduled_messages (next_send_at) where status = 'active' and next_send_at is not null;

-- The allowed changes, MessageStatus's own list.
create function public.scheduled_messages_refuse_status() returns trigger language plpgsql as $$
begin
  raise exception 'message status cannot go from % to %', old.status, new.status using errcode = 'check_violation';
end $$;
create trigger scheduled_messages_status_changes before update of status on public.scheduled_messages for each row
  when (new.status <> old.status and (old.status, new.status) not in (
    ('active', 'paused'), ('active', 'partial'), ('active', 'completed'), ('active', 'cancelled'),
    ('paused', 'active'), ('paused', 'cancelled'),
    ('partial', 'active'), ('partial', 'cancelled'),
    ('completed', 'active')))
  execute function public.scheduled_messages_refuse_status();

-- One moment at which a message was due, and what was sent then.
create table public.message_occurrences (
  id           uuid        primary key,
  tenant       text        not null,
  coach_id     text        not null,
  message_id   text        not null references public.scheduled_messages (id),
  due_at       timestamptz not null,
  fired_at     timestamptz not null,
  fired_by     text        not null,
  content      text        not null,
  target_ids   text[],
  status       text        not null,
  reason       text,
  parts        integer     not null default 0,
  recipients   integer     not null default 0,
  pending      integer     not null default 0,
  sent         integer     not null default 0,
  failed       integer     not null default 0,
  skipped      integer     not null default 0,
  last_sent_at timestamptz,
  constraint message_occurrences_come_once unique (message_id, due_at),
  constraint message_occurrences_status_is_known check (status in ('sending', 'completed', 'partial', 'skipped')),
  constraint message_occurrences_fired_by_is_known check (fired_by in ('queue', 'clock', 'person')),
  constraint message_occurrences_count_everybody check (recipients = pending + sent + failed + skipped),
  constraint message_occurrences_completed_is_settled check (status <> 'completed' or (pending = 0 and failed = 0)),
  constraint message_occurrences_skipped_says_why check (status <> 'skipped' or reason is not null)
);
comment on column public.message_occurrences.target_ids is 'Whom the message was meant for when it fired; null for all clients of the coach.';
comment on column public.message_occurrences.parts is 'Into how many jobs its deliveries are parted; 0 as long as the audience is not resolved.';
create index message_occurrences_of_coach on public.message_occurrences (tenant, coach_id);

-- One client's copy of one occurrence.
create table public.message_deliveries (
  id                   uuid        primary key default gen_random_uuid(),
  scheduled_message_id text        not null references public.scheduled_messages (id),
  occurrence_id        uuid        not null references public.message_occurrences (id),
  user_id              text        not null,
  part                 integer     not null,
  status               text        not null,
  stream_message_id    text        not null,
  not_before           timestamptz,
  capped_on            date,
  sent_at              timestamptz,
  error_message        text,
  attempts             jsonb       not null default '[]',
  created_at           timestamptz not null,
  constraint message_deliveries_go_once unique (occurrence_id, user_id),
  constraint message_deliveries_status_is_known check (status in ('pending', 'sent', 'failed', 'skipped')),
  constraint message_deliveries_sent_has_its_time check ((status = 'sent') = (sent_at is not null)),
  constraint message_deliveries_others_say_why check (status not in ('failed', 'skipped') or error_message is not null)
);
comment on column public.message_deliveries.stream_message_id is
  'The id the message has at the chat provider, chosen by us from message, occurrence and client: what is sent twice is recognised there.';
comment on column public.message_deliveries.not_before is 'The end of the client''s quiet hours; null for at once.';
comment on column public.message_deliveries.capped_on is 'The day whose cap this delivery has taken a place of; null for none.';
comment on column public.message_deliveries.attempts is 'Each attempt: when, how it ended, and the provider''s status and code.';
create index message_deliveries_newest on public.message_deliveries (scheduled_message_id, created_at desc, id desc);
create index message_deliveries_waiting on public.message_deliveries (occurrence_id, part) where status = 'pending';

create view public.active_scheduled_messages as
  select m.*, m.next_send_at as calculated_next_send from public.scheduled_messages m where m.is_active;
