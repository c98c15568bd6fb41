package dev.stashline.messages;

/** The statements on {@code scheduled_messages}. */
final class MessageSql {
  /** In the order of {@link MessageRow}. */
  private static final String COLUMNS =
      """
      id, tenant, coach_id, number, title, content, template_id, schedule_type, start_date, start_time, end_date, timezone,
      frequency_config::text, target_user_ids, late_minutes, status, next_send_at, last_sent_at, revision,
      qstash_id, qstash_kind, qstash_time, queue_revision, created_at, updated_at""";

  /**
   * $1 id, $2 tenant, $3 coach, $4 title, $5 content, $6 template, $7 type, $8 start date, $9 start
   * time, $10 end date, $11 zone, $12 frequency, $13 target type, $14 targets, $15 late minutes,
   * $16 next, $17 now. No row if the id is taken; no template if it is not the coach's.
   */
  static final String INSERT =
      """
      insert into public.scheduled_messages (id, tenant, coach_id, title, content, template_id, schedule_type, start_date,
        start_time, end_date, timezone, frequency_config, target_type, target_user_ids, late_minutes, status, next_send_at,
        created_at, updated_at)
      values ($1, $2, $3, $4, $5,
        (select t.id from public.message_templates t where t.id = $6 and t.tenant = $2 and t.coach_id = $3),
        $7, $8, $9, $10, $11, $12::text::jsonb, $13, $14, $15, 'active', $16, $17, $17)
      on conflict (id) do nothing
      returning\s"""
          + COLUMNS;

  static final String FIND = "select " + COLUMNS + " from public.scheduled_messages where id = $1";

  /** Held until the transaction ends: who changes a message and who fires it take turns. */
  static final String LOCK = FIND + " for no key update";

  /** $1 id, then as {@link #INSERT} from $4 to $15, $14 status, $15 next, $16 now. */
  static final String UPDATE =
      """
      update public.scheduled_messages m set title = $2, content = $3,
        template_id = (select t.id from public.message_templates t where t.id = $4 and t.tenant = m.tenant and t.coach_id = m.coach_id),
        schedule_type = $5, start_date = $6, start_time = $7, end_date = $8, timezone = $9,
        frequency_config = $10::text::jsonb, target_type = $11, target_user_ids = $12, late_minutes = $13, status = $14, next_send_at = $15, updated_at = $16, revision = revision + 1
      where id = $1
      returning\s"""
          + COLUMNS;

  /** $1 id, $2 status, $3 next, $4 now. */
  static final String CHANGE_STATUS =
      """
      update public.scheduled_messages set status = $2, next_send_at = $3, updated_at = $4, revision = revision + 1
      where id = $1
      returning\s"""
          + COLUMNS;

  /** $1 tenant, $2 coach, $3 status, $4 type, $5 before which number, $6 how many; null for any. */
  static final String LIST = list("($3::text is null or status = $3)");

  /** As {@link #LIST} for one status, so that its own index is used. */
  static final String LIST_OF_STATUS = list("status = $3");

  /**
   * $1 ids, $2 now. In the order of ids, so that two who fire the same messages do not wait for
   * each other in a ring.
   */
  static final String LOCK_DUE =
      "select "
          + COLUMNS
          + """

          from public.scheduled_messages
          where id = any($1) and status = 'active' and next_send_at <= $2
          order by id for no key update""";

  /** $1 due before, $2 how many. */
  static final String DUE =
      """
      select id from public.scheduled_messages where status = 'active' and next_send_at <= $1 order by next_send_at limit $2""";

  /** $1 after when. */
  static final String NEXT_DUE =
      """
      select next_send_at from public.scheduled_messages where status = 'active' and next_send_at > $1 order by next_send_at limit 1""";

  /**
   * $1 ids, $2 next, $3 now. Answers the ids of those that come no more, and the revision that
   * QStash has to be told of.
   */
  static final String FIRED =
      """
      update public.scheduled_messages m set next_send_at = f.next, updated_at = $3,
        revision = m.revision + case when f.next is null then 1 else 0 end
      from unnest($1::text[], $2::timestamptz[]) as f(id, next)
      where m.id = f.id
      returning m.id, m.revision, f.next is null""";

  /**
   * $1 near enough for the queue, $2 how many: what comes once and that the queue does not have.
   */
  static final String TO_ARM =
      """
      select id, revision from public.scheduled_messages
      where status = 'active' and schedule_type = 'once' and next_send_at <= $1 and qstash_id is null
      order by next_send_at limit $2""";

  /** $1 id, $2 revision told, $3 queue's id, $4 kind, $5 time. */
  static final String TOLD =
      """
      update public.scheduled_messages set queue_revision = $2, qstash_id = $3, qstash_kind = $4, qstash_time = $5 where id = $1""";

  /** $1 since when: told nothing of a change although it was made before. */
  static final String UNTOLD =
      """
      select id, revision from public.scheduled_messages where queue_revision <> revision and updated_at < $1 limit 500""";

  /** $1 after which id, $2 how many: what the queue must have a schedule of. */
  static final String WITH_SCHEDULES =
      "select "
          + COLUMNS
          + """

          from public.scheduled_messages
          where qstash_kind = 'schedule' and id > $1 order by id limit $2""";

  /** $1 tenant, $2 coach. */
  static final String STATISTICS =
      """
      select (select count(*) from public.scheduled_messages where tenant = $1 and coach_id = $2),
        (select count(*) from public.scheduled_messages where tenant = $1 and coach_id = $2 and status = 'active'),
        (select count(*) from public.scheduled_messages where tenant = $1 and coach_id = $2 and status = 'completed'),
        (select count(*) from public.message_templates where tenant = $1 and coach_id = $2 and is_active),
        coalesce(sum(recipients), 0), coalesce(sum(sent), 0), coalesce(sum(failed), 0), coalesce(sum(skipped), 0),
        coalesce(sum(pending), 0)
      from public.message_occurrences where tenant = $1 and coach_id = $2""";

  private MessageSql() {}

  private static String list(String ofStatus) {
    return """
        select %s
        from public.scheduled_messages
        where tenant = $1 and coach_id = $2 and %s and ($4::text is null or schedule_type = $4)
          and number < coalesce($5::bigint, 9223372036854775807)
        order by number desc limit $6"""
        .formatted(COLUMNS, ofStatus);
  }
}
