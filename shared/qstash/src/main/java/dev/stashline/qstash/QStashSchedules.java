package dev.stashline.qstash;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The schedules at QStash. Every call may be repeated: a schedule goes by an id of the caller's
 * choice. What goes wrong is a reply, as {@link QStashReply} says.
 */
public final class QStashSchedules {
  private static final String PATH = "/v2/schedules";

  private final QStashApi api;

  public QStashSchedules(QStashApi api) {
    this.api = api;
  }

  /** A schedule as QStash lists it. */
  public record Listed(String id, String cron, String destination, boolean paused) {}

  /**
   * Makes a schedule, or makes the one of this id anew; one that was paused may stay so.
   *
   * @param headers as QStash takes them: {@code Content-Type}, {@code Upstash-…}
   */
  public Future<QStashReply> put(
      String id, URI destination, String cron, Map<String, String> headers, String body) {
    var all = new HashMap<>(headers);
    all.put("Upstash-Schedule-Id", id);
    all.put("Upstash-Cron", cron);
    return api.call(HttpMethod.POST, PATH + "/" + destination, all, Buffer.buffer(body));
  }

  public Future<QStashReply> pause(String id) {
    return api.call(HttpMethod.PATCH, PATH + "/" + id + "/pause");
  }

  public Future<QStashReply> resume(String id) {
    return api.call(HttpMethod.PATCH, PATH + "/" + id + "/resume");
  }

  /** Absent is as good as done. */
  public Future<QStashReply> delete(String id) {
    return api.call(HttpMethod.DELETE, PATH + "/" + id);
  }

  /** All of the account; done with what {@link #listed} reads. */
  public Future<QStashReply> list() {
    return api.call(HttpMethod.GET, PATH);
  }

  public static List<Listed> listed(QStashReply.Done answer) {
    var found = new ArrayList<Listed>();
    for (JsonNode one : answer.json()) {
      found.add(
          new Listed(
              one.path("scheduleId").asText(""),
              one.path("cron").asText(""),
              one.path("destination").asText(""),
              one.path("isPaused").asBoolean(false)));
    }
    return found;
  }
}
