package dev.stashline.broker;

import dev.stashline.qstash.DlqId;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code /v2/dlq}: messages that were given up. */
final class DlqApi implements ApiPart {
  private static final int MOST = 100;

  private final Pool pool;
  private final Republishing republishing;

  DlqApi(Pool pool, Republishing republishing) {
    this.pool = pool;
    this.republishing = republishing;
  }

  @Override
  public @Nullable Future<ApiAnswer> answer(ApiRequest request) {
    if (request.path().equals("/v2/dlq")) {
      return switch (request.method()) {
        case "GET" -> list(request);
        case "DELETE" -> deleteMany(request);
        default -> throw ApiRequest.notAllowed();
      };
    }
    if (request.path().equals("/v2/dlq/retry")) {
      request.require("POST");
      return retryMany(request);
    }
    String retried = request.under("/v2/dlq/retry/");
    if (retried != null) {
      request.require("POST");
      return retry(request, retried);
    }
    String id = request.under("/v2/dlq/");
    if (id == null) {
      return null;
    }
    return switch (request.method()) {
      case "GET" -> get(request, id);
      case "DELETE" -> delete(request, id);
      default -> throw ApiRequest.notAllowed();
    };
  }

  private Future<ApiAnswer> list(ApiRequest request) {
    var params = Params.query(request.query()).only(DeadLetters.FILTERS);
    int count = params.count(MOST, MOST);
    var where = DeadLetters.where(request.account(), params);
    return pool.preparedQuery(
            DeadLetters.COLUMNS
                + DeadLetters.FROM
                + where.sql()
                + DeadLetters.order(params)
                + " limit "
                + (count + 1))
        .execute(where.values())
        .map(rows -> DeadLetters.page(rows, count, DeadLetters::letter));
  }

  private Future<ApiAnswer> get(ApiRequest request, String id) {
    var where = DeadLetters.where(request.account(), List.of(id));
    return pool.preparedQuery(DeadLetters.COLUMNS + DeadLetters.FROM + where.sql())
        .execute(where.values())
        .map(rows -> ApiAnswer.ok(DeadLetters.letter(DeadLetters.one(rows))));
  }

  private Future<ApiAnswer> delete(ApiRequest request, String id) {
    return delete(DeadLetters.where(request.account(), List.of(id)), "", 1)
        .map(
            deleted -> {
              if (deleted.isEmpty()) {
                throw ApiError.notFound("dlq message");
              }
              return ApiAnswer.empty();
            });
  }

  private Future<ApiAnswer> deleteMany(ApiRequest request) {
    var params = Params.of(request).only(DeadLetters.FILTERS);
    int count = params.count(MOST, MOST);
    return delete(DeadLetters.where(request.account(), params), DeadLetters.order(params), count)
        .compose(
            deleted ->
                next(request.account(), params, deleted.size() < count ? null : deleted.getLast())
                    .map(
                        next ->
                            ApiAnswer.ok(
                                next.isEmpty()
                                    ? Map.of("deleted", deleted.size())
                                    : Map.of("deleted", deleted.size(), "cursor", next))));
  }

  /** The letters that are gone by this, in the order that was asked for. */
  private Future<List<DlqId>> delete(Where where, String order, int most) {
    return pool.preparedQuery(
            "with found as (select d.millis, d.counter"
                + DeadLetters.FROM
                + where.sql()
                + order
                + " limit "
                + most
                + " for update of d), gone as (delete from broker.dead_letter g using found f"
                + " where g.millis = f.millis and g.counter = f.counter returning g.millis, g.counter)"
                + " select d.millis, d.counter from gone d"
                + order)
        .execute(where.values())
        .map(
            rows -> {
              var ids = new ArrayList<DlqId>();
              rows.forEach(row -> ids.add(DeadLetters.id(row)));
              return ids;
            });
  }

  /** The cursor behind a full page if anything matches behind it, else empty. */
  private Future<String> next(String account, Params params, @Nullable DlqId last) {
    if (last == null) {
      return Future.succeededFuture("");
    }
    var where = DeadLetters.behind(DeadLetters.where(account, params), params, last);
    return pool.preparedQuery("select 1" + DeadLetters.FROM + where.sql() + " limit 1")
        .execute(where.values())
        .map(rows -> rows.size() > 0 ? last.toString() : "");
  }

  private Future<ApiAnswer> retry(ApiRequest request, String id) {
    return republishing
        .republish(request, DeadLetters.where(request.account(), List.of(id)), "", 1)
        .map(
            done -> {
              if (done.ids().isEmpty()) {
                throw ApiError.notFound("dlq message");
              }
              return new ApiAnswer(201, Map.of("messageId", done.ids().getFirst()));
            });
  }

  private Future<ApiAnswer> retryMany(ApiRequest request) {
    var params = Params.of(request).only(DeadLetters.FILTERS);
    int count = params.count(MOST, MOST);
    return republishing
        .republish(
            request, DeadLetters.where(request.account(), params), DeadLetters.order(params), count)
        .compose(
            done -> {
              if (done.ids().isEmpty() && params.has("dlqIds")) {
                throw ApiError.notFound("dlq message");
              }
              return next(request.account(), params, done.ids().size() < count ? null : done.last())
                  .map(next -> retried(done.ids(), next));
            });
  }

  private static ApiAnswer retried(List<String> ids, String cursor) {
    return new ApiAnswer(
        201,
        Map.of(
            "responses",
            ids.stream().map(id -> Map.of("messageId", id)).toList(),
            "cursor",
            cursor));
  }
}
