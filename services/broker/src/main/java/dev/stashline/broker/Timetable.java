package dev.stashline.broker;

import dev.stashline.jobs.JobTransaction;
import dev.stashline.qstash.Cron;
import dev.stashline.qstash.PublishTarget;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fires schedules. Every node does; whoever locks a due schedule stores its messages and moves it
 * on in one transaction, so that each occurrence is published once.
 *
 * <pre>
 *   timer of the next occurrence, a second at most ─▶ lock what is due ─▶ draft ─▶ messages and next occurrences, one commit
 * </pre>
 */
final class Timetable {
  private static final Logger log = LoggerFactory.getLogger(Timetable.class);
  private static final int AT_ONCE = 250;

  private final Pool pool;
  private final Drafting drafting;
  private final Publishing publishing;
  private final InstantSource clock;
  private final WakeLoop loop;

  Timetable(Vertx vertx, Pool pool, Drafting drafting, Publishing publishing, InstantSource clock) {
    this.pool = pool;
    this.drafting = drafting;
    this.publishing = publishing;
    this.clock = clock;
    loop = new WakeLoop(vertx, "firing schedules", this::tick);
  }

  /** Looks now: at the start, and when a schedule was made or resumed. */
  void wake() {
    loop.wake();
  }

  void stop() {
    loop.stop();
  }

  /** Fires what is due; answers how long there is nothing to do. */
  private Future<Duration> tick() {
    return publishing
        .transaction(tx -> fire(tx, null))
        .compose(
            fired -> fired == AT_ONCE ? Future.succeededFuture(Duration.ZERO) : untilTheNext(),
            this::fireOneByOne);
  }

  private Future<Duration> untilTheNext() {
    return pool.query(ScheduleSql.NEXT)
        .execute()
        .map(
            rows -> {
              var next = rows.iterator().next().getOffsetDateTime(0);
              if (next == null) {
                return WakeLoop.LONGEST_REST;
              }
              var wait = Duration.between(clock.instant(), next.toInstant());
              // What is due and was not locked is another node's this moment.
              return wait.isNegative() || wait.isZero() ? Duration.ofMillis(20) : wait;
            });
  }

  /** A schedule with what its occurrences publish, or why they cannot. */
  private record Firing(
      Schedule schedule,
      Occurrences occurrences,
      boolean overlaps,
      List<Draft> drafts,
      @Nullable String error) {}

  /** A schedule that is due. */
  private record Due(@Nullable OffsetDateTime nextAt, String account, String id) {
    /** Before all others. */
    private static final Due NONE = new Due(null, "", "");

    static Due of(Row row) {
      return new Due(row.getOffsetDateTime(0), row.getString(1), row.getString(2));
    }
  }

  /**
   * What cannot be stored together is stored one by one, however much is due, so that one that
   * cannot be stored keeps no other from firing.
   */
  private Future<Duration> fireOneByOne(Throwable together) {
    log.warn("schedules fire one by one cause={}", Failures.cause(together));
    var stuck = new ArrayList<Due>();
    return fireBehind(Due.NONE, Publishing.utc(clock.instant()), stuck)
        .compose(
            v -> {
              if (stuck.isEmpty()) {
                return untilTheNext();
              }
              log.warn(
                  "schedules could not fire and are tried again count={} account={} schedule={}",
                  stuck.size(),
                  stuck.getFirst().account(),
                  stuck.getFirst().id());
              return Future.succeededFuture(WakeLoop.LONGEST_REST);
            });
  }

  private Future<Void> fireBehind(Due last, OffsetDateTime now, List<Due> stuck) {
    return pool.preparedQuery(ScheduleSql.DUE_BEHIND)
        .execute(Tuple.of(now, last.nextAt(), last.account(), last.id(), (long) AT_ONCE))
        .compose(
            rows -> {
              Future<Void> all = Future.succeededFuture();
              var end = last;
              for (Row row : rows) {
                var due = Due.of(row);
                end = due;
                all = all.compose(v -> fireAlone(due, stuck));
              }
              var next = end;
              return rows.size() < AT_ONCE ? all : all.compose(v -> fireBehind(next, now, stuck));
            });
  }

  /**
   * An occurrence that no message can be made of is given up, and why is written there. What may go
   * well the next time stays due; but without a database none can fire, and the round ends.
   */
  private Future<Void> fireAlone(Due due, List<Due> stuck) {
    return publishing
        .transaction(tx -> fire(tx, due))
        .<Void>mapEmpty()
        .recover(
            failure -> {
              if (!Refusals.is(failure)) {
                stuck.add(due);
                return pool.query("select 1").execute().mapEmpty();
              }
              log.warn(
                  "a schedule does not fire account={} schedule={} cause={}",
                  due.account(),
                  due.id(),
                  Failures.cause(failure));
              return publishing.transaction(tx -> giveUp(tx, due, failure)).mapEmpty();
            });
  }

