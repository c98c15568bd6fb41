package dev.stashline.broker;

import dev.stashline.qstash.BadRequestException;
import dev.stashline.qstash.DlqId;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code GET /v2/workflows/events} and {@code /v2/workflows/logs}: runs with their steps. */
final class RunLogApi implements ApiPart {
  /** $1 run. Each step with the newest line of its message's log and the first response. */
  private static final String STEPS =
      """
      select s.call_type, l.state, l.next_delivery, %s
      from broker.workflow_step s join broker.message m on m.id = s.message_id
        left join lateral (
          select state, next_delivery from broker.log where message_id = m.id order by time desc, seq desc limit 1) l on true
      where s.run = $1 order by s.position\
      """
          .formatted(Message.COLUMNS);

  /** $1 run. Its dead letter. */
  private static final String LETTER =
      "select "
          + RunLetter.COLUMNS
          + RunLetter.FROM.replace("d.account = $1", "d.workflow_run = $1");

  private static final int MOST = 10;

  private final Pool pool;

  RunLogApi(Pool pool) {
    this.pool = pool;
  }

  @Override
  public @Nullable Future<ApiAnswer> answer(ApiRequest request) {
    if (!request.path().equals("/v2/workflows/events")
        && !request.path().equals("/v2/workflows/logs")) {
      return null;
    }
    request.require("GET");
    return list(request);
  }

  private Future<ApiAnswer> list(ApiRequest request) {
    var params = Params.query(request.query());
    int count = params.count(MOST, MOST);
    var where = where(request.account(), params);
    return pool.preparedQuery(
            "select "
                + Run.COLUMNS
                + " from broker.workflow_run r where r.account = $1"
                + where.sql()
                + " order by r.created_at desc, r.id desc limit "
                + (count + 1))
        .execute(where.values())
        .compose(
            rows -> {
              var runs = new ArrayList<Run>();
              rows.forEach(row -> runs.add(Run.of(row, 0)));
              boolean more = runs.size() > count;
              var page = more ? runs.subList(0, count) : runs;
              return Future.all(page.stream().map(this::view).toList())
                  .map(
                      views -> {
                        var answer = new LinkedHashMap<String, Object>();
                        if (more) {
                          answer.put("cursor", cursor(page.getLast()));
                        }
                        answer.put("runs", views.list());
                        return ApiAnswer.ok(answer);
                      });
            });
  }

  private static String cursor(Run last) {
    return last.createdAt().toEpochMilli() + "-" + last.id();
  }

  private static Where where(String account, Params params) {
    var where = new Where(account);
    if (params.has("workflowRuns")) {
      var ids = new ArrayList<String>();
      var times = new ArrayList<Long>();
      for (String pair : params.all("workflowRuns")) {
        int at = pair.lastIndexOf('@');
        var time = at < 0 ? null : DlqId.parse(pair.substring(at + 1) + "-0").orElse(null);
        if (time == null) {
          throw new BadRequestException("workflowRuns", "must be run@createdAt pairs");
        }
        ids.add(pair.substring(0, at));
        times.add(time.millis());
      }
      return where.and(
          "(r.run_id, (extract(epoch from r.created_at) * 1000)::bigint) in (select * from"
              + " unnest($::text[], $::bigint[]))",
          ids.toArray(String[]::new),
          times.toArray(Long[]::new));
    }
    RunApi.common(where, params)
        .anyOf("r.run_id", params, "workflowRunId")
        .anyOf("r.url", params, "workflowUrl")
        .when("r.created_at = $", params.time("workflowCreatedAt"), Publishing::utc);
    if (params.has("state")) {
      where.anyOf("r.state", params.all("state").stream().map(RunLogApi::state).toList());
    }
    if (params.has("messageId")) {
      where
          .and("exists (select 1 from broker.workflow_step s where s.run = r.id")
          .ids("s.message_id", params.all("messageId"))
          .close();
    }
    String cursor = params.first("cursor");
    if (cursor != null) {
      int mark = cursor.indexOf('-');
      try {
        where.and(
            "(r.created_at, r.id) < ($::timestamptz, $::uuid)",
            Publishing.utc(
                java.time.Instant.ofEpochMilli(Long.parseLong(cursor.substring(0, mark)))),
            java.util.UUID.fromString(cursor.substring(mark + 1)));
      } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
        throw new BadRequestException("cursor", "is not one that a page gave");
      }
    }
    return where;
  }

  private static String state(String shown) {
    return Arrays.stream(Run.State.values())
        .filter(state -> state.shown().equals(shown))
        .findFirst()
        .orElseThrow(() -> new BadRequestException("state", "is no state of a run"))
        .word()
        .toLowerCase(Locale.ROOT);
  }

  private Future<Map<String, Object>> view(Run run) {
    return pool.preparedQuery(STEPS)
        .execute(Tuple.of(run.id()))
        .compose(
            steps ->
                run.failedMessage() == null
                    ? Future.succeededFuture(view(run, steps, null))
                    : pool.preparedQuery(LETTER)
                        .execute(Tuple.of(run.id()))
                        .map(
                            letters ->
                                view(
                                    run,
                                    steps,
                                    letters.size() == 0
                                        ? null
                                        : RunLetter.of(letters.iterator().next()))));
  }

  private static Map<String, Object> view(
      Run run, Iterable<Row> steps, @Nullable RunLetter letter) {
    var view = new LinkedHashMap<String, Object>();
    view.put("workflowRunId", run.runId());
    view.put("workflowUrl", run.url());
    view.put("workflowState", run.state().shown());
    view.put("workflowRunCreatedAt", run.createdAt().toEpochMilli());
    var ended = run.endedAt();
    if (ended != null) {
      view.put("workflowRunCompletedAt", ended.toEpochMilli());
    }
    if (run.callerIp() != null) {
      view.put("workflowRunCallerIp", run.callerIp());
    }
    view.put("steps", RunLog.groups(run, steps));
    byte[] result = run.result();
    if (result != null) {
      MessageView.putText(view, "workflowRunResponse", "workflowRunResponseBase64", result);
    }
    var invoker = run.invoker();
    if (invoker != null) {
      var by = new LinkedHashMap<String, Object>();
      by.put("workflowRunId", invoker.path("workflowRunId").asText());
      by.put("workflowUrl", invoker.path("workflowUrl").asText());
      by.put("workflowRunCreatedAt", invoker.path("workflowRunCreatedAt"));
      view.put("invoker", by);
    }
    if (letter != null) {
      view.put("dlqId", letter.id().toString());
      if (letter.failureFunction() != null && run.failureCallback() != null) {
        view.put("failureFunction", RunLog.failureFunction(run, letter));
      }
    }
    var labels = run.read().labels();
    if (!labels.isEmpty()) {
      view.put("label", labels.getFirst());
      view.put("labels", labels);
    }
    var flowControl = run.read().flowControl();
    if (flowControl != null) {
      view.put("flowControlKey", flowControl.key());
    }
    return view;
  }
}
