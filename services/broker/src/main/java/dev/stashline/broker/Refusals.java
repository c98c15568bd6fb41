package dev.stashline.broker;

import dev.stashline.jobs.JobTransaction;
import dev.stashline.qstash.BadRequestException;
import dev.stashline.qstash.LogState;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Tuple;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/**
 * What was published by SQL and cannot be a message: nobody is there to be told, so it becomes a
 * dead letter with the reason, without an attempt.
 */
final class Refusals {
  private final BrokerConfig config;
  private final InstantSource clock;

  Refusals(BrokerConfig config, InstantSource clock) {
    this.config = config;
    this.clock = clock;
  }

  /** What is refused, and why. */
  record Refused(Taken taken, String reason) {}

  /**
   * Whether a failure lies in what was published, so that it is no use to try again: data exception
   * and integrity constraint violation are classes 22 and 23 (PostgreSQL, appendix A).
   */
  static boolean is(Throwable failure) {
    return switch (failure) {
      case BadRequestException e -> true;
      case ApiError e -> e.status() < 500;
      case IllegalArgumentException e -> true;
      case PgException e -> e.getSqlState().startsWith("22") || e.getSqlState().startsWith("23");
      default -> false;
    };
  }

  /** For people; not what Postgres says, which may repeat what was to be stored. */
  static String reason(Throwable failure) {
    return failure instanceof PgException e
        ? "it cannot be stored (" + e.getSqlState() + ")"
        : String.valueOf(failure.getMessage());
  }

  Future<Void> bury(JobTransaction tx, List<Refused> refused) {
    if (refused.isEmpty()) {
      return Future.succeededFuture();
    }
    var now = clock.instant();
    var drafts = refused.stream().map(each -> draft(each.taken(), now)).toList();
    var ids = drafts.stream().map(Draft::id).toArray(UUID[]::new);
    var forgotten = Publishing.utc(now.plus(config.longestRetention()));
    return tx.sql()
        .preparedQuery(MessageSql.INSERT)
        .execute(Publishing.rows(drafts))
        .compose(
            v ->
                tx.sql()
                    .preparedQuery(IntakeSql.FAIL)
                    .execute(
                        Tuple.of(ids, Publishing.utc(now.plus(config.keepFinished())), forgotten)))
        .compose(v -> tx.sql().preparedQuery(MessageSql.FIND_ALL).execute(Tuple.of((Object) ids)))
        .compose(
            rows -> {
              var reasons = new LinkedHashMap<UUID, String>();
              refused.forEach(each -> reasons.put(each.taken().id(), each.reason()));
              var lines = new LogLines();
              for (var row : rows) {
                var message = Message.of(row, 0);
                lines.failed(now, message, String.valueOf(reasons.get(message.id())), null);
                lines.add(now, message, LogState.FAILED);
              }
              return lines.write(tx.sql());
            })
        .compose(v -> tx.sql().preparedQuery(MessageSql.BURY).execute(letters(refused, now)))
        .mapEmpty();
  }

  private Tuple letters(List<Refused> refused, Instant now) {
    return Tuple.of(
            now.toEpochMilli(),
            refused.stream().map(each -> each.taken().account()).toArray(String[]::new),
            refused.stream().map(each -> each.taken().id()).toArray(UUID[]::new),
            refused.stream().map(each -> 0).toArray(Integer[]::new),
            refused.stream().map(each -> "{}").toArray(String[]::new),
            refused.stream()
                .map(each -> Buffer.buffer(each.reason().getBytes(StandardCharsets.UTF_8)))
                .toArray(Buffer[]::new))
        .addValue(Publishing.utc(now.plus(config.dlqRetention())));
  }

  /**
   * As much of it as can be read again: the letter is shown, and may be retried with other
   * settings.
   */
  private static Draft draft(Taken taken, Instant now) {
    return Draft.of(
            taken.account(),
            new Via(taken.queue(), null, null, null),
            taken.shownUrl(),
            Message.read(readable(taken.headers(), now), now),
            taken.body(),
            null,
            now)
        .as(taken.id(), now);
  }

  private static Map<String, List<String>> readable(
      List<Map.Entry<String, String>> headers, Instant now) {
    var kept = new LinkedHashMap<String, List<String>>();
    var plain = new LinkedHashMap<String, List<String>>();
    for (var header : headers) {
      String name = header.getKey();
      if (!isReadable(Map.of(name, List.of(header.getValue())), now)) {
        continue;
      }
      kept.computeIfAbsent(name, absent -> new ArrayList<>()).add(header.getValue());
      if (!name.toLowerCase(Locale.ROOT).startsWith("upstash-") || isForwarded(name)) {
        plain.computeIfAbsent(name, absent -> new ArrayList<>()).add(header.getValue());
      }
    }
    return isReadable(kept, now) ? kept : isReadable(plain, now) ? plain : Map.of();
  }

  private static boolean isForwarded(String name) {
    return name.regionMatches(true, 0, "Upstash-Forward-", 0, "Upstash-Forward-".length());
  }

  private static boolean isReadable(Map<String, List<String>> headers, Instant now) {
    try {
      Message.read(headers, now);
      return true;
    } catch (BadRequestException e) {
      return false;
    }
  }
}
