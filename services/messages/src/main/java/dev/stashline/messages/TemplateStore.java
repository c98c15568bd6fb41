package dev.stashline.messages;

import dev.stashline.runtime.Audit;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The templates of coaches. A message copies its text: what becomes of a template changes none. */
final class TemplateStore {
  private static final String COLUMNS =
      "id, number, title, content, category, is_active, created_at, updated_at";

  private static final String INSERT =
      "insert into public.message_templates (id, tenant, coach_id, title, content, category, created_at, updated_at)"
          + " values ($1, $2, $3, $4, $5, $6, $7, $7) returning "
          + COLUMNS;

  private static final String UPDATE =
      "update public.message_templates set title = coalesce($4, title), content = coalesce($5, content),"
          + " category = coalesce($6, category), is_active = coalesce($7, is_active), updated_at = $8"
          + " where tenant = $1 and coach_id = $2 and id = $3 returning "
          + COLUMNS;

  private static final String FIND =
      "select "
          + COLUMNS
          + " from public.message_templates where tenant = $1 and coach_id = $2 and id = $3";

  private static final String LIST =
      "select "
          + COLUMNS
          + " from public.message_templates where tenant = $1 and coach_id = $2 and ($3::text is null or category = $3)"
          + " and ($4::bigint is null or number < $4) order by number desc limit $5";

  private static final String DELETE =
      "delete from public.message_templates where tenant = $1 and coach_id = $2 and id = $3";

  private final Pool pool;
  private final InstantSource clock;

  TemplateStore(Pool pool, InstantSource clock) {
    this.pool = pool;
    this.clock = clock;
  }

  /** A template as its coach sees it. */
  record Template(
      String id,
      long number,
      String title,
      String content,
      String category,
      boolean isActive,
      Instant createdAt,
      Instant updatedAt) {}

  Future<Template> insert(Coach coach, String id, String title, String content, String category) {
    return pool.withTransaction(
        tx ->
            tx.preparedQuery(INSERT)
                .execute(
                    Tuple.of(id, coach.tenant(), coach.id(), title, content, category)
                        .addOffsetDateTime(MessageRow.utc(clock.instant())))
                .map(rows -> read(rows.iterator().next()))
                .compose(made -> audit(tx, coach, id, "created").map(made)));
  }

  /** Null leaves a field as it is. Empty if the coach has no such template. */
  Future<Optional<Template>> update(
      Coach coach,
      String id,
      @Nullable String title,
      @Nullable String content,
      @Nullable String category,
      @Nullable Boolean active) {
    return pool.withTransaction(
        tx ->
            tx.preparedQuery(UPDATE)
                .execute(
                    Tuple.from(
                        Arrays.asList(
                            coach.tenant(),
                            coach.id(),
                            id,
                            title,
                            content,
                            category,
                            active,
                            MessageRow.utc(clock.instant()))))
                .map(TemplateStore::one)
                .compose(
                    found ->
                        found.isEmpty()
                            ? Future.succeededFuture(found)
                            : audit(tx, coach, id, "edited").map(found)));
  }

  Future<Optional<Template>> find(Coach coach, String id) {
    return pool.preparedQuery(FIND)
        .execute(Tuple.of(coach.tenant(), coach.id(), id))
        .map(TemplateStore::one);
  }

  /** Newest first; {@code before} goes on where a page ended. */
  Future<List<Template>> list(
      Coach coach, @Nullable String category, @Nullable Long before, int atMost) {
    return pool.preparedQuery(LIST)
        .execute(Tuple.from(Arrays.asList(coach.tenant(), coach.id(), category, before, atMost)))
        .map(
            rows -> {
              var found = new ArrayList<Template>();
              rows.forEach(row -> found.add(read(row)));
              return found;
            });
  }

  Future<Boolean> delete(Coach coach, String id) {
    return pool.withTransaction(
        tx ->
            tx.preparedQuery(DELETE)
                .execute(Tuple.of(coach.tenant(), coach.id(), id))
                .compose(
                    rows ->
                        rows.rowCount() == 0
                            ? Future.succeededFuture(false)
                            : audit(tx, coach, id, "deleted").map(true)));
  }

  private Future<Void> audit(SqlConnection tx, Coach coach, String id, String after) {
    return Audit.write(
        tx, MessageAudit.by(coach, clock.instant(), MessageAudit.TEMPLATE, id, null, after));
  }

  private static Optional<Template> one(RowSet<Row> rows) {
    return rows.size() == 0 ? Optional.empty() : Optional.of(read(rows.iterator().next()));
  }

  private static Template read(Row row) {
    return new Template(
        row.getString(0),
        row.getLong(1),
        row.getString(2),
        row.getString(3),
        row.getString(4),
        row.getBoolean(5),
        row.getOffsetDateTime(6).toInstant(),
        row.getOffsetDateTime(7).toInstant());
  }
}
