package dev.stashline.jobs;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads the columns that the statements name, by position. */
final class JobRows {
  private JobRows() {}

  /** What {@link #claimedJob} reads, in its order. */
  static final String CLAIMED =
      "id, queue, kind, subject, args::text, attempt, max_attempts, epoch, lane, strict, run_at, created_at, cancel_requested";

  static OffsetDateTime utc(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }

  static @Nullable Instant instant(Row row, int column) {
    var at = row.getOffsetDateTime(column);
    return at == null ? null : at.toInstant();
  }

  static Set<UUID> ids(RowSet<Row> rows) {
    var ids = HashSet.<UUID>newHashSet(rows.size());
    for (Row row : rows) {
      var id = row.getUUID(0);
      if (id != null) {
        ids.add(id);
      }
    }
    return ids;
  }

  /** The texts of a column, the nulls left out. */
  static Set<String> texts(RowSet<Row> rows, int column) {
    var texts = new HashSet<String>();
    for (Row row : rows) {
      var text = row.getString(column);
      if (text != null) {
        texts.add(text);
      }
    }
    return texts;
  }

  static List<ClaimedJob> claimed(RowSet<Row> rows) {
    var jobs = new ArrayList<ClaimedJob>(rows.size());
    for (Row row : rows) {
      jobs.add(claimedJob(row));
    }
    return jobs;
  }

  static ClaimedJob claimedJob(Row row) {
    return new ClaimedJob(
        row.getUUID(0),
        row.getString(1),
        row.getString(2),
        row.getString(3),
        row.getString(4),
        row.getInteger(5),
        row.getInteger(6),
        row.getInteger(7),
        row.getString(8),
        row.getBoolean(9),
        row.getOffsetDateTime(10).toInstant(),
        row.getOffsetDateTime(11).toInstant(),
        row.getBoolean(12));
  }

  static JobView view(Row row) {
    return new JobView(
        row.getUUID(0),
        row.getString(1),
        row.getString(2),
        row.getString(3),
        JobState.of(row.getString(4)),
        Priority.values()[row.getShort(5)],
        row.getString(6),
        row.getOffsetDateTime(7).toInstant(),
        row.getInteger(8),
        row.getInteger(9),
        row.getInteger(10),
        row.getString(11),
        instant(row, 12),
        row.getBoolean(13),
        row.getString(14),
        row.getOffsetDateTime(15).toInstant(),
        instant(row, 16),
        instant(row, 17));
  }

  static JobView.StepView step(Row row) {
    return new JobView.StepView(
        row.getString(0),
        JobView.StepView.State.valueOf(row.getString(1).toUpperCase(Locale.ROOT)),
        row.getInteger(2),
        row.getOffsetDateTime(3).toInstant(),
        instant(row, 4));
  }
}
