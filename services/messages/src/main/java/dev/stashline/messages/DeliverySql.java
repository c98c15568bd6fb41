package dev.stashline.messages;

/** The statements on {@code message_deliveries}, and on what sending needs beside it. */
final class DeliverySql {
  /** $1 tenant, $2 coach, $3 ids or null for all. Clients of the coach, in a stable order. */
  static final String CLIENTS =
      """
      select client_id from public.coach_clients
      where tenant = $1 and coach_id = $2 and ($3::text[] is null or client_id = any($3)) order by client_id""";

  /**
   * $1 message, $2 occurrence, $3 clients, $4 parts, $5 ids at the provider, $6 reasons to skip, $7
   * now.
   */
  static final String INSERT =
      """
      insert into public.message_deliveries (scheduled_message_id, occurrence_id, user_id, part, status, stream_message_id,
        error_message, created_at)
      select $1, $2, d.client, d.part, case when d.reason is null then 'pending' else 'skipped' end, d.stream_id, d.reason, $7
      from unnest($3::text[], $4::int[], $5::text[], $6::text[]) as d(client, part, stream_id, reason)
      on conflict (occurrence_id, user_id) do nothing""";

  /**
   * $1 occurrence, $2 part, $3 tenant, $4 coach: who waits in a part, and what is known of them.
   */
  static final String WAITING =
      """
      select d.user_id, d.stream_message_id, d.capped_on is not null, c.client_id is not null, c.name, c.timezone, c.quiet_from,
        c.quiet_until, c.daily_cap, h.channel_id, h.ready_at is not null
      from public.message_deliveries d
      left join public.coach_clients c on c.tenant = $3 and c.client_id = d.user_id and c.coach_id = $4
      left join public.chat_channels h on h.tenant = $3 and h.coach_id = $4 and h.client_id = d.user_id
      where d.occurrence_id = $1 and d.part = $2 and d.status = 'pending'
      order by d.user_id""";

  /** $1 occurrence, $2 part, $3 clients, $4 the part they go to, $5 not before. */
  static final String POSTPONE =
      """
      update public.message_deliveries set part = $4, not_before = $5
      where occurrence_id = $1 and part = $2 and user_id = any($3) and status = 'pending'""";

  /** $1 tenant, $2 client, $3 day, $4 cap. No row if the cap is reached. */
  static final String TAKE_DAY =
      """
      insert into public.coach_client_days as d (tenant, client_id, day, taken) values ($1, $2, $3, 1)
      on conflict (tenant, client_id, day) do update set taken = d.taken + 1 where d.taken < $4
      returning taken""";

  /** $1 occurrence, $2 client, $3 day. */
  static final String CAPPED =
      "update public.message_deliveries set capped_on = $3 where occurrence_id = $1 and user_id = $2";

  /**
   * Writes how attempts ended, counts them, and ends an occurrence of which nobody waits any more.
   * $1 occurrence, $2 clients, $3 status, $4 sent at, $5 errors, $6 attempts, $7 part. Answers the
   * occurrence's status.
   */
  static final String RECORD =
      """
      with changed as (
        update public.message_deliveries d set status = r.status, sent_at = r.sent_at, error_message = r.error,
          attempts = case when r.attempt is null then d.attempts else d.attempts || r.attempt::jsonb end
        from unnest($2::text[], $3::text[], $4::timestamptz[], $5::text[], $6::text[]) as r(client, status, sent_at, error, attempt)
        where d.occurrence_id = $1 and d.part = $7 and d.user_id = r.client and d.status = 'pending'
        returning r.status, r.sent_at),
      counted as (
        select count(*) filter (where status <> 'pending')::int as settled, count(*) filter (where status = 'sent')::int as sent,
          count(*) filter (where status = 'failed')::int as failed, count(*) filter (where status = 'skipped')::int as skipped,
          max(sent_at) as last
        from changed)
      update public.message_occurrences o set pending = o.pending - c.settled, sent = o.sent + c.sent, failed = o.failed + c.failed,
        skipped = o.skipped + c.skipped, last_sent_at = greatest(o.last_sent_at, c.last),
        status = case when o.pending > c.settled then o.status when o.failed + c.failed > 0 then 'partial' else 'completed' end
      from counted c where o.id = $1
      returning o.status""";

  /** $1 message, $2 when. */
  static final String LAST_SENT =
      """
      update public.scheduled_messages set last_sent_at = greatest(last_sent_at, $2) where id = $1""";

  /** $1 occurrence, $2 part. */
  static final String WAITING_CLIENTS =
      "select user_id from public.message_deliveries where occurrence_id = $1 and part = $2 and status = 'pending'";

  /**
   * $1 message: failed deliveries wait again, each occurrence's in one further part. Answers
   * occurrence and part.
   */
  static final String RETRY =
      """
      with again as (
        update public.message_occurrences o set parts = parts + 1, pending = pending + failed, failed = 0, status = 'sending'
        where message_id = $1 and failed > 0
        returning id, parts - 1 as part),
      waiting as (
        update public.message_deliveries d set status = 'pending', part = a.part from again a
        where d.occurrence_id = a.id and d.status = 'failed'
        returning 1)
      select id, part, (select count(*) from waiting)::int from again""";

  /**
   * $1 tenant, $2 coach, $3 clients, $4 channels, $5 since when they are ready, null for not any
   * more.
   */
  static final String CHANNELS =
      """
      insert into public.chat_channels (tenant, coach_id, client_id, channel_id, ready_at)
      select $1, $2, c.client, c.channel, $5 from unnest($3::text[], $4::text[]) as c(client, channel)
      on conflict (tenant, coach_id, client_id) do update set ready_at = excluded.ready_at""";

  /** $1 message, $2 status, $3 and $4 where a page ended, $5 how many: newest first. */
  static final String OF_MESSAGE =
      """
      select d.id, d.occurrence_id, o.due_at, d.user_id, d.status, d.stream_message_id, d.not_before, d.sent_at, d.error_message,
        d.attempts::text, d.created_at
      from public.message_deliveries d join public.message_occurrences o on o.id = d.occurrence_id
      where d.scheduled_message_id = $1 and ($2::text is null or d.status = $2)
        and (d.created_at, d.id) < (coalesce($3::timestamptz, 'infinity'), coalesce($4::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
      order by d.created_at desc, d.id desc limit $5""";

  private DeliverySql() {}
}
