package dev.stashline.broker;

import dev.stashline.qstash.MessageIds;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
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
  private final Cancellations cancellations;
  private final InstantSource clock;

  MessageApi(Pool pool, Cancellations cancellations, InstantSource clock) {
    this.pool = pool;
    this.cancellations = cancellations;
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
    return cancellations
        .cancel(request.account(), Params.query("messageIds=" + publicId))
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
    return cancellations.cancel(request.account(), params).map(MessageApi::cancelled);
  }

  private static ApiAnswer cancelled(int count) {
    return ApiAnswer.ok(Map.of("cancelled", count));
  }
}
