package dev.stashline.messages;

import static dev.stashline.messages.MessageRow.utc;

import dev.stashline.runtime.Problem;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The scheduled messages, in Postgres. Any thread; a future that fails has changed nothing. */
final class MessageStore {
  private static final Logger log = LoggerFactory.getLogger(MessageStore.class);

  private final Pool pool;

  MessageStore(Pool pool) {
    this.pool = pool;
  }

  /** Counts over all messages of a coach; deliveries are those of all occurrences. */
  record Statistics(
      long totalSchedules,
      long activeSchedules,
      long completedSchedules,
      long activeTemplates,
      long totalDeliveries,
      long successfulDeliveries,
      long failedDeliveries,
      long skippedDeliveries,
      long pendingDeliveries) {}

  /** A message, and the revision that somebody has to tell QStash of. */
  record Revised(String id, int revision) {}

  /** Empty if the id is taken. Fails with 400 if the template is not one of the coach's. */
  Future<Optional<ScheduledMessage>> insert(
      SqlClient tx, String id, Coach coach, MessageDraft draft, Instant next, Instant now) {
    return tx.preparedQuery(MessageSql.INSERT)
        .execute(
            MessageRow.draft(Tuple.of(id, coach.tenant(), coach.id()), draft)
                .addOffsetDateTime(utc(next))
                .addOffsetDateTime(utc(now)))
        .map(MessageStore::one)
        .map(made -> made.map(message -> withTemplate(message, draft)));
  }

  private static ScheduledMessage withTemplate(ScheduledMessage stored, MessageDraft draft) {
    if (draft.templateId() != null && stored.templateId() == null) {
      throw Problem.invalid("/templateId", "is no template of this coach").exception();
    }
    return stored;
  }

  /** Empty if there is none, or it is another coach's. */
  Future<Optional<ScheduledMessage>> find(Coach coach, String id) {
    return find(id).map(found -> found.filter(coach::owns));
  }

  Future<Optional<ScheduledMessage>> find(String id) {
    return pool.preparedQuery(MessageSql.FIND).execute(Tuple.of(id)).map(MessageStore::one);
  }

  /** As {@link #find(Coach, String)}; nobody changes or fires it before the transaction ends. */
  Future<Optional<ScheduledMessage>> lock(SqlClient tx, Coach coach, String id) {
    return tx.preparedQuery(MessageSql.LOCK)
        .execute(Tuple.of(id))
        .map(MessageStore::one)
        .map(found -> found.filter(coach::owns));
  }

  /** Fails with 400 if the template is not one of the coach's. */
  Future<ScheduledMessage> update(
      SqlClient tx,
      String id,
      MessageDraft draft,
      MessageStatus status,
      @Nullable Instant next,
      Instant now) {
    return tx.preparedQuery(MessageSql.UPDATE)
        .execute(
            MessageRow.draft(Tuple.of(id), draft)
                .addString(status.word())
                .addOffsetDateTime(utc(next))
                .addOffsetDateTime(utc(now)))
        .map(rows -> withTemplate(one(rows).orElseThrow(), draft));
  }

  Future<ScheduledMessage> change(
      SqlClient tx, String id, MessageStatus status, @Nullable Instant next, Instant now) {
    return tx.preparedQuery(MessageSql.CHANGE_STATUS)
        .execute(Tuple.of(id, status.word(), utc(next), utc(now)))
        .map(rows -> one(rows).orElseThrow());
  }

  /**
   * Newest first.
   *
   * @param before goes on where a page ended; null for the first
   */
  Future<List<ScheduledMessage>> list(
      Coach coach,
      @Nullable MessageStatus status,
      @Nullable String type,
      @Nullable Long before,
      int atMost) {
    return pool.preparedQuery(status == null ? MessageSql.LIST : MessageSql.LIST_OF_STATUS)
        .execute(
            Tuple.from(
                Arrays.asList(
                    coach.tenant(),
                    coach.id(),
                    status == null ? null : status.word(),
                    type,
                    before,
                    atMost)))
        .map(MessageStore::all);
  }

  /** Those of the messages that are due, until the transaction ends nobody else's. */
  Future<List<ScheduledMessage>> lockDue(SqlClient tx, List<String> ids, Instant now) {
    return tx.preparedQuery(MessageSql.LOCK_DUE)
        .execute(Tuple.of(ids.toArray(String[]::new), utc(now)))
        .map(MessageStore::all);
  }

  /** The ids of what was due at an instant, the oldest first. */
  Future<List<String>> due(Instant at, int atMost) {
    return pool.preparedQuery(MessageSql.DUE)
        .execute(Tuple.of(utc(at), atMost))
        .map(
            rows ->
                StreamSupport.stream(rows.spliterator(), false)
                    .map(row -> row.getString(0))
                    .toList());
  }

  /** When the first one is due that is not yet at this instant; empty for none. */
  Future<Optional<Instant>> nextDue(Instant after) {
    return pool.preparedQuery(MessageSql.NEXT_DUE)
        .execute(Tuple.of(utc(after)))
        .map(
            rows ->
                rows.size() == 0
                    ? Optional.empty()
                    : Optional.of(rows.iterator().next().getOffsetDateTime(0).toInstant()));
  }

  Future<List<Revised>> toArm(Instant near, int atMost) {
    return pool.preparedQuery(MessageSql.TO_ARM)
        .execute(Tuple.of(utc(near), atMost))
        .map(MessageStore::revised);
  }

  Future<List<Revised>> untold(Instant before) {
    return pool.preparedQuery(MessageSql.UNTOLD)
        .execute(Tuple.of(utc(before)))
        .map(MessageStore::revised);
  }

  Future<List<ScheduledMessage>> withSchedules(String afterId, int atMost) {
    return pool.preparedQuery(MessageSql.WITH_SCHEDULES)
        .execute(Tuple.of(afterId, atMost))
        .map(MessageStore::all);
  }

  Future<?> told(SqlClient sql, String id, ScheduledMessage.QueueEntry entry) {
    var kind = entry.kind();
    return sql.preparedQuery(MessageSql.TOLD)
        .execute(
            Tuple.from(
                Arrays.asList(
                    id,
                    entry.revision(),
                    entry.id(),
                    kind == null ? null : kind.name().toLowerCase(java.util.Locale.ROOT),
                    utc(entry.time()))));
  }

  Future<Statistics> statistics(Coach coach) {
    return pool.preparedQuery(MessageSql.STATISTICS)
        .execute(Tuple.of(coach.tenant(), coach.id()))
        .map(rows -> rows.iterator().next())
        .map(
            row ->
                new Statistics(
                    row.getLong(0),
                    row.getLong(1),
                    row.getLong(2),
                    row.getLong(3),
                    row.getLong(4),
                    row.getLong(5),
                    row.getLong(6),
                    row.getLong(7),
                    row.getLong(8)));
  }

  private static Optional<ScheduledMessage> one(RowSet<Row> rows) {
    return rows.size() == 0
        ? Optional.empty()
        : Optional.of(MessageRow.read(rows.iterator().next()));
  }

  /** A row that was spoilt by hand holds up no other. */
  private static List<ScheduledMessage> all(RowSet<Row> rows) {
    var found = new ArrayList<ScheduledMessage>();
    for (Row row : rows) {
      try {
        found.add(MessageRow.read(row));
      } catch (IllegalStateException e) {
        log.error("passed over: {}", e.getMessage());
      }
    }
    return found;
  }

  private static List<Revised> revised(RowSet<Row> rows) {
    var found = new ArrayList<Revised>();
    rows.forEach(row -> found.add(new Revised(row.getString(0), row.getInteger(1))));
    return found;
  }
}
