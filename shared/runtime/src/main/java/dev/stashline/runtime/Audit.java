package dev.stashline.runtime;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * The audit log: append only, which the database itself enforces. An entry is written in the
 * transaction of the change it tells of, so that there is never one without the other.
 */
public final class Audit {
  /** The migrations of schema {@code audit}. */
  public static final Migrations.Owner OWNER = new Migrations.Owner("audit", "db/audit");

  /** at, actor, action, entity, entity_id, before, after, run_id. */
  private static final String WRITE =
      """
      insert into audit.entry (at, actor, action, entity, entity_id, before, after, run_id)
      values ($1, $2, $3, $4, $5, $6::text::jsonb, $7::text::jsonb, $8)
      """;

  private Audit() {}

  /**
   * One change.
   *
   * @param actor the user's id, or the name of the part of the system that acted
   * @param action a verb, such as {@code requeue}
   * @param entity the kind of thing, such as {@code payout}
   * @param before what was there, as {@link Json} writes it; null for a creation. Leave out secrets
   *     and what the log has no need of: it is kept for good
   * @param after what is there now; null for a removal
   * @param runId the job or message in whose course it happened; null for a person's request
   */
  public record Entry(
      Instant at,
      String actor,
      String action,
      String entity,
      String entityId,
      @Nullable Object before,
      @Nullable Object after,
      @Nullable String runId) {}

  /**
   * Adds an entry.
   *
   * @param client the transaction's connection
   */
  public static Future<Void> write(SqlClient client, Entry entry) {
    return client
        .preparedQuery(WRITE)
        .execute(
            Tuple.of(
                entry.at().atOffset(ZoneOffset.UTC),
                entry.actor(),
                entry.action(),
                entry.entity(),
                entry.entityId(),
                json(entry.before()),
                json(entry.after()),
                entry.runId()))
        .mapEmpty();
  }

  private static @Nullable String json(@Nullable Object value) {
    return value == null ? null : Json.write(value);
  }
}
