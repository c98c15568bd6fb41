package dev.stashline.broker;

import dev.stashline.jobs.JobTransaction;
import dev.stashline.jobs.SettleHook;
import dev.stashline.jobs.Verdict;
import dev.stashline.qstash.DlqId;
import dev.stashline.qstash.LogState;
import dev.stashline.runtime.Json;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What follows from an attempt, written in the transaction that settles its job.
 *
 * <pre>
 *   verdict    log             message      besides
 *   complete   DELIVERED       delivered    callback
 *   retry      ERROR, RETRY    active       callback
 *   discard    ERROR, FAILED   failed       callback, dead letter, failure callback
 *   cancel     -               cancelled    whoever cancelled wrote the lines
 * </pre>
 */
final class AfterAttempt implements SettleHook {
  private final Publishing publishing;
  private final Runs runs;
  private final RunFailures failures;
  private final LogPartitions partitions;
  private final BrokerConfig config;
  private final InstantSource clock;

  AfterAttempt(
      Publishing publishing,
      Runs runs,
      RunFailures failures,
      LogPartitions partitions,
      BrokerConfig config,
      InstantSource clock) {
    this.publishing = publishing;
    this.runs = runs;
    this.failures = failures;
    this.partitions = partitions;
    this.config = config;
    this.clock = clock;
  }

  /** A job's end with the message it is about; no report if the attempt was cut off. */
  private record Ending(Message message, Verdict verdict, @Nullable Report report) {
    Report reportOr(String error, Instant now) {
      return report == null ? new Report(message, null, error, now) : report;
    }
  }

  @Override
  public Future<Void> settled(JobTransaction tx, List<Settled> jobs) {
    var ended =
        jobs.stream()
            .filter(
                job ->
                    !(job.verdict() instanceof Verdict.SnoozeUntil
                        || job.verdict() instanceof Verdict.HandBack
                        || job.verdict() instanceof Verdict.Cancel))
            .toList();
    endTurns(tx, jobs);
    if (ended.isEmpty()) {
      return Future.succeededFuture();
    }
    return partitions
        .ready(clock.instant())
        .compose(v -> endings(tx, ended))
        .compose(endings -> write(tx, endings));
  }

  private static void endTurns(JobTransaction tx, List<Settled> jobs) {
    Turns.end(
        tx,
        jobs.stream()
            .filter(
                job ->
                    job.verdict() instanceof Verdict.Complete
                        || job.verdict() instanceof Verdict.Discard
                        || job.verdict() instanceof Verdict.Cancel)
            .map(job -> job.job().id())
            .toList());
  }

  /** Reads the messages of attempts that did not get so far as to report. */
  private Future<List<Ending>> endings(JobTransaction tx, List<Settled> jobs) {
    var endings = new ArrayList<Ending>();
    var silent = new HashMap<UUID, Settled>();
    for (Settled job : jobs) {
      if (job.result() instanceof Report report) {
        endings.add(new Ending(report.message(), job.verdict(), report));
      } else {
        silent.put(Turns.message(job.job().id()), job);
      }
    }
    if (silent.isEmpty()) {
      return Future.succeededFuture(endings);
    }
    return tx.sql()
        .preparedQuery(MessageSql.FIND_ALL)
        .execute(Tuple.of((Object) silent.keySet().toArray(UUID[]::new)))
        .map(
            rows -> {
              for (Row row : rows) {
                var message = Message.of(row, 0);
                var job = silent.get(message.id());
                if (job != null) {
                  endings.add(new Ending(message, job.verdict(), null));
                }
              }
              return endings;
            });
  }

  /** An ending whose message was cancelled in the meantime has no consequences. */
  private Future<Void> write(JobTransaction tx, List<Ending> endings) {
    var now = clock.instant();
    return settle(tx, endings, now)
        .compose(
            changed ->
                follow(
                    tx,
                    endings.stream().filter(e -> changed.contains(e.message().id())).toList(),
                    now));
  }

