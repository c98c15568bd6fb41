package dev.stashline.broker;

/**
 * The statements on endpoints. {@code $1} and {@code $2} are account and endpoint where one is
 * meant.
 */
final class EndpointSql {
  private EndpointSql() {}

  /** What {@link EndpointHealth#of} reads. */
  private static final String COLUMNS =
      "account, endpoint, state, failures, failing_since, changed_at, pause_ms, next_probe_at, next_start_at, recent_attempts,"
          + " recent_successes, recent_millis, last_error, last_failed_at, last_alive_at";

  /**
   * $1 accounts, $2 endpoints, $3 failures in a row, $4 the first's time, $5 attempts, $6
   * successes, $7 milliseconds, $8 errors, $9 failed at, $10 alive at, $11 now. Adds up what nodes
   * saw. In the order of keys, so that two nodes never wait for each other crosswise. Who is alive
   * although it is paused is probed at once.
   */
  static final String ADD =
      """
      insert into broker.endpoint as e (account, endpoint, failures, failing_since, recent_attempts, recent_successes, recent_millis,
        last_error, last_failed_at, last_alive_at, updated_at)
      select account, endpoint, failures, failing_since, attempts, successes, millis, error, failed_at, alive_at, $11::timestamptz
      from unnest($1::text[], $2::text[], $3::int[], $4::timestamptz[], $5::float8[], $6::float8[], $7::float8[], $8::text[],
        $9::timestamptz[], $10::timestamptz[])
        as n (account, endpoint, failures, failing_since, attempts, successes, millis, error, failed_at, alive_at)
      order by account, endpoint
      on conflict (account, endpoint) do update set
        failures = excluded.failures + case when excluded.last_alive_at is null then e.failures else 0 end,
        failing_since = case when excluded.last_alive_at is null then coalesce(e.failing_since, excluded.failing_since)
                             else excluded.failing_since end,
        next_probe_at = case when e.state = 'open' and excluded.last_alive_at is not null
                             then least(e.next_probe_at, excluded.updated_at) else e.next_probe_at end,
        recent_attempts = e.recent_attempts * f.faded + excluded.recent_attempts,
        recent_successes = e.recent_successes * f.faded + excluded.recent_successes,
        recent_millis = e.recent_millis * f.faded + excluded.recent_millis,
        last_error = coalesce(excluded.last_error, e.last_error),
        last_failed_at = coalesce(excluded.last_failed_at, e.last_failed_at),
        last_alive_at = coalesce(excluded.last_alive_at, e.last_alive_at),
        updated_at = greatest(e.updated_at, excluded.updated_at)\
      """
          .replace(
              "f.faded",
              "power(0.5::float8, (least(36000, greatest(0, extract(epoch from excluded.updated_at"
                  + " - e.updated_at))) / 300)::float8)");

  /**
   * $1 failures that are enough, $2 failing since at the latest, $3 failures that are enough for
   * one that just recovered, $4 now, $5 first pause in ms, $6 longest pause in ms, $7 accounts, $8
   * endpoints, $9 pauses in ms that they asked for. Pauses those that fail for long.
   */
  static final String OPEN =
      """
      update broker.endpoint e set state = 'open', changed_at = $4::timestamptz, next_start_at = null, pause_ms = p.ms,
        next_probe_at = $4::timestamptz + p.ms * interval '1 ms'
      from (
        select o.account, o.endpoint, greatest(coalesce(a.ms, 0),
          case when o.state = 'recovering' then least(o.pause_ms * 2, $6::bigint) else $5::bigint end) as ms
        from broker.endpoint o
          left join unnest($7::text[], $8::text[], $9::bigint[]) as a (account, endpoint, ms) using (account, endpoint)
        where (o.state = 'closed' and o.failures >= $1 and o.failing_since <= $2::timestamptz)
          or (o.state = 'recovering' and o.failures >= $3)
        order by 1, 2 for update of o) p
      where e.account = p.account and e.endpoint = p.endpoint
      returning e.account, e.endpoint\
      """;

  /** $1 recovering since at the latest, $2 now. Ends the ramps that are over. */
  static final String CLOSE =
      """
      update broker.endpoint set state = 'closed', changed_at = $2::timestamptz, next_start_at = null
      where (account, endpoint) in (
        select account, endpoint from broker.endpoint where state = 'recovering' and changed_at <= $1::timestamptz
        order by 1, 2 for update)\
      """;

