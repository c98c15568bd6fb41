package dev.stashline.messages;

import dev.stashline.jobs.JobQueue;
import dev.stashline.jobs.NewJob;
import dev.stashline.qstash.QStashReply;
import dev.stashline.qstash.QStashSchedules;
import dev.stashline.qstash.QueueSchedule;
import dev.stashline.runtime.Audit;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares what QStash has with what the rows wish it to have, and mends it. Somebody may have
 * changed a schedule in QStash's console; an account may have been emptied; our own key or address
 * may be new. Touches only schedules whose ids are those of messages, and deletes only what comes
 * to our address: another installation may share the account.
 */
final class QueueDrift {
  private static final Logger log = LoggerFactory.getLogger(QueueDrift.class);
  private static final int PAGE = 500;

  private final MessageStore store;
  private final Pool pool;
  private final QueueSide side;
  private final MessagesConfig config;
  private final InstantSource clock;

  QueueDrift(
      MessageStore store, Pool pool, QueueSide side, MessagesConfig config, InstantSource clock) {
    this.store = store;
    this.pool = pool;
    this.side = side;
    this.config = config;
    this.clock = clock;
  }

  /**
   * What differs.
   *
   * @param missing messages whose schedule is not there
   * @param different messages whose schedule is not as it would be made now
   * @param strangers ids of schedules that come to us and that no row wishes for
   */
  record Found(
      List<MessageStore.Revised> missing,
      List<MessageStore.Revised> different,
      List<String> strangers) {
    boolean isNothing() {
      return missing.isEmpty() && different.isEmpty() && strangers.isEmpty();
    }

    @Override
    public String toString() {
      return "%d missing, %d different, %d that no message wishes for"
          .formatted(missing.size(), different.size(), strangers.size());
    }
  }

  /** Looks, and changes nothing. Fails if QStash cannot be asked. */
  Future<Found> find() {
    return side.schedules()
        .list()
        .compose(
            reply ->
                switch (reply) {
                  case QStashReply.Done done -> compare(ours(QStashSchedules.listed(done)));
                  case QStashReply.Absent absent -> compare(new HashMap<>());
                  case QStashReply.TryLater later ->
                      Future.failedFuture(new IllegalStateException(later.reason()));
                  case QStashReply.Refused refused ->
                      Future.failedFuture(new IllegalStateException(refused.reason()));
                });
  }

  private static Map<String, QueueSchedule> ours(List<QueueSchedule> listed) {
    var ours = new HashMap<String, QueueSchedule>();
    for (QueueSchedule one : listed) {
      if (QueueWish.messageOf(one.id()) != null) {
        ours.put(one.id(), one);
      }
    }
    return ours;
  }

  private Future<Found> compare(Map<String, QueueSchedule> listed) {
    var found = new Found(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    return page("", listed, found)
        .map(
            v -> {
              listed.values().stream()
                  .filter(side::isOurs)
                  .forEach(one -> found.strangers().add(one.id()));
              return found;
            });
  }

  private Future<Void> page(String after, Map<String, QueueSchedule> listed, Found found) {
    return store
        .withSchedules(after, PAGE)
        .compose(
            messages -> {
              messages.forEach(message -> compare(message, listed, found));
              return messages.isEmpty()
                  ? Future.succeededFuture()
                  : page(messages.getLast().id(), listed, found);
            });
  }

  private void compare(ScheduledMessage message, Map<String, QueueSchedule> listed, Found found) {
    var there = listed.remove(String.valueOf(message.queue().id()));
    var wish = QueueWish.of(message, clock.instant(), config.longestDelay());
    if (message.queue().revision() != message.revision()
        || !(wish instanceof QueueWish.Schedule schedule)) {
      // A change is on its way.
      return;
    }
    var revised = new MessageStore.Revised(message.id(), message.revision());
    if (there == null) {
      found.missing().add(revised);
    } else if (!side.has(there, message, schedule)) {
      found.different().add(revised);
    }
  }

  /** Mends what differs; completes when the jobs that do so are stored. */
  Future<?> mend(JobQueue queue) {
    return find()
        .compose(
            found -> {
              if (found.isNothing()) {
                return Future.succeededFuture();
              }
              log.warn("QStash does not agree with the messages, mending it: {}", found);
              var jobs = new ArrayList<NewJob>();
              var audit = new ArrayList<Audit.Entry>();
              for (MessageStore.Revised one : found.missing()) {
                jobs.add(MessageJobs.tell(one));
                audit.add(MessageAudit.drift(clock.instant(), one.id(), "missing at QStash"));
              }
              for (MessageStore.Revised one : found.different()) {
                jobs.add(MessageJobs.tell(one));
                audit.add(MessageAudit.drift(clock.instant(), one.id(), "different at QStash"));
              }
              return Audit.write(pool, audit)
                  .compose(v -> queue.enqueueAll(jobs))
                  .compose(
                      v ->
                          Future.all(
                              found.strangers().stream().map(this::deleteIfUnwanted).toList()));
            });
  }

  /** Not what a job has just made and is about to write into the row. */
  private Future<?> deleteIfUnwanted(String scheduleId) {
    String message = String.valueOf(QueueWish.messageOf(scheduleId));
    return store
        .find(message)
        .compose(
            found -> {
              boolean wanted =
                  found
                      .filter(
                          m ->
                              m.queue().revision() != m.revision()
                                  || QueueWish.of(m, clock.instant(), config.longestDelay())
                                      instanceof QueueWish.Schedule)
                      .isPresent();
              return wanted
                  ? Future.succeededFuture()
                  : side.schedules().delete(scheduleId).mapEmpty();
            });
  }
}
