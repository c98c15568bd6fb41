package dev.stashline.broker;

import dev.stashline.qstash.BadRequestException;
import dev.stashline.qstash.DlqId;
import dev.stashline.qstash.InvalidValueException;
import dev.stashline.qstash.LogState;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code GET /v2/events} and {@code /v2/logs}. */
final class LogApi implements ApiPart {
  private static final int MOST = 1000;

  private final Pool pool;

  LogApi(Pool pool) {
    this.pool = pool;
  }

  @Override
  public @Nullable Future<ApiAnswer> answer(ApiRequest request) {
    String[] keys =
        switch (request.path()) {
          case "/v2/events" -> new String[] {"events"};
          case "/v2/logs" -> new String[] {"events", "logs"};
          default -> null;
        };
    if (keys == null) {
      return null;
    }
    request.require("GET");
    return list(request, keys);
  }

  /** One page; {@code keys} are the names under which the array is answered. */
  private Future<ApiAnswer> list(ApiRequest request, String... keys) {
    var params = Params.query(request.query());
    boolean latestFirst = params.latestFirst(true);
    int count = params.count(MOST, MOST);
    var where = where(request.account(), params, latestFirst);
    String direction = latestFirst ? " desc" : "";
    String sql =
        "select l.time, l.seq, l.state, l.next_delivery, l.error, l.response_status,"
            + " l.response_header::text, l.response_body, "
            + Message.COLUMNS
            + " from broker.log l join broker.message m on m.id = l.message_id where l.account = $1"
            + where.sql()
            + " order by l.time"
            + direction
            + ", l.seq"
            + direction
            + " limit "
            + (count + 1);
    return pool.preparedQuery(sql)
        .execute(where.values())
        .map(
            rows -> {
              var lines = new ArrayList<Map<String, Object>>();
              var answer = new LinkedHashMap<String, Object>();
              DlqId last = null;
              for (Row row : rows) {
                if (lines.size() == count && last != null) {
                  answer.put("cursor", last.toString());
                  break;
                }
                lines.add(line(row));
                last =
                    new DlqId(row.getOffsetDateTime(0).toInstant().toEpochMilli(), row.getLong(1));
              }
              for (String key : keys) {
                answer.put(key, lines);
              }
              return ApiAnswer.ok(answer);
            });
  }

  private static Where where(String account, Params params, boolean latestFirst) {
    var where =
        new Where(account)
            .message(params)
            .when("l.time >= $", params.time("fromDate"), Publishing::utc)
            .when("l.time <= $", params.time("toDate"), Publishing::utc);
    var ids = new ArrayList<>(params.all("messageId"));
    ids.addAll(params.all("messageIds"));
    if (!ids.isEmpty()) {
      where.ids("l.message_id", ids);
    }
    if (params.has("state")) {
      where.anyOf("l.state", states(params.all("state")));
    }
    String cursor = params.first("cursor");
    if (cursor != null) {
      var at =
          DlqId.parse(cursor)
              .orElseThrow(() -> new BadRequestException("cursor", "is not one that a page gave"));
      where.and(
          "(l.time, l.seq) " + (latestFirst ? "<" : ">") + " ($::timestamptz, $::bigint)",
          Publishing.utc(time(at)),
          at.counter());
    }
    return where;
  }

  private static Instant time(DlqId at) {
    // A time that cannot be stored was never given by a page, and there is nothing behind it.
    return Instant.ofEpochMilli(
        Math.min(at.millis(), Instant.parse("9999-12-31T00:00:00Z").toEpochMilli()));
  }

  private static List<String> states(List<String> wanted) {
    var states = new ArrayList<String>();
    for (String text : wanted) {
      try {
        var asked = LogState.parse(text);
        for (var state : LogState.values()) {
          if (asked.covers(state)) {
            states.add(state.name());
          }
        }
      } catch (InvalidValueException e) {
        throw new BadRequestException("state", e.reason());
      }
    }
    return states;
  }

  private static Map<String, Object> line(Row row) {
    var message = Message.of(row, 8);
    var json = new LinkedHashMap<String, Object>();
    json.put("time", row.getOffsetDateTime(0).toInstant().toEpochMilli());
    json.put("messageId", message.publicId());
    json.put("state", row.getString(2));
    json.put("url", message.url().text());
    if (row.getOffsetDateTime(3) != null) {
      json.put("nextDeliveryTime", row.getOffsetDateTime(3).toInstant().toEpochMilli());
    }
    if (row.getString(4) != null) {
      json.put("error", row.getString(4));
    }
    MessageView.putSettings(json, message);
    byte[] body = MessageView.body(message);
    if (body.length > 0) {
      json.put("body", Base64.getEncoder().encodeToString(body));
    }
    // The log has other names for some of them than a message has.
    rename(json, "callbackHeader", "callbackHeaders", false);
    rename(json, "failureCallbackHeader", "failureCallbackHeaders", false);
    rename(json, "retryDelayExpression", "retryDelayExpr", true);
    if (row.getInteger(5) != null) {
      json.put("responseStatus", row.getInteger(5));
      var headers = Message.readHeaders(row.getString(6));
      json.put("responseHeader", headers);
      json.put("responseHeaders", headers);
      MessageView.putText(json, "responseBody", "responseBodyBase64", row.getBuffer(7).getBytes());
    }
    return json;
  }

  private static void rename(Map<String, Object> json, String from, String to, boolean keep) {
    var value = json.get(from);
    if (value != null) {
      json.put(to, value);
      if (!keep) {
        json.remove(from);
      }
    }
  }
}
