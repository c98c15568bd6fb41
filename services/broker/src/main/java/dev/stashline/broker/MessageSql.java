package dev.stashline.broker;

/** The statements on messages, their log and the deduplication ids. */
final class MessageSql {
  private MessageSql() {}

  /**
   * $1 accounts, $2 keys, $3 message ids, $4 valid until, $5 now. Returns the keys that are taken
   * by these messages.
   */
  static final String CLAIM_DEDUP =
      """
      insert into broker.dedup as d (account, key, message_id, valid_until)
      select account, key, id, $4::timestamptz from unnest($1::text[], $2::text[], $3::uuid[]) as n (account, key, id)
      on conflict (account, key) do update set message_id = excluded.message_id, valid_until = excluded.valid_until
        where d.valid_until <= $5::timestamptz
      returning account, key, message_id\
      """;

  /** $1 accounts, $2 keys. */
  static final String DEDUP_HOLDERS =
      """
      select d.account, d.key, d.message_id
      from unnest($1::text[], $2::text[]) as n (account, key) join broker.dedup d using (account, key)\
      """;

  /**
   * $1 ids, $2 accounts, $3 urls, $4 hosts, $5 paths, $6 settings as JSON text, $7 bodies, $8
   * labels joined by commas, $9 caller addresses, $10 created, $11 not before, $12 queues, $13 URL
   * groups, $14 endpoints' names, $15 schedules, $16 flow-control keys. Writes the first log line
   * too.
   */
  static final String INSERT =
      """
      with fresh as (
        select * from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bytea[], $8::text[],
          $9::text[], $10::timestamptz[], $11::timestamptz[], $12::text[], $13::text[], $14::text[], $15::text[], $16::text[])
          as n (id, account, url, host, path, settings, body, labels, caller_ip, created_at, not_before, queue_name, topic_name,
            endpoint_name, schedule_id, flow_key)
      ), stored as (
        insert into broker.message (id, account, url, host, path, settings, body, labels, caller_ip, created_at, not_before,
          queue_name, topic_name, endpoint_name, schedule_id, flow_key)
        select id, account, url, host, path, settings::json, body, string_to_array(labels, ','), caller_ip, created_at, not_before,
          queue_name, topic_name, endpoint_name, schedule_id, flow_key
        from fresh
      )
      insert into broker.log (time, account, message_id, state, next_delivery)
      select created_at, account, id, 'CREATED', case when not_before > created_at then not_before end from fresh\
      """;

  /**
   * $1 ids, $2 now. Reads messages with their account's keys and notes that an attempt starts. The
   * note need not survive a crash, so nothing waits for the disk.
   */
  static final String BEGIN =
      """
      with due as (
        select m.*, a.current_key, a.next_key from broker.message m join broker.account a on a.id = m.account
        where m.id = any($1::uuid[])
      ), noted as (
        insert into broker.log (time, account, message_id, state)
        select $2::timestamptz, account, id, 'ACTIVE' from due where state = 'active'
      )
      select m.current_key, m.next_key,\
      """
          + Message.COLUMNS
          + ", lazily.set_config from due m cross join (select set_config('synchronous_commit',"
          + " 'off', true)) lazily";

  /** $1 ids. */
  static final String FIND_ALL =
      "select " + Message.COLUMNS + " from broker.message m where m.id = any($1::uuid[])";

  /** $1 account, $2 id, $3 now. */
  static final String FIND =
      "select "
          + Message.COLUMNS
          + " from broker.message m where m.id = $2 and m.account = $1"
          + " and (m.readable_until is null or m.readable_until > $3::timestamptz)";

  /**
   * $1 ids, $2 new states, $3 how many failed attempts to add, $4 readable until, $5 expiry per
   * message (null while active). Returns the messages it changed: an ended one stays as it is.
   * Locks in the order of ids, as {@link #cancel} does, so that the two never wait crosswise.
   */
  static final String SETTLE =
      """
      with held as (select id from broker.message where id = any($1::uuid[]) and state = 'active' order by id for update)
      update broker.message m set state = n.state, retried = m.retried + n.failed,
        readable_until = case when n.state = 'active' then null else $4::timestamptz end, expires_at = n.expires_at
      from unnest($1::uuid[], $2::text[], $3::int[], $5::timestamptz[]) as n (id, state, failed, expires_at)
        join held using (id)
      where m.id = n.id
      returning m.id\
      """;

  /**
   * $1 account, $2 now, $3 readable until, $4 expiry; then the filter's values. Returns (message,
   * whether it has a flow-control key, whether it is of a workflow run) of those that are cancelled
   * by this.
   */
  static String cancel(String filter) {
    return """
    with found as (
      select m.id from broker.message m where m.account = $1 and m.state = 'active'%s order by m.id for update
    ), changed as (
      update broker.message m set state = 'cancelled', readable_until = $3::timestamptz, expires_at = $4::timestamptz
      from found where m.id = found.id returning m.id, m.flow_key
    ), logged as (
      insert into broker.log (time, account, message_id, state)
      select $2::timestamptz, $1, id, word
      from changed cross join (values (1, 'CANCEL_REQUESTED'), (2, 'CANCELED')) as words (nr, word) order by id, nr
    )
    select id, flow_key is not null,
      exists (select 1 from broker.workflow_step s where s.message_id = changed.id and not s.copied)
    from changed\
    """
        .formatted(filter);
  }

  /**
   * $1 times, $2 accounts, $3 message ids, $4 states, $5 next deliveries, $6 errors, $7 response
   * statuses, $8 response headers as JSON text, $9 response bodies. In order.
   */
  static final String LOG =
      """
      insert into broker.log (time, account, message_id, state, next_delivery, error, response_status, response_header, response_body)
      select time, account, message_id, state, next_delivery, error, status, header::json, body
      from unnest($1::timestamptz[], $2::text[], $3::uuid[], $4::text[], $5::timestamptz[], $6::text[], $7::int[], $8::text[],
        $9::bytea[]) with ordinality
        as n (time, account, message_id, state, next_delivery, error, status, header, body, nr)
      order by nr\
      """;

  /**
   * $1 now in ms, $2 accounts, $3 message ids, $4 statuses, $5 headers as JSON text, $6 bodies, $7
   * expiry.
   */
  static final String BURY =
      """
      insert into broker.dead_letter (millis, account, message_id, response_status, response_header, response_body, expires_at)
      select $1, account, message_id, status, header::json, body, $7::timestamptz
      from unnest($2::text[], $3::uuid[], $4::int[], $5::text[], $6::bytea[]) as n (account, message_id, status, header, body)
      returning message_id, millis, counter\
      """;
}
