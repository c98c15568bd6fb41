package dev.stashline.broker;

import dev.stashline.jobs.JobQueue;
import dev.stashline.jobs.JobTransaction;
import dev.stashline.qstash.BadRequestException;
import dev.stashline.qstash.DlqId;
import dev.stashline.qstash.MessageIds;
import dev.stashline.qstash.PublishSettings;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** {@code /v2/dlq}: messages that were given up. */
final class DlqApi implements ApiPart {
  private static final Set<String> FILTERS =
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
          "label",
          "flowControlKey",
          "fromDate",
          "toDate",
          "source",
          "workflowRunId",
          "workflowUrl",
          "workflowCreatedAt",
          "failureFunctionState");

  private static final int MOST = 100;
  private static final String FROM =
      " from broker.dead_letter d join broker.message m on m.id = d.message_id where d.account ="
          + " $1";
  private static final String COLUMNS =
      "select d.millis, d.counter, d.response_status, d.response_header::text, d.response_body, "
          + Message.COLUMNS;
  private static final int MESSAGE_AT = 5;

  private final Pool pool;
  private final Supplier<JobQueue> queue;
  private final Publishing publishing;
  private final LogPartitions partitions;
  private final BrokerConfig config;
  private final InstantSource clock;

  DlqApi(
      Pool pool,
      Supplier<JobQueue> queue,
      Publishing publishing,
      LogPartitions partitions,
      BrokerConfig config,
      InstantSource clock) {
    this.pool = pool;
    this.queue = queue;
    this.publishing = publishing;
    this.partitions = partitions;
    this.config = config;
    this.clock = clock;
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
    var params = Params.query(request.query()).only(FILTERS);
    int count = params.count(MOST, MOST);
    var where = where(request.account(), params);
    return pool.preparedQuery(
            COLUMNS + FROM + where.sql() + order(params) + " limit " + (count + 1))
        .execute(where.values())
        .map(
            rows -> {
              var letters = new ArrayList<Map<String, Object>>();
              var answer = new LinkedHashMap<String, Object>();
              answer.put("messages", letters);
              for (Row row : rows) {
                if (letters.size() == count) {
                  answer.put("cursor", letters.getLast().get("dlqId"));
                  break;
                }
                letters.add(letter(row));
              }
              return ApiAnswer.ok(answer);
            });
  }

  private Future<ApiAnswer> get(ApiRequest request, String id) {
    var where = where(request.account(), List.of(id));
    return pool.preparedQuery(COLUMNS + FROM + where.sql())
        .execute(where.values())
        .map(rows -> ApiAnswer.ok(letter(requireOne(rows))));
  }

  private Future<ApiAnswer> delete(ApiRequest request, String id) {
    var where = where(request.account(), List.of(id));
    return delete(where, 1)
        .map(
            deleted -> {
              if (deleted == 0) {
                throw ApiError.notFound("dlq message");
              }
              return ApiAnswer.empty();
            });
  }

  private Future<ApiAnswer> deleteMany(ApiRequest request) {
    var params = Params.of(request).only(FILTERS);
    int count = params.count(MOST, MOST);
    return delete(where(request.account(), params), count)
        .compose(
            deleted ->
                deleted < count
                    ? Future.succeededFuture(ApiAnswer.ok(Map.of("deleted", deleted)))
                    : more(request.account(), params)
                        .map(
                            more ->
                                ApiAnswer.ok(
                                    more
                                        ? Map.of("deleted", deleted, "cursor", "0-0")
                                        : Map.of("deleted", deleted))));
  }

  private Future<Integer> delete(Where where, int most) {
    return pool.preparedQuery(
            "delete from broker.dead_letter where (millis, counter) in (select d.millis, d.counter"
                + FROM
                + where.sql()
                + " order by d.millis, d.counter limit "
                + most
                + " for update of d)")
        .execute(where.values())
        .map(rows -> rows.rowCount());
  }

  private Future<Boolean> more(String account, Params params) {
    var where = where(account, params);
    return pool.preparedQuery("select 1" + FROM + where.sql() + " limit 1")
        .execute(where.values())
        .map(rows -> rows.size() > 0);
  }

  private Future<ApiAnswer> retry(ApiRequest request, String id) {
    return republish(request, where(request.account(), List.of(id)), 1)
        .map(
            ids -> {
              if (ids.isEmpty()) {
                throw ApiError.notFound("dlq message");
              }
              return new ApiAnswer(201, Map.of("messageId", ids.getFirst()));
            });
  }

  private Future<ApiAnswer> retryMany(ApiRequest request) {
    var params = Params.of(request).only(FILTERS);
    int count = params.count(MOST, MOST);
    return republish(request, where(request.account(), params), count)
        .compose(
            ids -> {
              if (ids.isEmpty() && params.has("dlqIds")) {
                throw ApiError.notFound("dlq message");
              }
              return (ids.size() < count
                      ? Future.succeededFuture(false)
                      : more(request.account(), params))
                  .map(more -> retried(ids, more));
            });
  }

  private static ApiAnswer retried(List<String> ids, boolean more) {
    return new ApiAnswer(
        201,
        Map.of(
            "responses",
            ids.stream().map(id -> Map.of("messageId", id)).toList(),
            "cursor",
            more ? "0-0" : ""));
  }

  /** Publishes anew and removes the letters, both or neither; returns the new messages' ids. */
  private Future<List<String>> republish(ApiRequest request, Where where, int most) {
    return partitions
        .ready(clock.instant())
        .compose(v -> queue.get().transaction(tx -> republish(tx, request, where, most)));
  }

  private Future<List<String>> republish(
      JobTransaction tx, ApiRequest request, Where where, int most) {
    return tx.sql()
        .preparedQuery(
            COLUMNS
                + FROM
                + where.sql()
                + " order by d.millis, d.counter limit "
                + most
                + " for update of d")
        .execute(where.values())
        .compose(
            rows -> {
              var drafts = new ArrayList<Draft>();
              var millis = new ArrayList<Long>();
              var counters = new ArrayList<Long>();
              for (Row row : rows) {
                millis.add(row.getLong(0));
                counters.add(row.getLong(1));
                drafts.add(draft(request, Message.of(row, MESSAGE_AT)));
              }
              return publishing
                  .store(tx, drafts)
                  .compose(
                      stored ->
                          tx.sql()
                              .preparedQuery(
                                  "delete from broker.dead_letter where (millis, counter) in"
                                      + " (select * from unnest($1::bigint[], $2::bigint[]))")
                              .execute(
                                  io.vertx.sqlclient.Tuple.of(
                                      millis.toArray(Long[]::new),
                                      (Object) counters.toArray(Long[]::new)))
                              .map(
                                  gone ->
                                      stored.stream()
                                          .map(each -> MessageIds.message(each.id()))
                                          .toList()));
            });
  }

  /** The request's own settings win over the message's. */
  private Draft draft(ApiRequest request, Message message) {
    var overrides = new ArrayList<Map.Entry<String, String>>();
    for (var header : request.headers()) {
      if (header.getKey().toLowerCase(Locale.ROOT).startsWith("upstash-")) {
        overrides.add(header);
      }
    }
    var now = clock.instant();
    var settings =
        PublishSettings.read(
            List.of(overrides, Message.entries(message.headers())), config.limits(), now);
    Drafting.refuseWhatIsNotServed(settings);
    return Draft.of(
            message.account(),
            message.via(),
            message.url(),
            settings,
            message.body(),
            message.callerIp(),
            now)
        .notDeduplicated();
  }

  private static Where where(String account, List<String> ids) {
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

  private static Where where(String account, Params params) {
    var where = params.has("dlqIds") ? where(account, params.all("dlqIds")) : new Where(account);
    where
        .message(params)
        .when("d.millis >= $", params.time("fromDate"), at -> at.toEpochMilli())
        .when("d.millis <= $", params.time("toDate"), at -> at.toEpochMilli())
        .anyOf("d.response_status::text", params.all("responseStatus"));
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
      where.and(
          "(d.millis, d.counter) "
              + (params.latestFirst(false) ? "<" : ">")
              + " ($::bigint, $::bigint)",
          at.millis(),
          at.counter());
    }
    return where;
  }

  private static String order(Params params) {
    return params.latestFirst(false)
        ? " order by d.millis desc, d.counter desc"
        : " order by d.millis, d.counter";
  }

  private static Row requireOne(RowSet<Row> rows) {
    if (rows.size() == 0) {
      throw ApiError.notFound("dlq message");
    }
    return rows.iterator().next();
  }

  private static Map<String, Object> letter(Row row) {
    var json = MessageView.of(Message.of(row, MESSAGE_AT));
    json.put("dlqId", new DlqId(row.getLong(0), row.getLong(1)).toString());
    json.put("responseStatus", row.getInteger(2));
    MessageView.putUnlessEmpty(json, "responseHeader", Message.readHeaders(row.getString(3)));
    MessageView.putText(json, "responseBody", "responseBodyBase64", row.getBuffer(4).getBytes());
    return json;
  }
}
