package dev.stashline.broker;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.stashline.qstash.MessageIds;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a delivery to a workflow's endpoint looks like: the steps so far, and the run's headers. */
final class StepDelivery {
  private final Pool pool;
  private final BrokerConfig config;
  private final InstantSource clock;

  StepDelivery(Pool pool, BrokerConfig config, InstantSource clock) {
    this.pool = pool;
    this.config = config;
    this.clock = clock;
  }

  /** The message as it is to be sent; empty if its run has ended. */
  Future<Optional<Message>> prepare(Message message) {
    var part = RunPart.of(message.settings()).orElse(null);
    if (part == null) {
      return Future.succeededFuture(Optional.of(message));
    }
    if (part.callType() == RunPart.CallType.FAILURE_CALL) {
      return pool.preparedQuery(RunSql.RUN_OF_FAILURE)
          .execute(Tuple.of(message.id()))
          .map(
              rows ->
                  rows.size() == 0
                      ? Optional.of(message)
                      : Optional.of(
                          message.delivered(
                              message.body(),
                              headers(Run.of(rows.iterator().next(), 0), part, message))));
    }
    return pool.preparedQuery(RunSql.RUN_OF_STEP)
        .execute(Tuple.of(message.id()))
        .compose(
            rows -> {
              if (rows.size() == 0) {
                return Future.succeededFuture(Optional.<Message>empty());
              }
              var row = rows.iterator().next();
              var run = Run.of(row, 2);
              return run.state() == Run.State.ACTIVE
                  ? send(message, part, run, row.getInteger(0)).map(Optional::of)
                  : Future.succeededFuture(Optional.<Message>empty());
            });
  }

  private Future<Message> send(Message message, RunPart part, Run run, int position) {
    return switch (part.callType()) {
      case TO_CALLBACK -> Future.succeededFuture(message);
      case STEP ->
          steps(
                  pool,
                  run.id(),
                  position,
                  part.features().contains(RunPart.LAZY_FETCH)
                      ? config.workflowInlineLimit()
                      : null)
              .map(body -> message.delivered(body, headers(run, part, message)));
      case FROM_CALLBACK, FAILURE_CALL ->
          Future.succeededFuture(message.delivered(message.body(), headers(run, part, message)));
    };
  }

  /**
   * The steps of a run as the client reads them, up to a position; nothing if they are larger than
   * the limit.
   */
  static Future<byte[]> steps(SqlClient sql, UUID run, int position, @Nullable Long limit) {
    return sql.preparedQuery(RunSql.STEPS)
        .execute(Tuple.of(run, position, limit))
        .map(
            rows -> {
              if (rows.size() == 0) {
                return new byte[0];
              }
              var json = new StringBuilder("[");
              for (Row row : rows) {
                json.append(json.length() == 1 ? "" : ",")
                    .append("{\"messageId\":\"")
                    .append(MessageIds.message(row.getUUID(0)))
                    .append("\",\"body\":\"")
                    .append(Base64.getEncoder().encodeToString(row.getBuffer(2).getBytes()))
                    .append("\",\"callType\":\"")
                    .append(row.getString(1))
                    .append("\"}");
              }
              return json.append("]").toString().getBytes(UTF_8);
            });
  }

  private static Map<String, String> headers(Run run, RunPart part, Message message) {
    var headers = new LinkedHashMap<String, String>();
    headers.put(RunPart.RUN_ID, run.runId());
    headers.put(RunPart.INIT, Boolean.toString(part.starts()));
    headers.put(RunPart.URL, run.url());
    headers.put(RunPart.CREATED_AT, Long.toString(run.createdAt().toEpochMilli()));
    headers.put(RunPart.CALL_TYPE, part.callType().word());
    var labels = message.settings().labels();
    if (!labels.isEmpty()) {
      headers.put("Upstash-Label", String.join(",", labels));
    }
    return headers;
  }

  /** Notes that a message of an ended run will not be delivered. */
  Future<?> giveUp(Message message) {
    var now = clock.instant();
    var where =
        new Where(
            message.account(),
            Publishing.millis(now),
            Publishing.utc(now.plus(config.keepFinished())),
            Publishing.utc(now.plus(config.logRetention())));
    where.ids("m.id", java.util.List.of(message.publicId()));
    return pool.preparedQuery(MessageSql.cancel(where.sql())).execute(where.values());
  }

  /**
   * Why a success is none: an address that starts a run must be a workflow's endpoint. Null if
   * nothing is wrong.
   */
  static @Nullable String refusal(Message message, Report.Response response) {
    var part = RunPart.of(message.settings()).orElse(null);
    boolean mustKnow =
        part != null && part.starts() && part.features().contains(RunPart.DETECT_TRIGGER);
    return mustKnow
            && response.succeeded()
            && response.headers().keySet().stream().noneMatch(RunPart.SDK_VERSION::equalsIgnoreCase)
        ? "detected a non-workflow destination for trigger/invoke. make sure you are sending the"
            + " request to the correct endpoint"
        : null;
  }
}
