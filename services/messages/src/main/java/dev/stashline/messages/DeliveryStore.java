package dev.stashline.messages;

import static dev.stashline.messages.MessageRow.utc;

import dev.stashline.runtime.Json;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Occurrences and deliveries while they are being sent. What changes them is called in the
 * transaction of who holds the job.
 */
final class DeliveryStore {
  private final Pool pool;

  DeliveryStore(Pool pool) {
    this.pool = pool;
  }

  /** One delivery to be; {@code skipped} says why it is not sent at all, null if it is. */
  record Planned(String user, int part, String streamId, @Nullable String skipped) {}

  Future<Optional<FiredOccurrence>> occurrence(UUID id) {
    return pool.preparedQuery(OccurrenceSql.FIND)
        .execute(Tuple.of(id))
        .map(
            rows ->
                rows.size() == 0 ? Optional.empty() : Optional.of(read(rows.iterator().next())));
  }

  private static FiredOccurrence read(Row row) {
    String[] targets = row.getArrayOfStrings(6);
    return new FiredOccurrence(
        row.getUUID(0),
        row.getString(1),
        row.getString(2),
        row.getString(3),
        row.getOffsetDateTime(4).toInstant(),
        row.getString(5),
        targets == null ? null : List.of(targets),
        row.getInteger(7),
        MessageStatus.of(row.getString(8)));
  }

  /** Who of those it is meant for is the coach's client now. */
  Future<List<String>> clients(SqlClient sql, FiredOccurrence occurrence) {
    var targets = occurrence.targets();
    return sql.preparedQuery(DeliverySql.CLIENTS)
        .execute(
            Tuple.from(
                Arrays.asList(
                    occurrence.tenant(),
                    occurrence.coach(),
                    targets == null ? null : targets.toArray(String[]::new))))
        .map(
            rows -> {
              var clients = new ArrayList<String>();
              rows.forEach(row -> clients.add(row.getString(0)));
              return clients;
            });
  }

  /** Stores an occurrence's audience, once; ends the occurrence if nobody is to get it. */
  Future<?> resolved(
      SqlClient tx, FiredOccurrence occurrence, List<Planned> planned, int parts, Instant now) {
    int skipped = (int) planned.stream().filter(p -> p.skipped() != null).count();
    // Only who may end the message takes turns with those who do.
    return (skipped == planned.size() ? lock(tx, occurrence) : Future.succeededFuture())
        .compose(
            v ->
                tx.preparedQuery(OccurrenceSql.RESOLVED)
                    .execute(Tuple.of(occurrence.id(), parts, planned.size(), skipped)))
        .compose(
            rows ->
                rows.size() == 0
                    ? Future.succeededFuture()
                    : insert(tx, occurrence, planned, now)
                        .compose(
                            v ->
                                endIfSettled(
                                    tx, occurrence, rows.iterator().next().getString(0), now)));
  }

  private static Future<?> insert(
      SqlClient tx, FiredOccurrence occurrence, List<Planned> planned, Instant now) {
    return tx.preparedQuery(DeliverySql.INSERT)
        .execute(
            Tuple.of(
                    occurrence.message(),
                    occurrence.id(),
                    planned.stream().map(Planned::user).toArray(String[]::new),
                    planned.stream().map(Planned::part).toArray(Integer[]::new),
                    planned.stream().map(Planned::streamId).toArray(String[]::new),
                    planned.stream().map(Planned::skipped).toArray(String[]::new))
                .addOffsetDateTime(utc(now)));
  }

  /** The copies of a part that wait. */
  Future<List<Copy>> waiting(FiredOccurrence occurrence, int part) {
    return pool.preparedQuery(DeliverySql.WAITING)
        .execute(Tuple.of(occurrence.id(), part, occurrence.tenant(), occurrence.coach()))
        .map(
            rows -> {
              var copies = new ArrayList<Copy>();
              rows.forEach(row -> copies.add(copy(row)));
              return copies;
            });
  }

  private static Copy copy(Row row) {
    var client =
        row.getBoolean(3)
            ? new Client(
                row.getString(0),
                row.getString(4),
                ZoneId.of(row.getString(5)),
                row.getLocalTime(6) == null
                    ? null
                    : new QuietHours(row.getLocalTime(6), row.getLocalTime(7)),
                row.getInteger(8))
            : null;
    return new Copy(
        row.getString(0),
        row.getString(1),
        row.getBoolean(2),
        client,
        row.getString(9),
        row.getBoolean(10));
  }

