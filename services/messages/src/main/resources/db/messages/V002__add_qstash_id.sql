-- What QStash has of a message: a schedule, or a message that waits for its time.
alter table public.scheduled_messages
  add column qstash_id      text,
  add column qstash_kind    text,
  add column qstash_time    timestamptz,
  add column queue_revision integer not null default 0,
  add constraint scheduled_messages_qstash_kind_is_known check (qstash_kind in ('schedule', 'message')),
  add constraint scheduled_messages_qstash_id_has_a_kind check ((qstash_id is null) = (qstash_kind is null));
comment on column public.scheduled_messages.qstash_time is 'For when a message of QStash was made; null for a schedule.';
comment on column public.scheduled_messages.queue_revision is 'The revision that QStash has been told of.';
create index idx_scheduled_messages_qstash_id on public.scheduled_messages (qstash_id);
create index scheduled_messages_untold on public.scheduled_messages (updated_at) where queue_revision <> revision;
drop view public.active_scheduled_messages;
create view public.active_scheduled_messages as
  select m.*, m.next_send_at as calculated_next_send from public.scheduled_messages m where m.is_active;