  private Future<?> giveUp(JobTransaction tx, Due due, Throwable failure) {
    var now = clock.instant();
    return due(tx, due, now)
        .map(
            firings ->
                firings.stream()
                    .map(
                        firing ->
                            new Firing(
                                firing.schedule(),
                                firing.occurrences(),
                                false,
                                List.of(),
                                Refusals.reason(failure)))
                    .toList())
        .compose(firings -> store(tx, firings, now));
  }

  private Future<Integer> fire(JobTransaction tx, @Nullable Due only) {
    var now = clock.instant();
    return due(tx, only, now).compose(firings -> store(tx, firings, now).map(firings.size()));
  }

  private Future<List<Firing>> due(JobTransaction tx, @Nullable Due only, Instant now) {
    return tx.sql()
        .preparedQuery(ScheduleSql.DUE)
        .execute(
            Tuple.tuple(
                Arrays.asList(
                    Publishing.utc(now),
                    (long) AT_ONCE,
                    only == null ? null : only.account(),
                    only == null ? null : only.id())))
        .compose(
            rows -> {
              var firings = new ArrayList<Future<Firing>>();
              for (Row row : rows) {
                firings.add(draft(Schedule.of(row), row.getBoolean(19), now));
              }
              return firings.isEmpty()
                  ? Future.succeededFuture(List.<Firing>of())
                  : Future.all(firings).map(all -> all.<Firing>list());
            });
  }

  /** What is wrong with one schedule is written there, and holds up no other. */
  private Future<Firing> draft(Schedule schedule, boolean underWay, Instant now) {
    var cron = Cron.parse(schedule.cron());
    var occurrences =
        Occurrences.of(
            cron, schedule.missedRuns(), schedule.nextAt() == null ? now : schedule.nextAt(), now);
    if (underWay || occurrences.firing().isEmpty()) {
      return Future.succeededFuture(
          new Firing(schedule, occurrences, underWay, List.of(), schedule.error()));
    }
    return Future.succeededFuture()
        .compose(v -> drafting.drafts(order(schedule)))
        .map(
            drafts -> {
              var all = new ArrayList<>(drafts);
              for (int more = 1; more < occurrences.firing().size(); more++) {
                drafts.forEach(draft -> all.add(draft.anew()));
              }
              return new Firing(schedule, occurrences, false, all, null);
            })
        .recover(
            failure ->
                Future.succeededFuture(
                    new Firing(
                        schedule,
                        occurrences,
                        false,
                        List.of(),
                        String.valueOf(failure.getMessage()))));
  }

  private static Drafting.Order order(Schedule schedule) {
    return new Drafting.Order(
        schedule.account(),
        Via.URL.schedule(schedule.id()).queue(schedule.settings().queueName()),
        PublishTarget.parse(schedule.destination()),
        Message.entries(schedule.messageHeaders()),
        schedule.body(),
        schedule.callerIp());
  }

  private Future<?> store(JobTransaction tx, List<Firing> firings, Instant now) {
    if (firings.isEmpty()) {
      return Future.succeededFuture();
    }
    return publishing
        .store(tx, firings.stream().flatMap(firing -> firing.drafts().stream()).toList())
        .compose(
            published -> {
              var ids = published.stream().map(Publishing.Published::id).iterator();
              var rows = new FiredRows(firings.size());
              for (Firing firing : firings) {
                var mine = new ArrayList<UUID>();
                firing.drafts().forEach(draft -> mine.add(ids.next()));
                add(rows, firing, mine, now);
              }
              return tx.sql().preparedQuery(ScheduleSql.FIRED).execute(rows.tuple());
            });
  }

  private static void add(FiredRows rows, Firing firing, List<UUID> messages, Instant now) {
    var occurrences = firing.occurrences();
    var fired = occurrences.firing();
    boolean published = !messages.isEmpty();
    rows.add(
        firing.schedule(),
        occurrences.next(),
        published ? fired.getLast() : firing.schedule().lastAt(),
        published ? messages.stream().map(UUID::toString).collect(Collectors.joining(",")) : null,
        firing.error(),
        firing.overlaps() ? fired.size() : 0,
        occurrences.missed(),
        published
            ? Long.valueOf(Duration.between(fired.getLast(), now).toMillis())
            : firing.schedule().lateMillis());
  }
}
