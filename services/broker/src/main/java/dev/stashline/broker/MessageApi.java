package dev.stashline.broker;

import dev.stashline.jobs.JobQueue;
import dev.stashline.qstash.MessageIds;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** {@code /v2/messages}: look-up and cancel. */
final class MessageApi implements ApiPart {
  private static final Set<String> FILTERS =
      Set.of(
          "messageIds",
          "topicName",
          "queueName",
          "url",
          "host",
          "path",
          "label",
          "flowControlKey",
          "scheduleId",
          "callerIp",
          "callerIP",
          "fromDate",
          "toDate",
          "count");

  private final Pool pool;
  private final Supplier<JobQueue> queue;
  private final LogPartitions partitions;
  private final BrokerConfig config;
  private final InstantSource clock;

  MessageApi(
      Pool pool,
      Supplier<JobQueue> queue,
      LogPartitions partitions,
      BrokerConfig config,
      InstantSource clock) {
    this.pool = pool;
    this.queue = queue;
    this.partitions = partitions;
    this.config = config;
    this.clock = clock;
  }

  @Override
  public @Nullable Future<ApiAnswer> answer(ApiRequest request) {
    if (request.path().equals("/v2/messages")) {
      request.require("DELETE");
      return cancelMany(request);
    }
    String id = request.under("/v2/messages/");
    if (id == null) {
      return null;
    }
    return switch (request.method()) {
      case "GET" -> get(request, id);
      case "DELETE" -> cancel(request, id);
      default -> throw ApiRequest.notAllowed();
    };
  }

  private Future<ApiAnswer> get(ApiRequest request, String publicId) {
    return find(request.account(), publicId).map(message -> ApiAnswer.ok(MessageView.of(message)));
  }

  private Future<Message> find(String account, String publicId) {
    UUID id = MessageIds.uuid(publicId).orElseThrow(() -> ApiError.notFound("message"));
    return pool.preparedQuery(MessageSql.FIND)
        .execute(Tuple.of(account, id, Publishing.utc(clock.instant())))
        .map(
            rows -> {
              if (rows.size() == 0) {
                throw ApiError.notFound("message");
              }
              return Message.of(rows.iterator().next(), 0);
            });
  }

  /** An ended message that can still be looked up counts as known, and as not cancelled by this. */
  private Future<ApiAnswer> cancel(ApiRequest request, String publicId) {
    return cancel(request.account(), Params.query("messageIds=" + publicId))
        .compose(
            count ->
                count > 0
                    ? Future.succeededFuture(cancelled(count))
                    : find(request.account(), publicId).map(ended -> cancelled(0)));
  }

  /**
   * All that match. {@code count} is checked and not obeyed, as on the hosted service: the client
   * sends 100 with every filter, has no cursor to go on with, and promises that all are cancelled.
   */
  private Future<ApiAnswer> cancelMany(ApiRequest request) {
    var params = Params.of(request).only(FILTERS);
    params.count(1, Integer.MAX_VALUE);
    return cancel(request.account(), params).map(MessageApi::cancelled);
  }

  /**
   * Cancels all messages of a queue in a transaction of the caller's, who hands their ids to {@link
   * #endJobs} after the commit.
   */
  Future<List<Cancelled>> cancelQueue(SqlClient sql, String account, String queue) {
    return cancel(sql, account, Params.query("queueName=" + queue));
  }

  /** A message that is cancelled; with a flow-control key it may have a second job. */
  record Cancelled(UUID message, boolean keyed) {}

  private static ApiAnswer cancelled(int count) {
    return ApiAnswer.ok(Map.of("cancelled", count));
  }

  /**
   * The message's row decides that there is no further attempt; its job is then ended, or
   * interrupted, as a courtesy to who waits for it.
   */
  private Future<Integer> cancel(String account, Params params) {
    return cancel(pool, account, params).onSuccess(this::endJobs).map(List::size);
  }

  private Future<List<Cancelled>> cancel(SqlClient sql, String account, Params params) {
    var now = clock.instant();
    var where =
        new Where(
            account,
            Publishing.millis(now),
            Publishing.utc(now.plus(config.keepFinished())),
            Publishing.utc(now.plus(config.logRetention())));
    if (params.has("messageIds")) {
      where.ids("m.id", params.all("messageIds"));
    } else {
      where
          .message(params)
          .when("m.created_at >= $", params.time("fromDate"), Publishing::utc)
          .when("m.created_at <= $", params.time("toDate"), Publishing::utc);
    }
    return partitions
        .ready(now)
        .compose(v -> sql.preparedQuery(MessageSql.cancel(where.sql())).execute(where.values()))
        .map(
            rows ->
                rows.stream()
                    .map(row -> new Cancelled(row.getUUID(0), row.getBoolean(1)))
                    .toList());
  }

  /** A few at a time, so that a large cancel leaves connections to others. */
  void endJobs(Collection<Cancelled> cancelled) {
    Queue<UUID> left = new ArrayDeque<>();
    for (Cancelled each : cancelled) {
      left.add(each.message());
      if (each.keyed()) {
        left.add(Turns.atKey(each.message()));
      }
    }
    for (int i = 0; i < 2; i++) {
      endNext(left);
    }
  }

  private void endNext(Queue<UUID> left) {
    UUID id;
    synchronized (left) {
      id = left.poll();
    }
    if (id != null) {
      queue.get().cancel(id, "the message was cancelled").onComplete(done -> endNext(left));
    }
  }
}
