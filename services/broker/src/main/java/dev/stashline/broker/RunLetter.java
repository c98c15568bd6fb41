package dev.stashline.broker;

import dev.stashline.qstash.DlqId;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The dead letter of a failed run.
 *
 * @param report the failed message with what came of its last attempt
 * @param failureFunction the state of the failure callback as clients name it; null for none
 */
record RunLetter(
    DlqId id,
    Run run,
    Report report,
    @Nullable String failureFunction,
    Map<String, Object> failureInfo) {

  /** What {@link #of} reads. */
  static final String COLUMNS =
      "d.millis, d.counter, d.response_status, d.response_header::text, d.response_body,"
          + " fm.state, fl.response_status, fl.response_header, fl.response_body, "
          + Run.COLUMNS
          + ", "
          + Message.COLUMNS;

  static final String FROM =
      """
       from broker.dead_letter d join broker.message m on m.id = d.message_id join broker.workflow_run r on r.id = d.workflow_run
        left join broker.message fm on fm.id = r.failure_callback
        left join lateral (
          select l.response_status, l.response_header::text, l.response_body from broker.log l
          where l.message_id = fm.id and l.response_status is not null order by l.time desc, l.seq desc limit 1) fl on true
      where d.account = $1\
      """;

  /** The failure function's state in SQL. */
  static final String STATE =
      "(case fm.state when 'active' then 'CALLBACK_INPROGRESS' when 'delivered' then"
          + " 'CALLBACK_SUCCESS' when 'failed' then 'CALLBACK_FAIL' when 'cancelled' then"
          + " 'CALLBACK_CANCELED' end)";

  private static final String NOT_FOUND = "Upstash-Workflow-Failure-Callback-Notfound";
  private static final int RUN_AT = 9;

  static RunLetter of(Row row) {
    int status = row.getInteger(2);
    byte[] body = row.getBuffer(4).getBytes();
    var response =
        status == 0
            ? null
            : new Report.Response(status, Message.readHeaders(row.getString(3)), body);
    var run = Run.of(row, RUN_AT);
    var message = Message.of(row, RUN_AT + Run.COLUMN_COUNT);
    var report =
        new Report(
            message,
            response,
            response == null
                ? new String(body, java.nio.charset.StandardCharsets.UTF_8)
                : "status " + status,
            run.endedAt() == null ? run.createdAt() : run.endedAt());
    var info = new LinkedHashMap<String, Object>();
    String state = state(row.getString(5));
    if (state != null) {
      Map<String, List<String>> headers =
          row.getString(7) == null ? Map.of() : Message.readHeaders(row.getString(7));
      if (headers.keySet().stream().anyMatch(NOT_FOUND::equalsIgnoreCase)) {
        state = null; // The endpoint has no failure function.
      } else {
        info.put("state", state);
        if (row.getInteger(6) != null) {
          info.put("responseStatus", row.getInteger(6));
          Buffer answer = row.getBuffer(8);
          MessageView.putText(
              info,
              "responseBody",
              "responseBodyBase64",
              answer == null ? new byte[0] : answer.getBytes());
          info.put("responseHeaders", headers);
        }
      }
    }
    return new RunLetter(new DlqId(row.getLong(0), row.getLong(1)), run, report, state, info);
  }

  static @Nullable String state(@Nullable String messageState) {
    return switch (messageState) {
      case null -> null;
      case "active" -> "CALLBACK_INPROGRESS";
      case "delivered" -> "CALLBACK_SUCCESS";
      case "failed" -> "CALLBACK_FAIL";
      default -> "CALLBACK_CANCELED";
    };
  }

  Map<String, Object> json() {
    var json = MessageView.of(report.message());
    json.put("dlqId", id.toString());
    json.put("workflowRunId", run.runId());
    json.put("workflowUrl", run.url());
    json.put("workflowCreatedAt", run.createdAt().toEpochMilli());
    json.put("responseStatus", report.status());
    MessageView.putUnlessEmpty(json, "responseHeader", report.headers());
    MessageView.putText(json, "responseBody", "responseBodyBase64", report.body());
    if (failureFunction != null) {
      json.put("failureFunctionState", failureFunction);
      json.put("failureCallbackInfo", failureInfo);
    }
    return json;
  }
}
