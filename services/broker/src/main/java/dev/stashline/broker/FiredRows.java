package dev.stashline.broker;

import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The arguments of {@link ScheduleSql#FIRED}. */
final class FiredRows {
  private final String[] accounts;
  private final String[] ids;
  private final OffsetDateTime[] next;
  private final OffsetDateTime[] last;
  private final String[] messages;
  private final String[] errors;
  private final Long[] skipped;
  private final Long[] missed;
  private final Long[] late;
  private int n;

  FiredRows(int size) {
    accounts = new String[size];
    ids = new String[size];
    next = new OffsetDateTime[size];
    last = new OffsetDateTime[size];
    messages = new String[size];
    errors = new String[size];
    skipped = new Long[size];
    missed = new Long[size];
    late = new Long[size];
  }

  void add(
      Schedule schedule,
      Instant nextAt,
      @Nullable Instant lastAt,
      @Nullable String published,
      @Nullable String error,
      long leftOut,
      long passed,
      @Nullable Long lateMillis) {
    accounts[n] = schedule.account();
    ids[n] = schedule.id();
    next[n] = nextAt.equals(Instant.MAX) ? null : Publishing.utc(nextAt);
    last[n] = lastAt == null ? null : Publishing.utc(lastAt);
    messages[n] = published;
    errors[n] = error;
    skipped[n] = leftOut;
    missed[n] = passed;
    late[n] = lateMillis;
    n++;
  }

  Tuple tuple() {
    return Tuple.tuple(
        Arrays.asList(accounts, ids, next, last, messages, errors, skipped, missed, late));
  }
}
