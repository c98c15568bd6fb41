package dev.stashline.broker;

/** The statements on what was published by SQL. */
final class IntakeSql {
  private IntakeSql() {}

  /** One node after the other, so that a queue gets its messages in order. Any number. */
  static final String LOCK = "select pg_advisory_xact_lock(7301562912)";

  /** Whether there is anything: asked often, answered from an index that is empty. */
  static final String ANY = "select from broker.intake limit 1";

  /**
   * $1 behind this position, $2 at most so many, $3 and so many bytes, though one at least. In any
   * order; with how long ago it was called for, in seconds.
   */
  static final String TAKE =
      """
      delete from broker.intake i using (
        select position from (
          select position, sum(bytes) over (order by position) - bytes as before
          from (select position, octet_length(body) as bytes from broker.intake where position > $1 order by position limit $2) f) s
        where before < $3) t
      where i.position = t.position
      returning i.position, i.id, i.account, i.destination, i.headers::text, i.body,
        extract(epoch from clock_timestamp() - i.called_at)::float8\
      """;

  /** $1 the largest body. */
  static final String SAY_LIMIT =
      """
      insert into broker.publish_limit as l (max_body) values ($1)
      on conflict (only_row) do update set max_body = excluded.max_body where l.max_body <> excluded.max_body\
      """;

  /** $1 ids, $2 readable until, $3 expiry. */
  static final String FAIL =
      "update broker.message set state = 'failed', readable_until = $2, expires_at = $3 where id ="
          + " any($1::uuid[])";
}
