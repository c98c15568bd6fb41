package dev.stashline.broker;

/** The statements on users and their tokens. */
final class UserSql {
  private UserSql() {}

  /**
   * $1 id, $2 token hash, $3 current key, $4 next key, $5 hash of the configured keys, $6 now. A
   * user of the settings.
   */
  static final String CONFIGURE =
      """
      insert into broker.account as a (id, token_hash, current_key, next_key, configured, created_at)
      values ($1, $2, $3, $4, $5, $6)
      on conflict (id) do update set token_hash = excluded.token_hash,
        current_key = case when a.configured = excluded.configured then a.current_key else excluded.current_key end,
        next_key = case when a.configured = excluded.configured then a.next_key else excluded.next_key end,
        configured = excluded.configured\
      """;

  /** $1 id. */
  static final String KEYS = "select current_key, next_key from broker.account where id = $1";

  /** $1 id, $2 fresh key. */
  static final String ROTATE =
      "update broker.account set current_key = next_key, next_key = $2 where id = $1 returning"
          + " current_key, next_key";

  /** $1 id, $2 current key, $3 next key, $4 now. Leaves a user alone who is there. */
  static final String MAKE =
      """
      insert into broker.account (id, current_key, next_key, created_at) values ($1, $2, $3, $4)
      on conflict (id) do nothing\
      """;

  /** $1 token's id, $2 account, $3 hash, $4 whether it is read-only, $5 now. */
  static final String ADD_TOKEN =
      "insert into broker.token (id, account, hash, read_only, created_at) values ($1, $2, $3, $4,"
          + " $5)";

  /** $1 account, $2 a token's id, or null for all. */
  static final String REVOKE =
      "delete from broker.token where account = $1 and ($2::text is null or id = $2)";

  static final String TOKENS = "select hash, account, read_only from broker.token";

  /** A row a token, and one for a user without any. */
  static final String LIST =
      """
      select a.id, a.configured is not null, t.id, t.read_only, t.created_at
      from broker.account a left join broker.token t on t.account = a.id order by a.id, t.created_at, t.id\
      """;
}
