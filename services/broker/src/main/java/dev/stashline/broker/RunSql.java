package dev.stashline.broker;

/** The statements on workflow runs and their steps. */
final class RunSql {
  private RunSql() {}

  /**
   * $1 id, $2 account, $3 run id, $4 URL, $5 host, $6 path, $7 settings as JSON text, $8 features,
   * $9 labels, $10 flow-control key, $11 caller's address, $12 invoker as JSON text, $13 created,
   * $14 an ended run of this name counts as long as it was created after. Returns a row if the run
   * is new.
   */
  static final String START =
      """
      insert into broker.workflow_run (id, account, run_id, url, host, path, settings, features, labels, flow_key, caller_ip, invoker,
        created_at)
      select $1::uuid, $2::text, $3::text, $4::text, $5::text, $6::text, $7::text::json, $8::text[], $9::text[], $10::text, $11::text,
        $12::text::json, $13::timestamptz
      where not exists (
        select 1 from broker.workflow_run where account = $2 and run_id = $3 and (state = 'active' or created_at > $14::timestamptz))
      on conflict (account, run_id) where state = 'active' do nothing
      returning id\
      """;

  /** $1 account, $2 run id. The message that started the newest run of this name. */
  static final String FIRST_MESSAGE =
      """
      select s.message_id from broker.workflow_run r join broker.workflow_step s on s.run = r.id and s.position = 1
      where r.account = $1 and r.run_id = $2 order by r.created_at desc limit 1\
      """;

  /** $1 account, $2 run id, $3 how many messages are added. Holds the run. */
  static final String APPEND =
      """
      update broker.workflow_run r set steps = r.steps + $3 where r.account = $1 and r.run_id = $2 and r.state = 'active'
      returning\
      """
          + " "
          + Run.COLUMNS;

  /** $1 run, $2 positions, $3 message ids, $4 call types. */
  static final String ADD_STEPS =
      """
      insert into broker.workflow_step (run, position, message_id, call_type)
      select $1::uuid, position, message_id, call_type from unnest($2::int[], $3::uuid[], $4::text[]) as n (position, message_id, call_type)\
      """;

  /** $1 accounts, $2 run ids. Holds those that are active, in the order of names. */
  static final String HOLD_ACTIVE =
      """
      select r.account, r.run_id from broker.workflow_run r
        join unnest($1::text[], $2::text[]) as n (account, run_id) on r.account = n.account and r.run_id = n.run_id
      where r.state = 'active' order by r.account, r.run_id for update of r\
      """;

  /** $1 account, $2 run id. The newest of this name. */
  static final String FIND =
      "select "
          + Run.COLUMNS
          + " from broker.workflow_run r where r.account = $1 and r.run_id = $2 order by"
          + " r.created_at desc limit 1";

  /** $1 message id. The run that the message was published to. */
  static final String RUN_OF_STEP =
      "select s.position, s.call_type, "
          + Run.COLUMNS
          + " from broker.workflow_step s join broker.workflow_run r on r.id = s.run"
          + " where s.message_id = $1 and not s.copied";

  /** $1 message id of a failure callback. */
  static final String RUN_OF_FAILURE =
      "select " + Run.COLUMNS + " from broker.workflow_run r where r.failure_callback = $1";

  /**
   * $1 run, $2 last position, $3 bytes above which nothing is returned; null for no limit. In
   * order.
   */
  static final String STEPS =
      """
      with steps as (
        select s.position, s.message_id, s.call_type, m.body
        from broker.workflow_step s join broker.message m on m.id = s.message_id
        where s.run = $1 and s.position <= $2
      )
      select message_id, call_type, body from steps
      where $3::bigint is null or (select sum(octet_length(body)) from steps) <= $3::bigint
      order by position\
      """;

  /**
   * $1 state, $2 result, $3 now, $4 expiry, $5 the message that failed, $6 at most, $7 account;
   * then the filter's values. Returns the runs that end by this.
   */
  static String end(String filter) {
    return """
    with found as (
      select r.id from broker.workflow_run r where r.account = $7 and r.state = 'active'%s
      order by r.account, r.run_id limit $6::bigint for update
    )
    update broker.workflow_run r set state = $1, result = $2::bytea, ended_at = $3::timestamptz, expires_at = $4::timestamptz,
      failed_message = $5::uuid
    from found where r.id = found.id
    returning %s\
    """
        .formatted(filter, Run.COLUMNS);
  }

  /**
   * $1 runs, $2 now, $3 readable until, $4 expiry, $5 whether also what is due already. Cancels
   * messages of ended runs; one that is being settled at this moment is left alone, its next
   * attempt will find the run ended.
   */
  static final String CANCEL_MESSAGES =
      """
      with found as (
        select m.id, m.account from broker.message m join broker.workflow_step s on s.message_id = m.id and not s.copied
        where s.run = any($1::uuid[]) and m.state = 'active' and ($5::boolean or m.not_before > $2::timestamptz)
        order by m.id for update of m skip locked
      ), changed as (
        update broker.message m set state = 'cancelled', readable_until = $3::timestamptz, expires_at = $4::timestamptz
        from found where m.id = found.id returning m.id, m.account
      ), logged as (
        insert into broker.log (time, account, message_id, state)
        select $2::timestamptz, account, id, word
        from changed cross join (values (1, 'CANCEL_REQUESTED'), (2, 'CANCELED')) as words (nr, word) order by id, nr
      )
      select id from changed\
      """;

  /** $1 runs. */
  static final String FORGET_WAITERS =
      "delete from broker.waiter where run = any($1::uuid[]) returning id";

  /** $1 run, $2 message of the failure callback. */
  static final String CALLBACK_IS =
      "update broker.workflow_run set failure_callback = $2 where id = $1";

  /** $1 millis, $2 counter, $3 run. */
  static final String LETTER_OF =
      "update broker.dead_letter set workflow_run = $3 where millis = $1 and counter = $2";
}
