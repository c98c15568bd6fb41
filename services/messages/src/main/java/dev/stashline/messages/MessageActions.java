package dev.stashline.messages;

import dev.stashline.jobs.JobQueue;
import dev.stashline.jobs.JobTransaction;
import dev.stashline.jobs.NewJob;
import dev.stashline.messages.schedule.Recurrence;
import dev.stashline.messages.schedule.ScheduleType;
import dev.stashline.runtime.Audit;
import dev.stashline.runtime.Problem;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What a coach does with messages. Each act is one transaction: the row, the audit, and the job
 * that tells QStash. It takes turns with firing by the row's lock: a change that commits first
 * holds for the occurrence, one that comes second for the next.
 *
 * <pre>
 *   pause    nothing fires any more; what has fired goes on
 *   resume   from the next occurrence on; what fell into the pause is not made up for
 *   cancel   nothing fires any more; who has not had a turn yet in a running occurrence is skipped
 *   edit     the next occurrence follows the new text, audience and schedule
 * </pre>
 */
final class MessageActions {
  private final MessageStore store;
  private final Firing firing;
  private final JobQueue queue;
  private final MessagesConfig config;
  private final InstantSource clock;
  private final TellJobs tells;

  MessageActions(
      MessageStore store,
      Firing firing,
      JobQueue queue,
      MessagesConfig config,
      InstantSource clock,
      TellJobs tells) {
    this.store = store;
    this.firing = firing;
    this.queue = queue;
    this.config = config;
    this.clock = clock;
    this.tells = tells;
  }

  /** Fails with 409 if the id is taken, with 400 if no occurrence lies ahead. */
  Future<ScheduledMessage> create(Coach coach, String id, MessageDraft draft) {
    var now = clock.instant();
    return queue.transaction(
        tx ->
            store
                .insert(tx.sql(), id, coach, draft, first(draft.recurrence(), now), now)
                .map(
                    made ->
                        made.orElseThrow(
                            () -> Problem.conflict("There is a message of this id.").exception()))
                .compose(made -> told(tx, coach, made, null, "created")));
  }

  /**
   * @param edit makes the new draft of what is there
   */
  Future<ScheduledMessage> edit(Coach coach, String id, UnaryOperator<MessageDraft> edit) {
    return edit(coach, id, edit, recurrence -> first(recurrence, clock.instant()));
  }

  /** Gives a message other times; what has no occurrence ahead any more is due at once. */
  Future<ScheduledMessage> schedule(Coach coach, String id, Recurrence recurrence) {
    return edit(
        coach,
        id,
        before -> before.at(recurrence),
        times -> times.next(clock.instant()).orElse(clock.instant()));
  }

  private Future<ScheduledMessage> edit(
      Coach coach,
      String id,
      UnaryOperator<MessageDraft> edit,
      Function<Recurrence, Instant> nextOf) {
    return change(
        coach,
        id,
        (tx, message) -> {
          if (message.status() == MessageStatus.CANCELLED) {
            throw Problem.conflict("A cancelled message cannot be edited.").exception();
          }
          var draft = edit.apply(MessageDraft.of(message));
          boolean sameTimes = draft.recurrence() == message.recurrence();
          if (sameTimes && message.nextSendAt() == null) {
            return store.update(tx.sql(), id, draft, message.status(), null, clock.instant());
          }
          var next = sameTimes ? message.nextSendAt() : nextOf.apply(draft.recurrence());
          var status =
              message.status() == MessageStatus.PAUSED
                  ? MessageStatus.PAUSED
                  : MessageStatus.ACTIVE;
          return store.update(tx.sql(), id, draft, status, next, clock.instant());
        },
        "edited");
  }

  Future<ScheduledMessage> pause(Coach coach, String id) {
    return change(
        coach,
        id,
        (tx, message) -> {
          if (message.status() == MessageStatus.PAUSED) {
            return Future.succeededFuture(message);
          }
          if (message.status() != MessageStatus.ACTIVE || message.nextSendAt() == null) {
            throw refused("pause", message);
          }
          return status(tx, message, MessageStatus.PAUSED, message.nextSendAt());
        },
        "paused");
  }

  Future<ScheduledMessage> resume(Coach coach, String id) {
    return change(
        coach,
        id,
        (tx, message) -> {
          if (message.status() == MessageStatus.ACTIVE) {
            return Future.succeededFuture(message);
          }
          if (message.status() != MessageStatus.PAUSED) {
            throw refused("resume", message);
          }
          var next = message.recurrence().next(clock.instant());
          if (next.isEmpty()) {
            throw Problem.conflict(
                    "Its time has passed while it was paused. Give it a new one, or cancel it.")
                .exception();
          }
          return status(tx, message, MessageStatus.ACTIVE, next.get());
        },
        "resumed");
  }