  /** Parts an occurrence further; answers the number of the first new part. */
  Future<Integer> addParts(UUID occurrence, int count) {
    return pool.preparedQuery(OccurrenceSql.ADD_PARTS)
        .execute(Tuple.of(occurrence, count))
        .map(rows -> rows.iterator().next().getInteger(0) - count);
  }

  Future<?> postpone(
      SqlClient tx, UUID occurrence, int part, List<String> users, int toPart, Instant notBefore) {
    return tx.preparedQuery(DeliverySql.POSTPONE)
        .execute(Tuple.of(occurrence, part, users.toArray(String[]::new), toPart, utc(notBefore)));
  }

  /** Takes a place in a client's day for a copy; false if the day has none left. */
  Future<Boolean> takeDay(
      SqlClient tx, FiredOccurrence occurrence, String user, LocalDate day, int cap) {
    return tx.preparedQuery(DeliverySql.TAKE_DAY)
        .execute(Tuple.of(occurrence.tenant(), user, day, cap))
        .compose(
            rows ->
                rows.size() == 0
                    ? Future.succeededFuture(false)
                    : tx.preparedQuery(DeliverySql.CAPPED)
                        .execute(Tuple.of(occurrence.id(), user, day))
                        .map(true));
  }

  /**
   * Writes how attempts of a part ended; ends the occurrence, and its message, if nobody waits any
   * more.
   */
  Future<?> record(
      SqlClient tx, FiredOccurrence occurrence, int part, List<Attempt> attempts, Instant now) {
    if (attempts.isEmpty()) {
      return Future.succeededFuture();
    }
    return lock(tx, occurrence)
        .compose(
            v ->
                tx.preparedQuery(DeliverySql.RECORD)
                    .execute(
                        Tuple.of(
                                occurrence.id(),
                                attempts.stream().map(Attempt::user).toArray(String[]::new),
                                attempts.stream()
                                    .map(a -> a.status().word())
                                    .toArray(String[]::new),
                                attempts.stream()
                                    .map(a -> utc(a.sentAt()))
                                    .toArray(OffsetDateTime[]::new),
                                attempts.stream().map(Attempt::error).toArray(String[]::new),
                                attempts.stream()
                                    .map(a -> a.call() == null ? null : Json.write(a.call()))
                                    .toArray(String[]::new))
                            .addInteger(part)))
        .compose(
            rows ->
                lastSent(tx, occurrence, attempts)
                    .compose(
                        v ->
                            endIfSettled(
                                tx, occurrence, rows.iterator().next().getString(0), now)));
  }

  private static Future<?> lastSent(
      SqlClient tx, FiredOccurrence occurrence, List<Attempt> attempts) {
    Instant last =
        attempts.stream()
            .map(Attempt::sentAt)
            .filter(java.util.Objects::nonNull)
            .max(Instant::compareTo)
            .orElse(null);
    return last == null
        ? Future.succeededFuture()
        : tx.preparedQuery(DeliverySql.LAST_SENT)
            .execute(Tuple.of(occurrence.message(), utc(last)));
  }

  private static Future<?> endIfSettled(
      SqlClient tx, FiredOccurrence occurrence, String status, Instant now) {
    return status.equals("sending")
        ? Future.succeededFuture()
        : MessageEnds.end(tx, List.of(occurrence.message()), now);
  }

  private static Future<?> lock(SqlClient tx, FiredOccurrence occurrence) {
    return tx.preparedQuery(OccurrenceSql.LOCK_MESSAGES)
        .execute(Tuple.of(new String[] {occurrence.message()}));
  }

  Future<List<String>> waitingClients(SqlClient tx, UUID occurrence, int part) {
    return tx.preparedQuery(DeliverySql.WAITING_CLIENTS)
        .execute(Tuple.of(occurrence, part))
        .map(
            rows -> {
              var users = new ArrayList<String>();
              rows.forEach(row -> users.add(row.getString(0)));
              return users;
            });
  }

  /** Records that the provider has these channels, or is not known to have them any more. */
  Future<?> channels(
      FiredOccurrence occurrence,
      List<String> users,
      List<String> channels,
      @Nullable Instant readyAt) {
    return pool.preparedQuery(DeliverySql.CHANNELS)
        .execute(
            Tuple.of(
                occurrence.tenant(),
                occurrence.coach(),
                users.toArray(String[]::new),
                channels.toArray(String[]::new),
                utc(readyAt)));
  }
}
