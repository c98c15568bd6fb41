-- What was accepted, so that the same delivery again gets the same answer and has no second effect.
create table webhooks.receipt (
  source      text        not null,
  message_id  text        not null,
  outcome     text        not null,
  job_id      uuid        not null,
  schedule_id text,
  at          timestamptz not null,
  primary key (source, message_id),
  constraint receipt_outcome_is_known check (outcome in ('enqueued', 'joined'))
);

comment on column webhooks.receipt.source is 'The path it was delivered to: a message id is unique within its sender and destination.';
comment on column webhooks.receipt.outcome is 'enqueued: it made the job. joined: a job with the same unique key was there already, and stands for it.';
comment on column webhooks.receipt.job_id is 'No foreign key: jobs leave after their own retention.';
comment on column webhooks.receipt.schedule_id is 'The schedule that sent it; null for a single message.';

-- For those who remove receipts past their retention.
create index receipt_age on webhooks.receipt (at);
