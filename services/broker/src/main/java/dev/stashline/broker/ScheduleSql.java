package dev.stashline.broker;

/** The statements on schedules. */
final class ScheduleSql {
  private ScheduleSql() {}

  /**
   * $1 account, $2 id, $3 cron, $4 destination, $5 settings as JSON text, $6 body, $7 caller
   * address, $8 missed runs, $9 overlap, $10 now, $11 next. Replaces everything but the time of
   * creation. Returns whether it is new.
   */
  static final String PUT =
      """
      insert into broker.schedule as s (account, id, cron, destination, settings, body, caller_ip, missed_runs, overlap, created_at, next_at)
      values ($1, $2, $3, $4, $5::text::json, $6, $7, $8, $9, $10, $11)
      on conflict (account, id) do update set cron = excluded.cron, destination = excluded.destination, settings = excluded.settings,
        body = excluded.body, caller_ip = excluded.caller_ip, missed_runs = excluded.missed_runs, overlap = excluded.overlap,
        next_at = excluded.next_at, paused = false, error = null
      returning xmax = 0\
      """;

  private static final String SHOWN =
      "select "
          + Schedule.COLUMNS
          + """
          , (select json_object_agg(m.id, m.state) from broker.message m where m.id = any(s.last_messages))::text
          from broker.schedule s where s.account = $1\
          """;

  /** $1 account. Besides the columns: the last messages' states as JSON text. */
  static final String LIST = SHOWN + " order by s.created_at, s.id";

  /** $1 account, $2 id. */
  static final String FIND = SHOWN + " and s.id = $2";

  /** $1 account, $2 id. */
  static final String DELETE = "delete from broker.schedule where account = $1 and id = $2";

  /** $1 account, $2 id. */
  static final String PAUSE =
      "update broker.schedule set paused = true where account = $1 and id = $2";

  /** $1 account, $2 id, $3 next. One that is not paused keeps its next occurrence. */
  static final String RESUME =
      "update broker.schedule set paused = false, next_at = case when paused then $3 else next_at"
          + " end where account = $1 and id = $2";

  /**
   * $1 now, $2 at most, $3 account and $4 id of the only one that is wanted, null for any. Locks
   * due schedules that no other node has locked; besides the columns: whether messages of the last
   * occurrence are still under way.
   */
  static final String DUE =
      "select "
          + Schedule.COLUMNS
          + """
          , s.overlap = 'skip' and exists (select 1 from broker.message m where m.id = any(s.last_messages) and m.state = 'active')
          from broker.schedule s where s.next_at <= $1 and not s.paused and ($3::text is null or (s.account = $3 and s.id = $4::text))
          order by s.next_at limit $2 for update skip locked\
          """;

  /**
   * $1 now, $2 next occurrence or null for all, $3 account, $4 id, $5 at most. What is due behind
   * this one.
   */
  static final String DUE_BEHIND =
      """
      select next_at, account, id from broker.schedule
      where next_at <= $1 and not paused and ($2::timestamptz is null or (next_at, account, id) > ($2, $3, $4))
      order by next_at, account, id limit $5\
      """;

  /**
   * $1 accounts, $2 ids, $3 next occurrences, $4 last occurrences, $5 their messages' ids joined by
   * commas, null where nothing was published, $6 errors, $7 skipped, $8 missed, $9 milliseconds
   * late.
   */
  static final String FIRED =
      """
      update broker.schedule s set next_at = n.next_at, last_at = n.last_at,
        last_messages = coalesce(string_to_array(n.messages, ',')::uuid[], s.last_messages), error = n.error,
        skipped = s.skipped + n.skipped, missed = s.missed + n.missed, late_millis = n.late,
        latest_millis = greatest(s.latest_millis, n.late)
      from unnest($1::text[], $2::text[], $3::timestamptz[], $4::timestamptz[], $5::text[], $6::text[], $7::bigint[], $8::bigint[],
        $9::bigint[]) as n (account, id, next_at, last_at, messages, error, skipped, missed, late)
      where s.account = n.account and s.id = n.id\
      """;

  /** The first occurrence of all. */
  static final String NEXT =
      "select min(next_at) from broker.schedule where next_at is not null and not paused";
}
