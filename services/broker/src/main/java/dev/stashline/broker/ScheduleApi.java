package dev.stashline.broker;

import dev.stashline.qstash.BadRequestException;
import dev.stashline.qstash.Cron;
import dev.stashline.qstash.Destination;
import dev.stashline.qstash.InvalidValueException;
import dev.stashline.qstash.MessageIds;
import dev.stashline.qstash.Names;
import dev.stashline.qstash.PublishHeaders;
import dev.stashline.qstash.PublishSettings;
import dev.stashline.qstash.PublishTarget;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** {@code /v2/schedules}. */
final class ScheduleApi implements ApiPart {
  private static final String PREFIX = "/v2/schedules/";

  private final Pool pool;
  private final Drafting drafting;
  private final Timetable timetable;
  private final BrokerConfig config;
  private final InstantSource clock;
  private final RandomGenerator chance;

  ScheduleApi(
      Pool pool,
      Drafting drafting,
      Timetable timetable,
      BrokerConfig config,
      InstantSource clock,
      RandomGenerator chance) {
    this.pool = pool;
    this.drafting = drafting;
    this.timetable = timetable;
    this.config = config;
    this.clock = clock;
    this.chance = chance;
  }

  @Override
  public @Nullable Future<ApiAnswer> answer(ApiRequest request) {
    if (request.path().equals("/v2/schedules")) {
      request.require("GET");
      return list(request);
    }
    String rest = request.under(PREFIX);
    if (rest == null) {
      return null;
    }
    // A URL may end like these, too; a name has no slash.
    int slash = rest.indexOf('/');
    if (slash > 0 && Names.isName(rest.substring(0, slash))) {
      String id = rest.substring(0, slash);
      if (!request.method().equals("PATCH")) {
        request.require("POST");
      }
      return switch (rest.substring(slash + 1)) {
        case "pause" -> pause(request, id);
        case "resume" -> resume(request, id);
        default -> throw new ApiError(404, "no such endpoint");
      };
    }
    return switch (request.method()) {
      case "POST" -> put(request);
      case "GET" -> get(request, rest);
      case "DELETE" -> delete(request, rest);
      default -> throw ApiRequest.notAllowed();
    };
  }

  /** Checks all that a publish would check, so that what is accepted can be fired. */
  private Future<ApiAnswer> put(ApiRequest request) {
    var target = PublishTarget.parse(request.after(PREFIX));
    var now = clock.instant();
    var settings =
        PublishSettings.read(List.of(request.headers(), target.settings()), config.limits(), now);
    String expression = settings.cron();
    if (expression == null) {
      throw new BadRequestException("Upstash-Cron", "is required");
    }
    var next = cron(expression).next(now);
    if (next.isEmpty()) {
      throw new BadRequestException("Upstash-Cron", "never comes");
    }
    var missed =
        Schedule.policy(
            Schedule.MissedRuns.class,
            Schedule.MissedRuns.HEADER,
            request.headers().get(Schedule.MissedRuns.HEADER));
    var overlap =
        Schedule.policy(
            Schedule.Overlap.class,
            Schedule.Overlap.HEADER,
            request.headers().get(Schedule.Overlap.HEADER));
    var headers = PublishHeaders.of(settings);
    String id = settings.scheduleId() == null ? MessageIds.schedule(chance) : settings.scheduleId();
    var order =
        new Drafting.Order(
            request.account(),
            Via.URL.schedule(id).queue(settings.queueName()),
            new PublishTarget(null, target.destination(), List.of(), null),
            Message.entries(Schedule.messageHeaders(headers)),
            request.body(),
            request.callerIp());
    return drafting
        .drafts(order)
        .compose(
            valid ->
                pool.withTransaction(
                    sql ->
                        sql.preparedQuery(ScheduleSql.PUT)
                            .execute(
                                Tuple.tuple(
                                    Arrays.asList(
                                        request.account(),
                                        id,
                                        expression,
                                        destination(target.destination()),
                                        dev.stashline.runtime.Json.write(headers),
                                        Buffer.buffer(request.body()),
                                        request.callerIp(),
                                        Schedule.word(missed),
                                        Schedule.word(overlap),
                                        Publishing.utc(now),
                                        Publishing.utc(next.get()))))
                            .compose(
                                rows ->
                                    rows.iterator().next().getBoolean(0)
                                        ? config
                                            .quotas()
                                            .checkMade(
                                                sql, Quotas.Thing.SCHEDULES, request.account())
                                        : Future.succeededFuture())
                            .map(v -> ApiAnswer.ok(Map.of("scheduleId", id)))))
        .onSuccess(answer -> timetable.wake());
  }

  private static Cron cron(String expression) {
    try {
      return Cron.parse(expression);
    } catch (InvalidValueException e) {
      throw new BadRequestException("Upstash-Cron", e.reason());
    }
  }

  private static String destination(Destination destination) {
    return destination.text();
  }

  private Future<ApiAnswer> list(ApiRequest request) {
    return pool.preparedQuery(ScheduleSql.LIST)
        .execute(Tuple.of(request.account()))
        .map(rows -> ApiAnswer.ok(rows.stream().map(this::shown).toList()));
  }

  private Future<ApiAnswer> get(ApiRequest request, String id) {
    return pool.preparedQuery(ScheduleSql.FIND)
        .execute(Tuple.of(request.account(), id))
        .map(
            rows -> {
              if (rows.size() == 0) {
                throw ApiError.notFound("schedule");
              }
              return ApiAnswer.ok(shown(rows.iterator().next()));
            });
  }

  private Map<String, Object> shown(Row row) {
    return ScheduleView.of(Schedule.of(row), row.getString(19));
  }

  /** Messages that were made already go on. */
  private Future<ApiAnswer> delete(ApiRequest request, String id) {
    return changed(pool.preparedQuery(ScheduleSql.DELETE).execute(Tuple.of(request.account(), id)));
  }

  private Future<ApiAnswer> pause(ApiRequest request, String id) {
    return changed(pool.preparedQuery(ScheduleSql.PAUSE).execute(Tuple.of(request.account(), id)));
  }

  /** Occurrences that passed in the pause stay passed. */
  private Future<ApiAnswer> resume(ApiRequest request, String id) {
    return pool.preparedQuery(ScheduleSql.FIND)
        .execute(Tuple.of(request.account(), id))
        .compose(
            rows -> {
              if (rows.size() == 0) {
                throw ApiError.notFound("schedule");
              }
              Instant next =
                  cron(Schedule.of(rows.iterator().next()).cron())
                      .next(clock.instant())
                      .orElse(null);
              return changed(
                  pool.preparedQuery(ScheduleSql.RESUME)
                      .execute(
                          Tuple.of(
                              request.account(), id, next == null ? null : Publishing.utc(next))));
            })
        .onSuccess(answer -> timetable.wake());
  }

  private static Future<ApiAnswer> changed(Future<io.vertx.sqlclient.RowSet<Row>> update) {
    return update.map(
        rows -> {
          if (rows.rowCount() == 0) {
            throw ApiError.notFound("schedule");
          }
          return ApiAnswer.empty();
        });
  }
}