  private Future<Void> follow(JobTransaction tx, List<Ending> endings, Instant now) {
    var lines = new LogLines();
    var callbacks = new ArrayList<Draft>();
    var dead = new ArrayList<Report>();
    var deadInRuns = new ArrayList<Report>();
    for (Ending ending : endings) {
      var message = ending.message();
      switch (ending.verdict()) {
        case Verdict.Complete v -> {
          var report = ending.reportOr("", now);
          lines.delivered(now, message, report);
          callback(callbacks, report, now);
        }
        case Verdict.RetryAt(var at, var reason) -> {
          lines.failed(now, message, reason, ending.report());
          lines.retry(now, message, at);
          if (ending.report() != null) {
            callback(callbacks, ending.report(), now);
          }
        }
        case Verdict.Discard(var reason) -> {
          var report = ending.reportOr(reason, now);
          lines.failed(now, message, reason, ending.report());
          lines.add(now, message, LogState.FAILED);
          callback(callbacks, report, now);
          (RunPart.of(message.settings()).isPresent() ? deadInRuns : dead).add(report);
        }
        default -> {}
      }
    }
    return lines
        .write(tx.sql())
        .compose(v -> failures.end(tx, deadInRuns))
        .compose(
            failed -> {
              var buried = new ArrayList<>(dead);
              deadInRuns.stream()
                  .filter(report -> failed.runs().containsKey(report.message().id()))
                  .forEach(buried::add);
              return bury(tx, buried, now)
                  .compose(
                      graves -> {
                        for (Report report : dead) {
                          var grave = graves.get(report.message().id());
                          failureCallback(callbacks, report, grave, now);
                        }
                        return failures.follow(tx, failed, deadInRuns, graves, now);
                      });
            })
        .compose(
            drafts -> {
              callbacks.addAll(drafts);
              return runs.keepActive(tx, callbacks);
            })
        .compose(drafts -> publishing.store(tx, drafts))
        .mapEmpty();
  }

  private static void callback(List<Draft> callbacks, Report report, Instant now) {
    var callback = report.message().settings().callback();
    if (callback != null) {
      callbacks.add(Draft.of(callback, report.message(), CallbackBodies.of(report, null), now));
    }
  }

  private static void failureCallback(
      List<Draft> callbacks, Report report, @Nullable DlqId grave, Instant now) {
    var callback = report.message().settings().failureCallback();
    if (callback != null) {
      callbacks.add(Draft.of(callback, report.message(), CallbackBodies.of(report, grave), now));
    }
  }

  private Future<Set<UUID>> settle(JobTransaction tx, List<Ending> endings, Instant now) {
    int n = endings.size();
    var ids = new UUID[n];
    var states = new String[n];
    var failed = new Integer[n];
    var expiry = new OffsetDateTime[n];
    for (int i = 0; i < n; i++) {
      var ending = endings.get(i);
      var state = state(ending.verdict());
      ids[i] = ending.message().id();
      states[i] = state.word();
      failed[i] = state == Message.State.ACTIVE && ending.report() != null ? 1 : 0;
      expiry[i] =
          switch (state) {
            case ACTIVE -> null;
            case FAILED -> Publishing.utc(now.plus(config.longestRetention()));
            default -> Publishing.utc(now.plus(config.logRetention()));
          };
    }
    return tx.sql()
        .preparedQuery(MessageSql.SETTLE)
        .execute(
            Tuple.of(ids, states, failed, Publishing.utc(now.plus(config.keepFinished())), expiry))
        .map(
            rows -> {
              var changed = new HashSet<UUID>();
              rows.forEach(row -> changed.add(row.getUUID(0)));
              return changed;
            });
  }

  private static Message.State state(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Complete v -> Message.State.DELIVERED;
      case Verdict.Discard v -> Message.State.FAILED;
      case Verdict.Cancel v -> Message.State.CANCELLED;
      default -> Message.State.ACTIVE;
    };
  }

  private Future<Map<UUID, DlqId>> bury(JobTransaction tx, List<Report> dead, Instant now) {
    if (dead.isEmpty()) {
      return Future.succeededFuture(Map.of());
    }
    return tx.sql()
        .preparedQuery(MessageSql.BURY)
        .execute(
            Tuple.of(
                    now.toEpochMilli(),
                    dead.stream().map(report -> report.message().account()).toArray(String[]::new),
                    dead.stream().map(report -> report.message().id()).toArray(UUID[]::new),
                    dead.stream().map(Report::status).toArray(Integer[]::new),
                    dead.stream()
                        .map(report -> Json.write(report.headers()))
                        .toArray(String[]::new),
                    dead.stream()
                        .map(report -> Buffer.buffer(report.body()))
                        .toArray(Buffer[]::new))
                .addValue(Publishing.utc(now.plus(config.dlqRetention()))))
        .map(
            rows -> {
              var graves = new HashMap<UUID, DlqId>();
              for (Row row : rows) {
                graves.put(row.getUUID(0), new DlqId(row.getLong(1), row.getLong(2)));
              }
              return graves;
            });
  }
}
