package dev.stashline.webhooks;

/** The statements of {@link Receipts}, each named after the method that uses it. */
final class ReceiptSql {
  private ReceiptSql() {}

  /**
   * $1 source text, $2 message id text, $3 job id uuid, $4 schedule id text or null, $5 now
   * timestamptz. Waits for another transaction that is writing the same receipt; no row means that
   * there is one.
   */
  static final String WRITE =
      """
      insert into webhooks.receipt (source, message_id, outcome, job_id, schedule_id, at)
      values ($1, $2, 'enqueued', $3, $4, $5)
      on conflict (source, message_id) do nothing returning job_id""";

  /** $1 source text, $2 message id text. */
  static final String FIND =
      "select job_id from webhooks.receipt where source = $1 and message_id = $2";

  /** $1 source text, $2 message id text, $3 the earlier job's id uuid. */
  static final String JOIN =
      "update webhooks.receipt set outcome = 'joined', job_id = $3 where source = $1 and message_id = $2";

  /** $1 older than timestamptz, $2 at most integer. */
  static final String PRUNE =
      """
      delete from webhooks.receipt where (source, message_id) in (
        select source, message_id from webhooks.receipt where at < $1 order by at limit $2 for update skip locked)""";
}
