-- The ways a message can come, beside a plain publish.
alter table broker.message
  add column queue_name    text,
  add column topic_name    text,
  add column endpoint_name text,
  add column schedule_id   text,
  add column flow_key      text;
comment on column broker.message.topic_name is 'The URL group; it may be gone by now.';
comment on column broker.message.schedule_id is 'The schedule whose occurrence this is; it may be gone by now.';
