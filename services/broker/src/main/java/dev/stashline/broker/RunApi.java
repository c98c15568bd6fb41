package dev.stashline.broker;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.net.URLDecoder;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code /v2/workflows/runs}: the steps of a run, its end, and cancelling. */
final class RunApi implements ApiPart {
  private static final Set<String> FILTERS =
      Set.of(
          "workflowRunIds",
          "workflowUrl",
          "workflowUrlExactMatch",
          "host",
          "path",
          "label",
          "callerIp",
          "flowControlKey",
          "fromDate",
          "toDate",
          "cursor",
          "count");

  private static final int MOST = 1_000;

  private final Pool pool;
  private final RunEndings endings;

  RunApi(Pool pool, RunEndings endings) {
    this.pool = pool;
    this.endings = endings;
  }

  @Override
  public @Nullable Future<ApiAnswer> answer(ApiRequest request) {
    if (request.path().equals("/v2/workflows/runs")) {
      request.require("DELETE");
      return cancelMany(request);
    }
    String raw = request.under("/v2/workflows/runs/");
    if (raw == null) {
      return null;
    }
    String runId = decoded(raw);
    return switch (request.method()) {
      case "GET" -> steps(request.account(), runId);
      case "DELETE" -> end(request, runId);
      default -> throw ApiRequest.notAllowed();
    };
  }

  /** A part of a path; ids may be anything, so a client may have had to escape them. */
  static String decoded(String part) {
    try {
      String text = URLDecoder.decode(part.replace("+", "%2B"), UTF_8);
      if (text.indexOf('\0') < 0) {
        return text;
      }
    } catch (IllegalArgumentException _) {
      // Falls through: nothing bears such a name.
    }
    throw new ApiError(400, "the path has a broken escape");
  }

  private Future<ApiAnswer> steps(String account, String runId) {
    return find(account, runId)
        .compose(
            found -> {
              var run =
                  found
                      .filter(r -> r.state() == Run.State.ACTIVE)
                      .orElseThrow(() -> ApiError.notFound("workflow run"));
              return StepDelivery.steps(pool, run.id(), run.steps(), null);
            })
        .map(
            json ->
                ApiAnswer.ok(
                    json.length == 0
                        ? java.util.List.of()
                        : dev.stashline.runtime.Json.tree(new String(json, UTF_8))));
  }

  private Future<Optional<Run>> find(String account, String runId) {
    return pool.preparedQuery(RunSql.FIND)
        .execute(Tuple.of(account, runId))
        .map(
            rows ->
                rows.size() == 0
                    ? Optional.<Run>empty()
                    : Optional.of(Run.of(rows.iterator().next(), 0)));
  }

  /** An end may be said again; a cancel must find something to cancel. */
  private Future<ApiAnswer> end(ApiRequest request, String runId) {
    boolean cancel = !"false".equals(Params.query(request.query()).first("cancel"));
    var where = RunEndings.filter().and("r.run_id = $", runId);
    return endings
        .end(
            request.account(),
            cancel ? Run.State.CANCELLED : Run.State.COMPLETED,
            cancel ? null : request.body(),
            1,
            where)
        .compose(
            count -> {
              if (count > 0) {
                return Future.succeededFuture(ApiAnswer.ok(Map.of("cancelled", cancel ? 1 : 0)));
              }
              return find(request.account(), runId)
                  .map(
                      found -> {
                        if (found.isEmpty() || cancel) {
                          throw ApiError.notFound("workflow run");
                        }
                        return ApiAnswer.ok(Map.of("cancelled", 0));
                      });
            });
  }

  private Future<ApiAnswer> cancelMany(ApiRequest request) {
    var params = Params.of(request).only(FILTERS);
    int most = params.has("count") ? params.count(1, MOST) : Integer.MAX_VALUE;
    var where = RunEndings.filter();
    if (params.has("workflowRunIds")) {
      where.anyOf("r.run_id", params, "workflowRunIds");
    } else {
      if ("true".equalsIgnoreCase(params.first("workflowUrlExactMatch"))) {
        where.anyOf("r.url", params, "workflowUrl");
      } else if (params.has("workflowUrl")) {
        where.and(
            "exists (select 1 from unnest($::text[]) as p (start) where starts_with(r.url, p.start))",
            (Object) params.all("workflowUrl").toArray(String[]::new));
      }
      common(where, params);
    }
    return endings
        .end(request.account(), Run.State.CANCELLED, null, most, where)
        .map(count -> ApiAnswer.ok(Map.of("cancelled", count)));
  }

  /** The filters on runs that cancelling, the log and the dead letters have in common. */
  static Where common(Where where, Params params) {
    where
        .anyOf("r.host", params, "host")
        .anyOf("r.path", params, "path")
        .anyOf("r.caller_ip", params, "callerIp")
        .anyOf("r.flow_key", params, "flowControlKey");
    if (params.has("label")) {
      where.and("r.labels && $::text[]", (Object) params.all("label").toArray(String[]::new));
    }
    return where
        .when("r.created_at >= $", params.time("fromDate"), Publishing::utc)
        .when("r.created_at <= $", params.time("toDate"), Publishing::utc);
  }
}
