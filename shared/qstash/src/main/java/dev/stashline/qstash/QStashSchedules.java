package dev.stashline.qstash;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stashline.qstash.QStashReply.Absent;
import dev.stashline.qstash.QStashReply.Done;
import dev.stashline.qstash.QStashReply.Refused;
import dev.stashline.qstash.QStashReply.TryLater;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The schedules at QStash. Every call may be repeated: a schedule goes by an id of the caller's
 * choice. What goes wrong is a reply, as {@link QStashReply} says.
 */
public final class QStashSchedules {
  private static final String ALL = "/v2/schedules";
  private static final String ONE = ALL + "/";

  private final QStashApi api;

  public QStashSchedules(QStashApi api) {
    this.api = api;
  }

  /**
   * Makes a schedule, or makes the one of this id anew; one that was paused may stay so.
   *
   * @param headers as QStash takes them: {@code Content-Type}, {@code Upstash-…}; id and cron win
   *     over those of the same meaning
   */
  public Future<QStashReply> put(
      String id, URI destination, String cron, Map<String, String> headers, String body) {
    var all = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
    all.putAll(headers);
    all.put("Upstash-Schedule-Id", id);
    all.put("Upstash-Cron", cron);
    return api.post(ONE, destination.toString(), all, Buffer.buffer(body));
  }

  /** Done with what {@link #found} reads. */
  public Future<QStashReply> get(String id) {
    return api.callFor(HttpMethod.GET, ONE, id, "")
        .map(
            reply ->
                reply instanceof Done(var json) && !QueueSchedule.isOne(json)
                    ? new TryLater(Optional.empty(), "an answer that is no schedule")
                    : reply);
  }

  public Future<QStashReply> pause(String id) {
    return api.callFor(HttpMethod.PATCH, ONE, id, "/pause");
  }

  public Future<QStashReply> resume(String id) {
    return api.callFor(HttpMethod.PATCH, ONE, id, "/resume");
  }

  /** Absent is as good as done. */
  public Future<QStashReply> delete(String id) {
    return api.callFor(HttpMethod.DELETE, ONE, id, "");
  }

  /**
   * All of the account, in one answer; done with what {@link #listed} reads. Only a list is taken
   * for one: whoever mends what is missing must not take a proxy's page for an empty account.
   */
  public Future<QStashReply> list() {
    return api.call(HttpMethod.GET, ALL).map(QStashSchedules::checkedList);
  }

  private static QStashReply checkedList(QStashReply reply) {
    return switch (reply) {
      case Done(var json) when !isList(json) ->
          new TryLater(Optional.empty(), "an answer that is no list of schedules");
      case Absent absent -> new Refused(404, absent.reason());
      default -> reply;
    };
  }

  private static boolean isList(JsonNode json) {
    return json.isArray() && json.valueStream().allMatch(QueueSchedule::isOne);
  }

  /** Of an answer to {@link #get}. */
  public static QueueSchedule found(Done answer) {
    return QueueSchedule.of(answer.json());
  }

  /** Of an answer to {@link #list}, in its order. */
  public static List<QueueSchedule> listed(Done answer) {
    return answer.json().valueStream().map(QueueSchedule::of).toList();
  }
}
