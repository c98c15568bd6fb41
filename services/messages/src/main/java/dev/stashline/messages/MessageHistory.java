package dev.stashline.messages;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import dev.stashline.runtime.Json;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What became of a message: its occurrences, its deliveries, who did what to it. */
final class MessageHistory {
  private static final String TRAIL =
      """
      select at, actor, entity, entity_id, before, after from audit.entry
      where (entity = 'scheduled_message' and entity_id = $1)
        or (entity = 'message_occurrence' and entity_id in
          (select id::text from public.message_occurrences where message_id = $1 order by due_at desc limit 200))
      order by id desc limit 500""";

  private final Pool pool;

  MessageHistory(Pool pool) {
    this.pool = pool;
  }

  /**
   * @param lateMillis from its time to the last client's copy, or to its firing as long as nobody
   *     has one
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record OccurrenceView(
      UUID id,
      Instant dueAt,
      Instant firedAt,
      String firedBy,
      String status,
      @Nullable String reason,
      int recipients,
      int pending,
      int sent,
      int failed,
      int skipped,
      long lateMillis) {}

  /**
   * @param attempts each with its time and how it ended
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record DeliveryView(
      UUID id,
      UUID occurrenceId,
      Instant dueAt,
      String userId,
      String status,
      String streamMessageId,
      @Nullable Instant notBefore,
      @Nullable Instant sentAt,
      @Nullable String errorMessage,
      JsonNode attempts,
      Instant createdAt) {}

  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Trace(
      Instant at,
      String actor,
      String entity,
      String entityId,
      @Nullable String before,
      @Nullable String after) {}

  /** Newest first; {@code before} goes on where a page ended. */
  Future<List<OccurrenceView>> occurrences(String message, @Nullable Instant before, int atMost) {
    return pool.preparedQuery(OccurrenceSql.OF_MESSAGE)
        .execute(Tuple.from(Arrays.asList(message, MessageRow.utc(before), atMost)))
        .map(
            rows -> {
              var found = new ArrayList<OccurrenceView>();
              rows.forEach(row -> found.add(occurrence(row)));
              return found;
            });
  }

  private static OccurrenceView occurrence(Row row) {
    var due = row.getOffsetDateTime(1).toInstant();
    var fired = row.getOffsetDateTime(2).toInstant();
    var last = MessageRow.instant(row.getOffsetDateTime(11));
    return new OccurrenceView(
        row.getUUID(0),
        due,
        fired,
        row.getString(3),
        row.getString(4),
        row.getString(5),
        row.getInteger(6),
        row.getInteger(7),
        row.getInteger(8),
        row.getInteger(9),
        row.getInteger(10),
        Duration.between(due, last == null ? fired : last).toMillis());
  }

  /** Newest first; {@code before} and {@code beforeId} go on where a page ended. */
  Future<List<DeliveryView>> deliveries(
      String message,
      @Nullable String status,
      @Nullable Instant before,
      @Nullable UUID beforeId,
      int atMost) {
    return pool.preparedQuery(DeliverySql.OF_MESSAGE)
        .execute(
            Tuple.from(Arrays.asList(message, status, MessageRow.utc(before), beforeId, atMost)))
        .map(
            rows -> {
              var found = new ArrayList<DeliveryView>();
              rows.forEach(row -> found.add(delivery(row)));
              return found;
            });
  }

  private static DeliveryView delivery(Row row) {
    return new DeliveryView(
        row.getUUID(0),
        row.getUUID(1),
        row.getOffsetDateTime(2).toInstant(),
        row.getString(3),
        row.getString(4),
        row.getString(5),
        MessageRow.instant(row.getOffsetDateTime(6)),
        MessageRow.instant(row.getOffsetDateTime(7)),
        row.getString(8),
        Json.tree(row.getString(9)),
        row.getOffsetDateTime(10).toInstant());
  }

  /** Newest first: who created, edited, paused, and what fired. */
  Future<List<Trace>> trail(String message) {
    return pool.preparedQuery(TRAIL)
        .execute(Tuple.of(message))
        .map(
            rows -> {
              var found = new ArrayList<Trace>();
              for (Row row : rows) {
                found.add(
                    new Trace(
                        row.getOffsetDateTime(0).toInstant(),
                        row.getString(1),
                        row.getString(2),
                        row.getString(3),
                        row.getString(4),
                        row.getString(5)));
              }
              return found;
            });
  }
}
