package dev.stashline.broker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stashline.jobs.Handler;
import dev.stashline.jobs.Job;
import dev.stashline.jobs.JobQueue;
import dev.stashline.jobs.JobTransaction;
import dev.stashline.jobs.NewJob;
import dev.stashline.jobs.Outcome;
import dev.stashline.qstash.BadRequestException;
import dev.stashline.runtime.Json;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Steps that wait for events. A waiter is a row; whoever deletes it, a notify or the time-out,
 * publishes its step in the same transaction, so one of them does and the other does not.
 */
final class Waiters implements Handler<BrokerJobs.WaitTimeout> {
  /** $1 account, $2 run id. Holds the run, so that a notify and a wait for it do not pass by. */
  private static final String HOLD =
      "select r.id from broker.workflow_run r where r.account = $1 and r.run_id = $2 and r.state ="
          + " 'active' for update";

  /** $1 id, $2 account, $3 run, $4 run id, $5 event, $6 step, $7 request, $8 deadline, $9 now. */
  private static final String WAIT =
      """
      insert into broker.waiter (id, account, run, run_id, event_id, step_key, request, deadline, created_at)
      values ($1, $2, $3, $4, $5, $6, $7::text::json, $8::timestamptz, $9::timestamptz)
      on conflict (run, event_id, step_key) do nothing returning id\
      """;

  /** $1 account, $2 run id, $3 event. The oldest that was told before it was waited for. */
  private static final String TAKE_EVENT =
      """
      delete from broker.event where id = (
        select id from broker.event where account = $1 and run_id = $2 and event_id = $3 order by id limit 1)
      returning data\
      """;

  /** $1 id, $2 account, $3 run id, $4 event, $5 data, $6 expiry. */
  private static final String KEEP_EVENT =
      """
      insert into broker.event (id, account, run_id, event_id, data, expires_at) values ($1, $2, $3, $4, $5, $6)\
      """;

  static final String COLUMNS =
      "w.id, w.account, w.run_id, w.event_id, w.request::text, w.deadline";

  /** A waiter as it is stored. */
  record Waiter(
      UUID id, String account, String runId, String eventId, JsonNode request, Instant deadline) {
    static Waiter of(Row row) {
      return new Waiter(
          row.getUUID(0),
          row.getString(1),
          row.getString(2),
          row.getString(3),
          Json.tree(row.getString(4)),
          row.getOffsetDateTime(5).toInstant());
    }
  }

  /** A waiter that was told, and the message that tells its endpoint. */
  record Notified(Waiter waiter, UUID message) {}

  private final Supplier<JobQueue> queue;
  private final Runs runs;
  private final Publishing publishing;
  private final BrokerConfig config;
  private final InstantSource clock;

  Waiters(
      Supplier<JobQueue> queue,
      Runs runs,
      Publishing publishing,
      BrokerConfig config,
      InstantSource clock) {
    this.queue = queue;
    this.runs = runs;
    this.publishing = publishing;
    this.config = config;
    this.clock = clock;
  }

  /**
   * Lets a step of a run wait; if the event was told before, the step is published at once.
   *
   * @return fails with {@link ApiError} 400 if the run has ended
   * @throws BadRequestException if the headers that the request gives are none a message can have
   * @throws ApiError 412 for a flow-control key without bounds
   */
  Future<?> wait(String account, String runId, String eventId, JsonNode request, Duration timeout) {
    var now = clock.instant();
    var waiter = new Waiter(NewJob.newId(), account, runId, eventId, request, now.plus(timeout));
    config.quotas().check(draft(waiter, null, now).settings());
    return publishing.transaction(
        tx ->
            tx.sql()
                .preparedQuery(HOLD)
                .execute(Tuple.of(account, runId))
                .compose(
                    rows -> {
                      if (rows.size() == 0) {
                        throw Runs.ended(runId);
                      }
                      return takeOrWait(tx, waiter, rows.iterator().next().getUUID(0), now);
                    }));
  }

  private Future<Void> takeOrWait(JobTransaction tx, Waiter waiter, UUID run, Instant now) {
    return tx.sql()
        .preparedQuery(TAKE_EVENT)
        .execute(Tuple.of(waiter.account(), waiter.runId(), waiter.eventId()))
        .compose(
            events ->
                events.size() > 0
                    ? publish(tx, List.of(waiter), events.iterator().next().getBuffer(0).getBytes())
                        .<Void>mapEmpty()
                    : store(tx, waiter, run, now));
  }

