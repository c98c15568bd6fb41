package dev.stashline.messages;

import dev.stashline.jobs.GroupCommit;
import dev.stashline.jobs.JobQueue;
import dev.stashline.jobs.JobTransaction;
import dev.stashline.jobs.NewJob;
import dev.stashline.runtime.Audit;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Fires messages whose time has come. In one transaction the occurrence gets its row, the message
 * its next time, and the job that sends it is enqueued; so whoever calls however often, an
 * occurrence is fired once. Calls that come together share a commit.
 */
final class Firing {
  private static final String MISSED = "missed: a later occurrence had come before it was fired";

  private final MessageStore store;
  private final JobQueue queue;
  private final MessagesConfig config;
  private final InstantSource clock;
  private final TellJobs tells;
  private final GroupCommit<Call, Boolean> commits;

  private record Call(String message, FiredBy by) {}

  /** One row to be: sent, or recorded as skipped. */
  private record Entry(UUID id, String message, Instant due, String skipped, FiredBy by) {
    boolean isSent() {
      return skipped.isEmpty();
    }
  }

  /**
   * @param tells of messages that come no more
   */
  Firing(
      MessageStore store,
      Pool pool,
      JobQueue queue,
      MessagesConfig config,
      InstantSource clock,
      TellJobs tells) {
    this.store = store;
    this.queue = queue;
    this.config = config;
    this.clock = clock;
    this.tells = tells;
    commits = new GroupCommit<>(500, 2, this::commit, () -> pool.query("select 1").execute());
  }

  /**
   * Fires what is due of a message; completes after the commit with whether anything was. Not due
   * is: unknown, not active, still to come, fired already.
   */
  Future<Boolean> fire(String message, FiredBy by) {
    return commits.submit(new Call(message, by));
  }

  private Future<List<Boolean>> commit(List<Call> calls) {
    var by = new LinkedHashMap<String, FiredBy>();
    calls.forEach(call -> by.putIfAbsent(call.message(), call.by()));
    return queue
        .transaction(tx -> fireDue(tx, by))
        .map(fired -> calls.stream().map(call -> fired.contains(call.message())).toList());
  }

  private Future<Set<String>> fireDue(JobTransaction tx, Map<String, FiredBy> by) {
    var now = clock.instant();
    return store
        .lockDue(tx.sql(), List.copyOf(by.keySet()), now)
        .compose(
            due ->
                due.isEmpty()
                    ? Future.succeededFuture(Set.of())
                    : write(tx, due.stream().map(m -> dueNow(m, now)).toList(), by, now));
  }

  private static DueNow dueNow(ScheduledMessage message, Instant now) {
    Instant due = message.nextSendAt() == null ? now : message.nextSendAt();
    return DueNow.of(message, due, now);
  }

  private Future<Set<String>> write(
      JobTransaction tx, List<DueNow> due, Map<String, FiredBy> by, Instant now) {
    var entries = new ArrayList<Entry>();
    var fired = new HashSet<String>();
    for (DueNow one : due) {
      String id = one.message().id();
      var who = by.getOrDefault(id, FiredBy.CLOCK);
      one.missed().forEach(at -> entries.add(new Entry(NewJob.newId(), id, at, MISSED, who)));
      entries.add(
          new Entry(
              NewJob.newId(), id, one.newest(), one.late() ? tooLate(one.message()) : "", who));
      fired.add(id);
    }
    return advance(tx, due, now)
        .compose(tx::enqueue)
        .compose(v -> insert(tx, entries, now))
        .compose(stored -> send(tx, entries, stored, due, now))
        .map(fired);
  }

  private static String tooLate(ScheduledMessage message) {
    return "missed: it could not be fired within " + message.lateMinutes() + " minutes";
  }

  /** Answers the jobs that tell QStash of those that come no more. */
  private Future<List<NewJob>> advance(JobTransaction tx, List<DueNow> due, Instant now) {
    return tx.sql()
        .preparedQuery(MessageSql.FIRED)
        .execute(
            Tuple.of(
                due.stream().map(d -> d.message().id()).toArray(String[]::new),
                due.stream().map(d -> MessageRow.utc(d.next())).toArray(OffsetDateTime[]::new),
                MessageRow.utc(now)))
        .map(
            rows -> {
              var over = new ArrayList<MessageStore.Revised>();
              for (var row : rows) {
                if (row.getBoolean(2)) {
                  over.add(new MessageStore.Revised(row.getString(0), row.getInteger(1)));
                }
              }
              return tells.of(over);
            });
  }

  private static Future<Set<UUID>> insert(JobTransaction tx, List<Entry> entries, Instant now) {
    return tx.sql()
        .preparedQuery(OccurrenceSql.INSERT)
        .execute(
            Tuple.of(
                    entries.stream().map(Entry::id).toArray(UUID[]::new),
                    entries.stream().map(Entry::message).toArray(String[]::new),
                    entries.stream()
                        .map(e -> MessageRow.utc(e.due()))
                        .toArray(OffsetDateTime[]::new),
                    entries.stream()
                        .map(e -> e.isSent() ? "sending" : "skipped")
                        .toArray(String[]::new),
                    entries.stream()
                        .map(e -> e.isSent() ? null : e.skipped())
                        .toArray(String[]::new),
                    MessageRow.utc(now))
                .addArrayOfString(entries.stream().map(e -> e.by().word()).toArray(String[]::new)))
        .map(
            rows -> {
              var stored = new HashSet<UUID>();
              rows.forEach(row -> stored.add(row.getUUID(0)));
              return stored;
            });
  }

  private Future<?> send(
      JobTransaction tx, List<Entry> entries, Set<UUID> stored, List<DueNow> due, Instant now) {
    var jobs = new ArrayList<NewJob>();
    var audit = new ArrayList<Audit.Entry>();
    var busy = new HashSet<String>();
    for (Entry entry : entries) {
      if (!stored.contains(entry.id())) {
        // The same instant was fired before: a message that was set to it twice is sent once.
        continue;
      }
      if (entry.isSent()) {
        jobs.add(MessageJobs.send(config, entry.id(), 0));
        busy.add(entry.message());
      }
      audit.add(
          MessageAudit.occurrence(
              now, entry.by(), entry.id(), entry.isSent() ? "sending" : "skipped"));
    }
    var over =
        due.stream()
            .filter(d -> d.next() == null && !busy.contains(d.message().id()))
            .map(d -> d.message().id())
            .toList();
    return Future.all(tx.enqueue(jobs), Audit.write(tx.sql(), audit))
        .compose(v -> MessageEnds.end(tx.sql(), over, now));
  }
}
