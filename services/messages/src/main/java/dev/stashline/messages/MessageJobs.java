package dev.stashline.messages;

import dev.stashline.jobs.BackOff;
import dev.stashline.jobs.Kind;
import dev.stashline.jobs.Lane;
import dev.stashline.jobs.NewJob;
import dev.stashline.jobs.Outcome;
import dev.stashline.jobs.Priority;
import dev.stashline.jobs.Work;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;

/**
 * The jobs of this service.
 *
 * <pre>
 *   kind             lane             what
 *   messages.send    chat             one part of an occurrence: resolve the audience (part 0) ─▶ send ─▶ record
 *   messages.tell    one a message    makes QStash agree with the row
 *   messages.reopen  –                lets the lane chat go on when the provider's pause is over
 * </pre>
 */
public final class MessageJobs {
  public static final String QUEUE = "messages";

  /** Shared by all that sends: it is held while the chat provider asks for a pause. */
  static final String CHAT_LANE = "chat";

  private static final Kind<SendPart> SEND =
      Kind.of("messages.send", QUEUE, SendPart.class)
          .uniqueForGood(args -> args.occurrence() + "/" + args.part())
          .timeout(Duration.ofMinutes(5))
          .keep(Duration.ofDays(7), Duration.ofDays(90));

  private static final Kind<TellQueue> TELL =
      Kind.of("messages.tell", QUEUE, TellQueue.class)
          .uniqueWhileUnfinished(args -> args.message() + "/" + args.revision())
          .attempts(200, new BackOff(Duration.ofSeconds(1), Duration.ofMinutes(10), 0.25));

  /** One for each pause: a pause that begins while another ends must have its own end. */
  private static final Kind<ReopenChat> REOPEN =
      Kind.of("messages.reopen", QUEUE, ReopenChat.class)
          .attempts(200, new BackOff(Duration.ofSeconds(1), Duration.ofMinutes(1), 0.25));

  private MessageJobs() {}

  static List<Work<?>> catalogue(
      MessagesConfig config, SendHandler send, QueueHandler tell, ChatLane lane) {
    return List.of(
        Work.of(kind(config), send).onSettled(send.whenGivenUp()),
        Work.of(TELL, tell),
        Work.of(
            REOPEN,
            job -> {
              job.await(lane.reopen());
              return Outcome.completed();
            }));
  }

  private static Kind<SendPart> kind(MessagesConfig config) {
    return SEND.attempts(
        config.attempts(), new BackOff(Duration.ofSeconds(2), Duration.ofMinutes(15), 0.25));
  }

  /**
   * The first part goes before the others: a message to one client does not wait for one to
   * thousands.
   */
  static NewJob send(MessagesConfig config, UUID occurrence, int part) {
    var job =
        kind(config)
            .job(new SendPart(occurrence, part))
            .subject(occurrence.toString())
            .lane(Lane.parallel(CHAT_LANE, config.parallelParts()));
    return part == 0 ? job : job.priority(Priority.LOW);
  }

  /** In the order of changes: what is told of a message later holds. */
  static NewJob tell(MessageStore.Revised message) {
    return TELL.job(new TellQueue(message.id(), message.revision()))
        .subject(message.id())
        .lane(Lane.inOrder("message/" + message.id()));
  }

  /** Rounded up, so that it does not come before the provider's own clock says so. */
  static NewJob reopen(Instant at) {
    return REOPEN.job(new ReopenChat()).at(at.truncatedTo(ChronoUnit.MILLIS).plusMillis(1));
  }
}
