package dev.stashline.runtime;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The append-only record of who changed what, written in the transaction of the change. */
public final class Audit {
  /** What {@link Migrations} needs to make the table. */
  public static final Migrations.Owner MIGRATIONS = new Migrations.Owner("audit", "db/audit");

  /** $1 times, $2 actors, $3 entities, $4 ids, $5 before, $6 after, $7 jobs, $8 messages. */
  static final String WRITE =
      """
      insert into audit.entry (at, actor, entity, entity_id, before, after, job_id, message_id)
      select * from unnest($1::timestamptz[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::uuid[], $8::text[])""";

  private Audit() {}

  /**
   * One change.
   *
   * @param actor a service, or the subject of a person's token
   * @param entity what kind of thing changed
   * @param before its state before, null if it is new
   * @param after its state afterwards, null if it is gone
   * @param job the job in whose name it was changed; null for none
   * @param message the message that asked for it; null for none
   */
  public record Entry(
      Instant at,
      String actor,
      String entity,
      String entityId,
      @Nullable String before,
      @Nullable String after,
      @Nullable UUID job,
      @Nullable String message) {
    public static Entry of(
        Instant at,
        String actor,
        String entity,
        String entityId,
        @Nullable String before,
        @Nullable String after) {
      return new Entry(at, actor, entity, entityId, before, after, null, null);
    }

    public Entry job(UUID id) {
      return new Entry(at, actor, entity, entityId, before, after, id, message);
    }

    public Entry message(String id) {
      return new Entry(at, actor, entity, entityId, before, after, job, id);
    }
  }

  public static Future<Void> write(SqlClient tx, Entry entry) {
    return write(tx, List.of(entry));
  }

  /** Writes entries in one statement. */
  public static Future<Void> write(SqlClient tx, List<Entry> entries) {
    if (entries.isEmpty()) {
      return Future.succeededFuture();
    }
    return tx.preparedQuery(WRITE)
        .execute(
            Tuple.tuple()
                .addValue(
                    entries.stream()
                        .map(e -> e.at().atOffset(ZoneOffset.UTC))
                        .toArray(OffsetDateTime[]::new))
                .addValue(entries.stream().map(Entry::actor).toArray(String[]::new))
                .addValue(entries.stream().map(Entry::entity).toArray(String[]::new))
                .addValue(entries.stream().map(Entry::entityId).toArray(String[]::new))
                .addValue(entries.stream().map(Entry::before).toArray(String[]::new))
                .addValue(entries.stream().map(Entry::after).toArray(String[]::new))
                .addValue(entries.stream().map(Entry::job).toArray(UUID[]::new))
                .addValue(entries.stream().map(Entry::message).toArray(String[]::new)))
        .mapEmpty();
  }
}
