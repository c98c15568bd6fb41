-- Who changed what, and when. Entries are added and never changed; they hold state words, no personal data.
create table audit.entry (
  id         bigint generated always as identity primary key,
  at         timestamptz not null,
  actor      text        not null,
  entity     text        not null,
  entity_id  text        not null,
  before     text,
  after      text,
  job_id     uuid,
  message_id text
);
comment on column audit.entry.actor is 'A service, or the subject of the person''s token.';
create index entry_of_entity on audit.entry (entity, entity_id, id);

create function audit.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'the audit is append only' using errcode = 'insufficient_privilege';
end $$;
create trigger entry_is_final before update or delete or truncate on audit.entry
  for each statement execute function audit.refuse_change();
