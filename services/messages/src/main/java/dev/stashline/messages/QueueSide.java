package dev.stashline.messages;

import com.fasterxml.jackson.databind.node.MissingNode;
import dev.stashline.messages.ScheduledMessage.QueueEntry;
import dev.stashline.qstash.PublishAnswer;
import dev.stashline.qstash.QStashClient;
import dev.stashline.qstash.QStashMessages;
import dev.stashline.qstash.QStashReply;
import dev.stashline.qstash.QStashSchedules;
import dev.stashline.qstash.QueueSchedule;
import dev.stashline.runtime.Json;
import dev.stashline.runtime.Secret;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.net.URI;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes QStash have what a message wishes it to have. Repeating it does no harm: schedules go by
 * fixed ids, messages by deduplication ids, and what is gone is as good as deleted.
 *
 * <p>A delivery of QStash only says "look at this message": one that comes too often, or after a
 * change, finds nothing due.
 */
final class QueueSide {
  static final String PATH = "/api/process-scheduled-messages";

  /** Deliveries that our own clock would make up for anyway need not be tried for hours. */
  private static final String RETRIES = "5";

  private static final String CONTENT_TYPE = "application/json";

  private final QStashClient client;
  private final QStashSchedules schedules;
  private final QStashMessages messages;
  private final MessagesConfig config;

  QueueSide(
      QStashClient client,
      QStashSchedules schedules,
      QStashMessages messages,
      MessagesConfig config) {
    this.client = client;
    this.schedules = schedules;
    this.messages = messages;
    this.config = config;
  }

  QStashSchedules schedules() {
    return schedules;
  }

  /** What the queue sends us back, the seed's own fields. */
  private record Body(
      String messageId, String coachId, boolean recurring, @Nullable Instant scheduledTime) {}

  /**
   * How it ended.
   *
   * @param entry what QStash has now; null unless {@code reply} is done
   */
  record Told(QStashReply reply, @Nullable QueueEntry entry) {}

  Future<Told> tell(ScheduledMessage message, QueueWish wish) {
    return withdraw(message, wish)
        .compose(
            reply ->
                reply instanceof QStashReply.Done || reply instanceof QStashReply.Absent
                    ? make(message, wish)
                    : Future.succeededFuture(new Told(reply, null)));
  }

  /** Takes back what QStash has and should not have any more. */
  private Future<QStashReply> withdraw(ScheduledMessage message, QueueWish wish) {
    var entry = message.queue();
    if (entry.id() == null || entry.kind() == null || wish.isTold(entry)) {
      return Future.succeededFuture(new QStashReply.Absent("nothing to take back"));
    }
    return switch (entry.kind()) {
      case SCHEDULE ->
          wish instanceof QueueWish.Schedule
              ? Future.succeededFuture(new QStashReply.Absent("nothing to take back"))
              : schedules.delete(entry.id());
      case MESSAGE -> messages.delete(entry.id());
    };
  }

  private Future<Told> make(ScheduledMessage message, QueueWish wish) {
    int revision = message.revision();
    return switch (wish) {
      case QueueWish.Nothing nothing ->
          Future.succeededFuture(told(new QueueEntry(null, null, null, revision)));
      case QueueWish.AsItIs asItIs ->
          Future.succeededFuture(
              told(
                  new QueueEntry(
                      message.queue().id(),
                      message.queue().kind(),
                      message.queue().time(),
                      revision)));
      case QueueWish.Message once ->
          wish.isTold(message.queue())
              ? Future.succeededFuture(
                  told(
                      new QueueEntry(
                          message.queue().id(), QueueEntry.Kind.MESSAGE, once.at(), revision)))
              : publish(message, once);
      case QueueWish.Schedule schedule -> put(message, schedule);
    };
  }

  private static Told told(QueueEntry entry) {
    return new Told(new QStashReply.Done(MissingNode.getInstance()), entry);
  }

  private Future<Told> publish(ScheduledMessage message, QueueWish.Message once) {
    var headers = headers();
    // Seconds are what QStash takes; a moment before its time a delivery would find nothing due.
    long seconds = once.at().getEpochSecond() + (once.at().getNano() == 0 ? 0 : 1);
    headers.put("Upstash-Not-Before", Long.toString(seconds));
    headers.put("Upstash-Deduplication-Id", message.id() + "-" + message.revision());
    return client
        .publish(destination().toString(), headers, Buffer.buffer(body(message, false, once.at())))
        .map(
            answer ->
                switch (answer) {
                  case PublishAnswer.Accepted accepted ->
                      told(
                          new QueueEntry(
                              accepted.first().messageId(),
                              QueueEntry.Kind.MESSAGE,
                              once.at(),
                              message.revision()));
                  case PublishAnswer.TryLater later ->
                      new Told(new QStashReply.TryLater(later.after(), later.reason()), null);
                  case PublishAnswer.Refused refused ->
                      new Told(new QStashReply.Refused(refused.status(), refused.reason()), null);
                });
  }

  private Future<Told> put(ScheduledMessage message, QueueWish.Schedule schedule) {
    var entry = new QueueEntry(schedule.id(), QueueEntry.Kind.SCHEDULE, null, message.revision());
    return schedules
        .put(schedule.id(), destination(), schedule.cron(), headers(), body(message, true, null))
        .compose(
            put ->
                put instanceof QStashReply.Done
                    ? schedule.paused()
                        ? schedules.pause(schedule.id())
                        : schedules.resume(schedule.id())
                    : Future.succeededFuture(put))
        .map(
            reply ->
                reply instanceof QStashReply.Done ? new Told(reply, entry) : new Told(reply, null));
  }

  /** Whether a schedule there is what {@link #tell} would make of the wish. */
  boolean has(QueueSchedule there, ScheduledMessage message, QueueWish.Schedule wish) {
    return there.cron().equals(wish.cron())
        && there.isPaused() == wish.paused()
        && isOurs(there)
        && there.hasBody(Buffer.buffer(body(message, true, null)))
        && there.hasHeader("Content-Type", CONTENT_TYPE)
        && config.schedulerKey().stream()
            .allMatch(key -> there.hasHeader("Authorization", bearer(key)));
  }

  /** Whether it comes to us, and not to another installation that shares the account. */
  boolean isOurs(QueueSchedule there) {
    return there.destination().equals(destination().toString());
  }

  private URI destination() {
    return URI.create(config.publicBase() + PATH);
  }

  private Map<String, String> headers() {
    var headers = new LinkedHashMap<String, String>();
    headers.put("Content-Type", CONTENT_TYPE);
    headers.put("Upstash-Method", "POST");
    headers.put("Upstash-Retries", RETRIES);
    config
        .schedulerKey()
        .ifPresent(key -> headers.put("Upstash-Forward-Authorization", bearer(key)));
    return headers;
  }

  private static String bearer(Secret key) {
    return "Bearer " + key.reveal();
  }

  private static String body(ScheduledMessage message, boolean recurring, @Nullable Instant at) {
    return Json.write(new Body(message.id(), message.coach(), recurring, at));
  }
}