  private static Future<Void> store(JobTransaction tx, Waiter waiter, UUID run, Instant now) {
    var step = waiter.request().path("step");
    return tx.sql()
        .preparedQuery(WAIT)
        .execute(
            Tuple.of(waiter.id(), waiter.account(), run, waiter.runId(), waiter.eventId())
                .addValue(step.path("stepId").asText() + "/" + step.path("targetStep").asText())
                .addValue(Json.write(waiter.request()))
                .addValue(Publishing.utc(waiter.deadline()))
                .addValue(Publishing.utc(now)))
        .compose(
            rows ->
                rows.size() == 0
                    ? Future.<Void>succeededFuture()
                    : tx.enqueue(
                            BrokerJobs.waitTimeout()
                                .job(new BrokerJobs.WaitTimeout(waiter.account()))
                                .id(waiter.id())
                                .at(waiter.deadline()))
                        .<Void>mapEmpty());
  }

  /** Tells all who wait for an event. */
  Future<List<Notified>> notify(String account, String eventId, byte[] data) {
    return told(
        publishing.transaction(
            tx ->
                tx.sql()
                    .preparedQuery(
                        "delete from broker.waiter w where w.account = $1 and w.event_id = $2"
                            + " returning "
                            + COLUMNS)
                    .execute(Tuple.of(account, eventId))
                    .compose(rows -> publish(tx, waiters(rows), data))));
  }

  /** Tells a run of an event; keeps it if the run does not wait for it yet. */
  Future<List<Notified>> notify(String account, String runId, String eventId, byte[] data) {
    return told(
        publishing.transaction(
            tx ->
                tx.sql()
                    .preparedQuery(HOLD)
                    .execute(Tuple.of(account, runId))
                    .compose(
                        held ->
                            tx.sql()
                                .preparedQuery(
                                    "delete from broker.waiter w where w.account = $1 and w.run_id"
                                        + " = $2 and w.event_id = $3 returning "
                                        + COLUMNS)
                                .execute(Tuple.of(account, runId, eventId)))
                    .compose(
                        rows ->
                            rows.size() > 0
                                ? publish(tx, waiters(rows), data)
                                : keep(tx, account, runId, eventId, data))));
  }

  private Future<List<Notified>> keep(
      JobTransaction tx, String account, String runId, String eventId, byte[] data) {
    return tx.sql()
        .preparedQuery(KEEP_EVENT)
        .execute(
            Tuple.of(
                NewJob.newId(),
                account,
                runId,
                eventId,
                Buffer.buffer(data),
                Publishing.utc(clock.instant().plus(config.longestRetention()))))
        .map(List.of());
  }

  private Future<List<Notified>> told(Future<List<Notified>> notified) {
    return notified.onSuccess(
        all ->
            all.forEach(
                one -> queue.get().cancel(one.waiter().id(), "the event has come in time")));
  }

  private static List<Waiter> waiters(RowSet<Row> rows) {
    var waiters = new ArrayList<Waiter>();
    rows.forEach(row -> waiters.add(Waiter.of(row)));
    return waiters;
  }

  /** The time-out: does nothing if a notify has come first. */
  @Override
  public Outcome perform(Job<BrokerJobs.WaitTimeout> job) throws Exception {
    job.await(
        publishing.transaction(
            tx ->
                tx.sql()
                    .preparedQuery(
                        "delete from broker.waiter w where w.id = $1 returning " + COLUMNS)
                    .execute(Tuple.of(job.id()))
                    .compose(rows -> publish(tx, waiters(rows), null))));
    return Outcome.completed();
  }

  /** Publishes the steps of waiters whose rows are gone; {@code data} null for a time-out. */
  private Future<List<Notified>> publish(
      JobTransaction tx, List<Waiter> waiters, byte @Nullable [] data) {
    var now = clock.instant();
    var drafts = waiters.stream().map(waiter -> draft(waiter, data, now)).toList();
    return runs.keepActive(tx, drafts)
        .compose(
            active ->
                publishing
                    .store(tx, active)
                    .map(
                        published -> {
                          var notified = new ArrayList<Notified>();
                          for (int i = 0; i < waiters.size(); i++) {
                            if (active.contains(drafts.get(i))) {
                              notified.add(new Notified(waiters.get(i), drafts.get(i).id()));
                            }
                          }
                          return notified;
                        }));
  }

  private static Draft draft(Waiter waiter, byte @Nullable [] data, Instant now) {
    var request = waiter.request();
    ObjectNode step = request.path("step").deepCopy();
    step.put("waitEventId", waiter.eventId());
    step.put("waitTimeout", data == null);
    step.put("waitTimeoutDuration", request.path("timeout").asText());
    step.put("waitTimeoutDeadline", waiter.deadline().toEpochMilli());
    if (data != null) {
      step.put("out", Base64.getEncoder().encodeToString(data));
    }
    return Invocations.step(
        waiter.account(),
        request.path(data == null && request.has("timeoutUrl") ? "timeoutUrl" : "url").asText(),
        waiter.runId(),
        request.path("timeoutHeaders"),
        step,
        now);
  }
}
