package dev.stashline.broker;

import dev.stashline.qstash.BadRequestException;
import dev.stashline.qstash.DlqId;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Dead letters as requests ask for them and as answers show them. */
final class DeadLetters {
  static final Set<String> FILTERS =
      Set.of(
          "cursor",
          "count",
          "order",
          "dlqIds",
          "messageId",
          "url",
          "topicName",
          "scheduleId",
          "queueName",
          "responseStatus",
          "callerIp",
          "callerIP",
          "label",
          "flowControlKey",
          "fromDate",
          "toDate",
          "source",
          "workflowRunId",
          "workflowUrl",
          "workflowCreatedAt",
          "failureFunctionState");

  static final String FROM =
      " from broker.dead_letter d join broker.message m on m.id = d.message_id where d.account ="
          + " $1";
  static final String COLUMNS =
      "select d.millis, d.counter, d.response_status, d.response_header::text, d.response_body, "
          + Message.COLUMNS;
  static final int MESSAGE_AT = 5;

  private DeadLetters() {}

  static Where where(String account, List<String> ids) {
    var millis = new ArrayList<Long>();
    var counters = new ArrayList<Long>();
    for (String id : ids) {
      DlqId.parse(id)
          .ifPresent(
              known -> {
                millis.add(known.millis());
                counters.add(known.counter());
              });
    }
    return new Where(account)
        .and(
            "(d.millis, d.counter) in (select * from unnest($::bigint[], $::bigint[]))",
            millis.toArray(Long[]::new),
            counters.toArray(Long[]::new));
  }

  static Where where(String account, Params params) {
    var where = params.has("dlqIds") ? where(account, params.all("dlqIds")) : new Where(account);
    where
        .message(params)
        .when("d.millis >= $", params.time("fromDate"), at -> at.toEpochMilli())
        .when("d.millis <= $", params.time("toDate"), at -> at.toEpochMilli())
        .anyOf("d.response_status::text", params, "responseStatus");
    if (params.has("messageId")) {
      where.ids("d.message_id", params.all("messageId"));
    }
    // A run's letter is resumed or restarted, not sent again; its endpoints are WorkflowDlqApi's.
    if (!params.has("dlqIds")) {
      where.and("d.workflow_run is null");
    }
    String cursor = params.first("cursor");
    if (cursor != null) {
      var at =
          DlqId.parse(cursor)
              .orElseThrow(() -> new BadRequestException("cursor", "is not one that a page gave"));
      behind(where, params, at);
    }
    return where;
  }

  /** Only what comes after a letter in the order that was asked for. */
  static Where behind(Where where, Params params, DlqId last) {
    return where.and(
        "(d.millis, d.counter) "
            + (params.latestFirst(false) ? "<" : ">")
            + " ($::bigint, $::bigint)",
        last.millis(),
        last.counter());
  }

  static String order(Params params) {
    return params.latestFirst(false)
        ? " order by d.millis desc, d.counter desc"
        : " order by d.millis, d.counter";
  }

  /**
   * A page of letters, with a cursor if there are more.
   *
   * @param rows one more than {@code count} if there are so many
   */
  static ApiAnswer page(RowSet<Row> rows, int count, Function<Row, Map<String, Object>> letter) {
    var letters = new ArrayList<Map<String, Object>>();
    var answer = new LinkedHashMap<String, Object>();
    answer.put("messages", letters);
    for (Row row : rows) {
      if (letters.size() == count) {
        answer.put("cursor", letters.getLast().get("dlqId"));
        break;
      }
      letters.add(letter.apply(row));
    }
    return ApiAnswer.ok(answer);
  }

  /**
   * The one row.
   *
   * @throws ApiError 404 if there is none
   */
  static Row one(RowSet<Row> rows) {
    if (rows.size() == 0) {
      throw ApiError.notFound("dlq message");
    }
    return rows.iterator().next();
  }

  static DlqId id(Row row) {
    return new DlqId(row.getLong(0), row.getLong(1));
  }

  static Map<String, Object> letter(Row row) {
    var json = MessageView.of(Message.of(row, MESSAGE_AT));
    json.put("dlqId", id(row).toString());
    json.put("responseStatus", row.getInteger(2));
    MessageView.putUnlessEmpty(json, "responseHeader", Message.readHeaders(row.getString(3)));
    MessageView.putText(json, "responseBody", "responseBodyBase64", row.getBuffer(4).getBytes());
    return json;
  }
}
