-- Who changed what, for good: rows are added, and nobody, the service's own role included, edits or removes them.
create table audit.entry (
  id        bigint      generated always as identity primary key,
  at        timestamptz not null,
  actor     text        not null,
  action    text        not null,
  entity    text        not null,
  entity_id text        not null,
  before    jsonb,
  after     jsonb,
  run_id    text,

  constraint entry_is_named check (actor <> '' and action <> '' and entity <> '' and entity_id <> '')
);

comment on column audit.entry.actor is 'The user''s id, or the name of the part of the system that acted.';
comment on column audit.entry.action is 'What was done, as a verb, such as requeue.';
comment on column audit.entry.before is 'What was there; null for a creation.';
comment on column audit.entry.after is 'What is there now; null for a removal.';
comment on column audit.entry.run_id is 'The job or message in whose course it happened; null for a request of a person.';

create index entry_of_entity on audit.entry (entity, entity_id, id);
comment on index audit.entry_of_entity is 'The history of one thing, in order.';

create index entry_of_run on audit.entry (run_id) where run_id is not null;
comment on index audit.entry_of_run is 'What one job or message changed.';

create function audit.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'audit.entry is append only: % refused', lower(tg_op) using errcode = 'insufficient_privilege';
end
$$;

-- Per statement, so that truncate, and a statement that would touch no row, are refused too.
create trigger entry_is_append_only
  before update or delete or truncate on audit.entry
  for each statement execute function audit.refuse_change();