  Future<ScheduledMessage> cancel(Coach coach, String id) {
    return change(
        coach,
        id,
        (tx, message) ->
            switch (message.status()) {
              case CANCELLED -> Future.succeededFuture(message);
              case COMPLETED -> throw refused("cancel", message);
              case ACTIVE, PAUSED, PARTIAL -> status(tx, message, MessageStatus.CANCELLED, null);
            },
        "cancelled");
  }

  /**
   * Sends it now: a message that comes once comes now instead of at its time; one that comes again
   * keeps its schedule and has this occurrence besides.
   */
  Future<ScheduledMessage> sendNow(Coach coach, String id) {
    var now = clock.instant();
    return change(
            coach,
            id,
            (tx, message) -> {
              if (message.status() != MessageStatus.ACTIVE || message.nextSendAt() == null) {
                throw refused("send", message);
              }
              return status(tx, message, MessageStatus.ACTIVE, now);
            },
            "sent now")
        .compose(message -> firing.fire(id, FiredBy.PERSON))
        .compose(fired -> found(coach, id));
  }

  /** Sends again to those whom it did not reach. */
  Future<Integer> retry(Coach coach, String id) {
    return queue.transaction(
        tx ->
            lock(tx, coach, id)
                .compose(
                    message -> {
                      if (message.status() == MessageStatus.CANCELLED) {
                        throw refused("retry", message);
                      }
                      return tx.sql()
                          .preparedQuery(DeliverySql.RETRY)
                          .execute(Tuple.of(id))
                          .compose(
                              rows -> {
                                var jobs = new ArrayList<NewJob>();
                                int count = 0;
                                for (var row : rows) {
                                  UUID occurrence = row.getUUID(0);
                                  jobs.add(MessageJobs.send(config, occurrence, row.getInteger(1)));
                                  count = row.getInteger(2);
                                }
                                int waiting = count;
                                return tx.enqueue(jobs)
                                    .compose(v -> again(tx, coach, message, waiting))
                                    .map(waiting);
                              });
                    }));
  }

  private Future<?> again(JobTransaction tx, Coach coach, ScheduledMessage message, int waiting) {
    if (waiting == 0 || message.status() != MessageStatus.PARTIAL) {
      return audit(tx, coach, message, message.status().word(), "retry of " + waiting);
    }
    return status(tx, message, MessageStatus.ACTIVE, null)
        .compose(active -> told(tx, coach, active, message.status().word(), "retry of " + waiting));
  }

  Future<ScheduledMessage> found(Coach coach, String id) {
    return store.find(coach, id).map(MessageActions::there);
  }

  private Future<ScheduledMessage> change(
      Coach coach,
      String id,
      BiFunction<JobTransaction, ScheduledMessage, Future<ScheduledMessage>> act,
      String word) {
    return queue.transaction(
        tx ->
            lock(tx, coach, id)
                .compose(
                    before ->
                        act.apply(tx, before)
                            .compose(
                                after ->
                                    after == before
                                        ? Future.succeededFuture(before)
                                        : told(tx, coach, after, before.status().word(), word))));
  }

  private Future<ScheduledMessage> lock(JobTransaction tx, Coach coach, String id) {
    return store.lock(tx.sql(), coach, id).map(MessageActions::there);
  }

  private static ScheduledMessage there(Optional<ScheduledMessage> found) {
    return found.orElseThrow(() -> Problem.notFound("There is no such message.").exception());
  }

  private Future<ScheduledMessage> status(
      JobTransaction tx, ScheduledMessage message, MessageStatus status, @Nullable Instant next) {
    return store.change(tx.sql(), message.id(), status, next, clock.instant());
  }

  private Future<ScheduledMessage> told(
      JobTransaction tx,
      Coach coach,
      ScheduledMessage message,
      @Nullable String before,
      String word) {
    var revised = new MessageStore.Revised(message.id(), message.revision());
    return tx.enqueue(tells.of(List.of(revised)))
        .compose(v -> audit(tx, coach, message, before, word))
        .map(message);
  }

  private Future<Void> audit(
      JobTransaction tx,
      Coach coach,
      ScheduledMessage message,
      @Nullable String before,
      String word) {
    return Audit.write(
        tx.sql(),
        MessageAudit.by(coach, clock.instant(), MessageAudit.MESSAGE, message.id(), before, word));
  }

  private static Instant first(Recurrence recurrence, Instant now) {
    return recurrence
        .next(now)
        .orElseThrow(
            () ->
                Problem.invalid(
                        recurrence.timing().type() == ScheduleType.ONCE ? "/startDate" : "/endDate",
                        "no occurrence lies ahead")
                    .exception());
  }

  private static RuntimeException refused(String act, ScheduledMessage message) {
    String why =
        message.status() == MessageStatus.ACTIVE
            ? "its last occurrence has fired"
            : "it is " + message.status().word();
    return Problem.conflict("One cannot " + act + " this message: " + why + ".").exception();
  }
}
