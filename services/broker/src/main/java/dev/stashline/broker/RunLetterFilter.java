package dev.stashline.broker;

import dev.stashline.qstash.BadRequestException;
import dev.stashline.qstash.DlqId;
import java.util.List;
import java.util.Set;

/** The filters on failed runs. */
final class RunLetterFilter {
  static final Set<String> NAMES =
      Set.of(
          "cursor",
          "count",
          "order",
          "source",
          "dlqIds",
          "url",
          "messageId",
          "responseStatus",
          "workflowUrl",
          "workflowRunId",
          "workflowCreatedAt",
          "failureFunctionState",
          "label",
          "callerIp",
          "flowControlKey",
          "fromDate",
          "toDate");

  private RunLetterFilter() {}

  static Where byId(String account, String id) {
    return byIds(new Where(account), List.of(id));
  }

  private static Where byIds(Where where, List<String> ids) {
    var known = ids.stream().flatMap(id -> DlqId.parse(id).stream()).toList();
    return where.and(
        "(d.millis, d.counter) in (select * from unnest($::bigint[], $::bigint[]))",
        known.stream().map(DlqId::millis).toArray(Long[]::new),
        known.stream().map(DlqId::counter).toArray(Long[]::new));
  }

  static Where where(String account, Params params) {
    var where = new Where(account);
    if (params.has("dlqIds")) {
      return byIds(where, params.all("dlqIds"));
    }
    where
        .anyOf("r.url", params, "workflowUrl")
        .anyOf("m.url", params, "url")
        .anyOf("r.run_id", params, "workflowRunId")
        .anyOf("d.response_status::text", params, "responseStatus")
        .anyOf(RunLetter.STATE, params, "failureFunctionState")
        .anyOf("r.caller_ip", params, "callerIp")
        .anyOf("r.flow_key", params, "flowControlKey")
        .when("r.created_at = $", params.time("workflowCreatedAt"), Publishing::utc)
        .when("d.millis >= $", params.time("fromDate"), at -> at.toEpochMilli())
        .when("d.millis <= $", params.time("toDate"), at -> at.toEpochMilli());
    if (params.has("messageId")) {
      where.ids("d.message_id", params.all("messageId"));
    }
    if (params.has("label")) {
      where.and("r.labels && $::text[]", (Object) params.all("label").toArray(String[]::new));
    }
    String cursor = params.first("cursor");
    if (cursor != null) {
      var at =
          DlqId.parse(cursor)
              .orElseThrow(() -> new BadRequestException("cursor", "is not one that a page gave"));
      where.and(
          "(d.millis, d.counter) "
              + (params.latestFirst(false) ? "<" : ">")
              + " ($::bigint, $::bigint)",
          at.millis(),
          at.counter());
    }
    return where;
  }
}
