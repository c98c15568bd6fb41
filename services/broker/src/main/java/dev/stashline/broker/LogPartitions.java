package dev.stashline.broker;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;

/** The log's partitions: one a UTC day, made ahead, dropped past the retention. */
final class LogPartitions {
  private static final DateTimeFormatter DAY = DateTimeFormatter.BASIC_ISO_DATE;

  /** Held for the transaction, so that nodes make partitions one after the other. Any number. */
  private static final long LOCK = 7_301_562_911L;

  private final Pool pool;
  private volatile LocalDate readyUntil = LocalDate.MIN;

  LogPartitions(Pool pool) {
    this.pool = pool;
  }

  /**
   * Completes at once when lines of this day, and of tomorrow, can be written; otherwise after
   * making their partitions. Not to be called in a transaction that has touched the log.
   */
  Future<Void> ready(Instant now) {
    var day = LocalDate.ofInstant(now, ZoneOffset.UTC);
    return day.isBefore(readyUntil) ? Future.succeededFuture() : make(day);
  }

  private Future<Void> make(LocalDate day) {
    var statements = new StringBuilder();
    // The day before too: a node whose clock is behind writes there.
    for (var each = day.minusDays(1); !each.isAfter(day.plusDays(2)); each = each.plusDays(1)) {
      statements.append(
          """
          if to_regclass('broker.log_%1$s') is null then
            create table broker.log_%1$s (like broker.log including defaults);
            alter table broker.log attach partition broker.log_%1$s for values from ('%2$s 00:00+00') to ('%3$s 00:00+00');
          end if;
          """
              .formatted(DAY.format(each), each, each.plusDays(1)));
    }
    return pool.query(
            "do $$ begin perform pg_advisory_xact_lock(" + LOCK + "); " + statements + " end $$")
        .execute()
        .map(
            done -> {
              readyUntil = day.plusDays(2);
              return null;
            });
  }

  /** Drops the partitions whose last line is older than the retention. */
  Future<Void> drop(Instant now, Duration retention) {
    var last = LocalDate.ofInstant(now.minus(retention), ZoneOffset.UTC);
    return pool.query(
            "select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid"
                + " where i.inhparent = 'broker.log'::regclass")
        .execute()
        .compose(
            rows -> {
              var old = new ArrayList<String>();
              for (Row row : rows) {
                String name = row.getString(0);
                if (LocalDate.parse(name.substring("log_".length()), DAY).isBefore(last)) {
                  old.add("broker." + name);
                }
              }
              return old.isEmpty()
                  ? Future.succeededFuture()
                  : pool.query("drop table if exists " + String.join(", ", old))
                      .execute()
                      .mapEmpty();
            });
  }
}