  /** $3 now. Takes the one probe of all nodes, also from a node that died over it. */
  static final String TAKE_PROBE =
      """
      update broker.endpoint set state = 'probing', probe_lease = clock_timestamp() + interval '30 s'
      where account = $1 and endpoint = $2
        and ((state = 'open' and next_probe_at <= $3::timestamptz) or (state = 'probing' and probe_lease < clock_timestamp()))
      returning\s"""
          + COLUMNS;

  /** $1 accounts, $2 endpoints. Says that this node's probes are still under way. */
  static final String KEEP_PROBES =
      """
      update broker.endpoint e set probe_lease = clock_timestamp() + interval '30 s'
      from unnest($1::text[], $2::text[]) as n (account, endpoint)
      where e.account = n.account and e.endpoint = n.endpoint and e.state = 'probing'\
      """;

  /** $3 now. The probe came through, or somebody says that the endpoint is well. */
  static final String RECOVER =
      """
      update broker.endpoint set state = 'recovering', changed_at = $3::timestamptz, failures = 0, failing_since = null,
        probe_lease = null, next_start_at = $3::timestamptz
      where account = $1 and endpoint = $2 and state in ('open', 'probing')
      returning\s"""
          + COLUMNS;

  /**
   * $3 now, $4 longest pause in ms, $5 pause that was asked for in ms, 0 for none. The probe
   * failed.
   */
  static final String STAY_OPEN =
      """
      update broker.endpoint e set state = 'open', probe_lease = null, pause_ms = p.ms,
        next_probe_at = $3::timestamptz + p.ms * interval '1 ms'
      from (select account as a, endpoint as o, greatest(least(pause_ms * 2, $4::bigint), $5::bigint) as ms from broker.endpoint
            where account = $1 and endpoint = $2 and state = 'probing' for update) p
      where e.account = p.a and e.endpoint = p.o
      returning\s"""
          + COLUMNS;

  /** $3 now. The probe was not made after all: somebody else may. */
  static final String LET_GO =
      """
      update broker.endpoint set state = 'open', probe_lease = null, next_probe_at = $3::timestamptz
      where account = $1 and endpoint = $2 and state = 'probing'
      returning\s"""
          + COLUMNS;

  /**
   * $3 now, $4 microseconds to the next one. Lets one message start while the endpoint recovers.
   */
  static final String TAKE_START =
      """
      update broker.endpoint set
        next_start_at = greatest(next_start_at, $3::timestamptz - interval '1 s') + $4::bigint * interval '1 us'
      where account = $1 and endpoint = $2 and state = 'recovering' and next_start_at <= $3::timestamptz
      returning next_start_at\
      """;

  /** Those that fail or are paused, on all accounts. A probe whose process died is nobody's. */
  static final String UNWELL =
      "select "
          + COLUMNS.replace(
              "state,",
              "case when state = 'probing' and probe_lease < clock_timestamp() then 'open' else"
                  + " state end,")
          + " from broker.endpoint where state <> 'closed' or failures > 0 limit 10000";

  /** $1 account, $2 endpoint or null for all, $3 at most. Those that are not well first. */
  static final String LIST =
      "select "
          + COLUMNS
          + " from broker.endpoint where account = $1 and ($2::text is null or endpoint = $2)"
          + " order by (state = 'closed'), failures desc, endpoint limit $3";

  /**
   * $1 account, $2 now, $3 hosts, $4 at most. Looks at so many of those published first and not
   * finished: with null how many these are, then how many of them are due, by what their URLs begin
   * with.
   */
  static final String WAITING =
      """
      with oldest as materialized (
        select url, host, not_before from broker.message where account = $1 and state = 'active' order by created_at limit $4)
      select null, count(*) from oldest
      union all
      select substring(url from '^[^/]*//[^/?]*'), count(*) from oldest
      where not_before <= $2::timestamptz and lower(host) = any($3::text[]) group by 1\
      """;

  /**
   * $1 account, $2 now, $3 host, $4 at most, $5 looks at so many as {@link #WAITING} does. Those
   * that wait for nothing but the endpoint.
   */
  static final String UNTRIED =
      """
      with oldest as materialized (
        select id, url, host, not_before, retried, created_at from broker.message
        where account = $1 and state = 'active' order by created_at limit $5)
      select id, url from oldest where not_before <= $2::timestamptz and lower(host) = $3 and retried = 0
      order by created_at limit $4\
      """;

  /** $1 not heard of since, $2 at most. */
  static final String FORGET =
      """
      delete from broker.endpoint where (account, endpoint) in (
        select account, endpoint from broker.endpoint where updated_at < $1::timestamptz and state = 'closed'
        limit $2::bigint for update skip locked)\
      """;
}
