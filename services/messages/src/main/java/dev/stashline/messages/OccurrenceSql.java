package dev.stashline.messages;

/** The statements on {@code message_occurrences}. */
final class OccurrenceSql {
  /**
   * Takes content and audience from the messages as they are now. $1 ids, $2 messages, $3 due, $4
   * status, $5 reasons, $6 now, $7 fired by. Answers the ids of those that are new.
   */
  static final String INSERT =
      """
      insert into public.message_occurrences (id, tenant, coach_id, message_id, due_at, fired_at, fired_by, content, target_ids,
        status, reason)
      select f.id, m.tenant, m.coach_id, m.id, f.due, $6, f.fired_by, m.content,
        case when m.target_type = 'specific' then m.target_user_ids end, f.status, f.reason
      from unnest($1::uuid[], $2::text[], $3::timestamptz[], $4::text[], $5::text[], $7::text[])
        as f(id, message, due, status, reason, fired_by)
      join public.scheduled_messages m on m.id = f.message
      on conflict (message_id, due_at) do nothing
      returning id""";

  /** $1 id. */
  static final String FIND =
      """
      select o.id, o.tenant, o.coach_id, o.message_id, o.due_at, o.content, o.target_ids, o.parts, m.status
      from public.message_occurrences o join public.scheduled_messages m on m.id = o.message_id where o.id = $1""";

  /** $1 id, $2 parts, $3 recipients, $4 skipped. No row if its audience was resolved before. */
  static final String RESOLVED =
      """
      update public.message_occurrences set parts = $2::int, recipients = $3::int, skipped = $4::int,
        pending = $3::int - $4::int,
        status = case when $3::int = $4::int then 'completed' else 'sending' end
      where id = $1 and parts = 0 returning status""";

  /** $1 id, $2 how many more. Answers how many there are then. */
  static final String ADD_PARTS =
      "update public.message_occurrences set parts = parts + $2 where id = $1 returning parts";

  /** $1 ids of messages. Whoever settles deliveries of a message, or changes it, takes turns. */
  static final String LOCK_MESSAGES =
      "select id from public.scheduled_messages where id = any($1) order by id for no key update";

  /**
   * $1 ids of messages. Ends those that have no next occurrence and nothing under way; answers
   * which, and how.
   */
  static final String END_MESSAGES =
      """
      update public.scheduled_messages m set updated_at = $2,
        status = case
          when exists (select from public.message_occurrences o where o.message_id = m.id and o.failed > 0) then 'partial'
          when m.schedule_type = 'once' and not exists (
            select from public.message_occurrences o where o.message_id = m.id and o.status = 'completed') then 'partial'
          else 'completed' end
      where m.id = any($1) and m.status = 'active' and m.next_send_at is null
        and not exists (select from public.message_occurrences o where o.message_id = m.id and o.status = 'sending')
      returning m.id, m.status""";

  /** $1 message, $2 due before, $3 how many: newest first. */
  static final String OF_MESSAGE =
      """
      select id, due_at, fired_at, fired_by, status, reason, recipients, pending, sent, failed, skipped, last_sent_at
      from public.message_occurrences where message_id = $1 and due_at < coalesce($2::timestamptz, 'infinity')
      order by due_at desc limit $3""";

  private OccurrenceSql() {}
}
