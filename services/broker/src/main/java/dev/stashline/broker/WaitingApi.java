package dev.stashline.broker;

import dev.stashline.jobs.JobQueue;
import dev.stashline.jobs.JobView;
import dev.stashline.jobs.Waiting;
import dev.stashline.qstash.MessageIds;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /v2/messages/{id}/waiting}: why a message is not delivered yet, and until when. Beyond
 * QStash.
 *
 * <pre>
 *   state       reason        besides
 *   waiting     delay         until
 *               retry         until, retried, error
 *               queue         queueName, behind: the message whose turn it is; until its lease ends at the latest
 *               parallelism   flowControlKey
 *               rate          flowControlKey, until
 *               paused        queueName or flowControlKey
 *               line          ahead: due messages that come first
 *               no-worker     no broker delivers
 *   delivering                until: when another node takes it over at the latest
 *   finished                  as: delivered, failed or cancelled
 * </pre>
 */
final class WaitingApi implements ApiPart {
  private static final String PREFIX = "/v2/messages/";
  private static final String SUFFIX = "/waiting";

  private final Pool pool;
  private final Supplier<JobQueue> jobs;
  private final InstantSource clock;

  WaitingApi(Pool pool, Supplier<JobQueue> jobs, InstantSource clock) {
    this.pool = pool;
    this.jobs = jobs;
    this.clock = clock;
  }

  @Override
  public @Nullable Future<ApiAnswer> answer(ApiRequest request) {
    String rest = request.under(PREFIX);
    if (rest == null || !rest.endsWith(SUFFIX)) {
      return null;
    }
    request.require("GET");
    UUID id =
        MessageIds.uuid(rest.substring(0, rest.length() - SUFFIX.length()))
            .orElseThrow(() -> ApiError.notFound("message"));
    return pool.preparedQuery(MessageSql.FIND)
        .execute(Tuple.of(request.account(), id, Publishing.utc(clock.instant())))
        .compose(
            rows -> {
              if (rows.size() == 0) {
                throw ApiError.notFound("message");
              }
              return why(Message.of(rows.iterator().next(), 0));
            });
  }

  private Future<ApiAnswer> why(Message message) {
    if (message.state() != Message.State.ACTIVE) {
      return Future.succeededFuture(finished(message));
    }
    var desk = jobs.get().desk();
    return desk.find(Turns.atKey(message.id()))
        .compose(
            atKey -> atKey.isPresent() ? Future.succeededFuture(atKey) : desk.find(message.id()))
        .compose(
            job ->
                job.isEmpty()
                    ? Future.succeededFuture(finished(message))
                    : desk.why(job.get())
                        .map(
                            waiting ->
                                ApiAnswer.ok(shown(message, line(message, job.get()), waiting))));
  }

  /** Its job is gone as soon as it has ended. */
  private static ApiAnswer finished(Message message) {
    return ApiAnswer.ok(Map.of("state", "finished", "as", message.state().word()));
  }

  /** Where a message waits: in its queue, at its key, or in no line. */
  private enum Line {
    QUEUE,
    KEY,
    NONE
  }

  private static Line line(Message message, JobView job) {
    if (message.via().queue() != null && !Turns.isAtKey(job.id())) {
      return Line.QUEUE;
    }
    return message.settings().flowControl() == null ? Line.NONE : Line.KEY;
  }

  private static Map<String, Object> shown(Message message, Line line, Waiting waiting) {
    var json = new LinkedHashMap<String, Object>();
    switch (waiting) {
      case Waiting.Running w -> json.put("state", "delivering");
      case Waiting.Finished w -> {
        json.put("state", "finished");
        json.put("as", message.state().word());
      }
      default -> {
        json.put("state", "waiting");
        json.put("reason", reason(line, waiting));
      }
    }
    switch (waiting) {
      case Waiting.BackingOff w -> {
        json.put("retried", message.retried());
        json.put("error", w.failure());
      }
      case Waiting.LaneFull w when line == Line.QUEUE && !w.holders().isEmpty() ->
          json.put("behind", MessageIds.message(w.holders().getFirst()));
      case Waiting.LaneOrder w -> json.put("behind", MessageIds.message(w.before()));
      case Waiting.InLine w -> json.put("ahead", w.ahead());
      default -> {}
    }
    if (json.containsKey("reason")) {
      putName(json, message, line, waiting);
    }
    Instant until = waiting.until();
    if (until != null) {
      json.put("until", until.toEpochMilli());
    }
    return json;
  }

  private static String reason(Line line, Waiting waiting) {
    return switch (waiting) {
      case Waiting.RunTime w -> "delay";
      case Waiting.BackingOff w -> "retry";
      case Waiting.LaneFull w -> line == Line.QUEUE ? "queue" : "parallelism";
      case Waiting.LaneOrder w -> "queue";
      case Waiting.LaneRate w -> "rate";
      case Waiting.LanePaused w -> "paused";
      case Waiting.QueuePaused w -> "paused";
      case Waiting.NoWorker w -> "no-worker";
      default -> "line";
    };
  }

  private static void putName(
      Map<String, Object> json, Message message, Line line, Waiting waiting) {
    if (waiting instanceof Waiting.RunTime || waiting instanceof Waiting.BackingOff) {
      return;
    }
    var flowControl = message.settings().flowControl();
    if (line == Line.QUEUE) {
      json.put("queueName", message.via().queue());
    } else if (line == Line.KEY && flowControl != null) {
      json.put("flowControlKey", flowControl.key());
    }
  }
}
