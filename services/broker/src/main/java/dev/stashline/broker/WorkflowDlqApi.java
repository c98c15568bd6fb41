package dev.stashline.broker;

import dev.stashline.jobs.JobQueue;
import dev.stashline.jobs.JobTransaction;
import dev.stashline.qstash.PublishSettings;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * {@code /v2/workflows/dlq}, and {@code /v2/dlq?source=workflow}: failed runs, and what can be done
 * with them.
 */
final class WorkflowDlqApi implements ApiPart {
  private static final String PATH = "/v2/workflows/dlq";
  private static final int MOST = 100;

  private final Pool pool;
  private final Supplier<JobQueue> queue;
  private final Publishing publishing;
  private final LogPartitions partitions;
  private final BrokerConfig config;
  private final InstantSource clock;
  private final Revivals revivals;
  private final RunFailures failures;

  WorkflowDlqApi(
      Pool pool,
      Supplier<JobQueue> queue,
      Runs runs,
      RunFailures failures,
      Publishing publishing,
      LogPartitions partitions,
      BrokerConfig config,
      InstantSource clock,
      RandomGenerator chance) {
    this.pool = pool;
    this.queue = queue;
    this.publishing = publishing;
    this.partitions = partitions;
    this.config = config;
    this.clock = clock;
    revivals = new Revivals(runs, publishing, chance);
    this.failures = failures;
  }

  @Override
  public @Nullable Future<ApiAnswer> answer(ApiRequest request) {
    if (request.path().equals("/v2/dlq")) {
      return request.method().equals("GET")
              && "workflow".equals(Params.query(request.query()).first("source"))
          ? list(request)
          : null;
    }
    String rest = request.under(PATH);
    if (rest == null || (!rest.isEmpty() && rest.charAt(0) != '/')) {
      return null;
    }
    String[] parts = rest.isEmpty() ? new String[0] : rest.substring(1).split("/", -1);
    if (parts.length == 0) {
      return switch (request.method()) {
        case "GET" -> list(request);
        case "DELETE" -> deleteMany(request);
        default -> throw ApiRequest.notAllowed();
      };
    }
    return switch (parts[0]) {
      case "resume", "restart" -> {
        request.require("POST");
        yield revive(request, parts[0].equals("resume"), parts.length > 1 ? parts[1] : null);
      }
      case "callback" -> {
        String id = parts.length > 1 ? parts[1] : "";
        yield switch (request.method()) {
          case "POST" -> callAgain(request, id);
          case "DELETE" -> cancelCall(request, id);
          default -> throw ApiRequest.notAllowed();
        };
      }
      default -> one(request, parts[0]);
    };
  }

  private Future<ApiAnswer> list(ApiRequest request) {
    var params = Params.query(request.query()).only(RunLetterFilter.NAMES);
    int count = params.count(MOST, MOST);
    String order =
        params.latestFirst(false)
            ? " order by d.millis desc, d.counter desc"
            : " order by d.millis, d.counter";
    var where = RunLetterFilter.where(request.account(), params);
    return pool.preparedQuery(
            "select "
                + RunLetter.COLUMNS
                + RunLetter.FROM
                + where.sql()
                + order
                + " limit "
                + (count + 1))
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
                letters.add(RunLetter.of(row).json());
              }
              return ApiAnswer.ok(answer);
            });
  }

  private Future<ApiAnswer> one(ApiRequest request, String id) {
    var where = RunLetterFilter.byIds(new Where(request.account()), List.of(id));
    return switch (request.method()) {
      case "GET" ->
          pool.preparedQuery("select " + RunLetter.COLUMNS + RunLetter.FROM + where.sql())
              .execute(where.values())
              .map(
                  rows -> {
                    if (rows.size() == 0) {
                      throw ApiError.notFound("dlq message");
                    }
                    return ApiAnswer.ok(RunLetter.of(rows.iterator().next()).json());
                  });
      case "DELETE" ->
          delete(where, 1)
              .map(
                  deleted -> {
                    if (deleted == 0) {
                      throw ApiError.notFound("dlq message");
                    }
                    return ApiAnswer.empty();
                  });
      default -> throw ApiRequest.notAllowed();
    };
  }

  private Future<ApiAnswer> deleteMany(ApiRequest request) {
    var params = Params.of(request).only(RunLetterFilter.NAMES);
    int count = params.count(MOST, MOST);
    return delete(RunLetterFilter.where(request.account(), params), count)
        .map(
            deleted ->
                ApiAnswer.ok(
                    deleted < count
                        ? Map.of("deleted", deleted)
                        : Map.of("deleted", deleted, "cursor", "0-0")));
  }

  private Future<Integer> delete(Where where, int most) {
    return pool.preparedQuery(
            "delete from broker.dead_letter where (millis, counter) in (select d.millis, d.counter"
                + RunLetter.FROM
                + where.sql()
                + " order by d.millis, d.counter limit "
                + most
                + " for update of d)")
        .execute(where.values())
        .map(rows -> rows.rowCount());
  }

  private Future<ApiAnswer> revive(ApiRequest request, boolean resume, @Nullable String id) {
    var params = Params.of(request).only(RunLetterFilter.NAMES);
    int count = params.count(MOST, MOST);
    var overrides = Revivals.overrides(request);
    // Refused before anything is done.
    PublishSettings.read(List.of(Message.entries(overrides)), config.limits(), clock.instant());
    var where =
        id == null
            ? RunLetterFilter.where(request.account(), params)
            : RunLetterFilter.byIds(new Where(request.account()), List.of(id));
    return transaction(tx -> revive(tx, where, count, resume, overrides))
        .map(
            started -> {
              if (started.isEmpty() && (id != null || params.has("dlqIds"))) {
                throw ApiError.notFound("dlq message");
              }
              if (id != null) {
                return ApiAnswer.ok(started.getFirst());
              }
              var answer = new LinkedHashMap<String, Object>();
              answer.put("workflowRuns", started);
              if (started.size() == count) {
                answer.put("cursor", "0-0");
              }
              return ApiAnswer.ok(answer);
            });
  }

  private Future<List<Map<String, Object>>> revive(
      JobTransaction tx,
      Where where,
      int most,
      boolean resume,
      Map<String, List<String>> overrides) {
    var now = clock.instant();
    return letters(tx, where, most)
        .compose(
            letters -> {
              var started = new ArrayList<Map<String, Object>>();
              Future<?> done = Future.succeededFuture();
              for (RunLetter letter : letters) {
                done =
                    done.compose(v -> revivals.revive(tx, letter, resume, overrides, now))
                        .compose(
                            run -> {
                              started.add(run);
                              return tx.sql()
                                  .preparedQuery(
                                      "delete from broker.dead_letter where millis = $1 and counter"
                                          + " = $2")
                                  .execute(Tuple.of(letter.id().millis(), letter.id().counter()));
                            });
              }
              return done.map(v -> started);
            });
  }

  private static Future<List<RunLetter>> letters(JobTransaction tx, Where where, int most) {
    return tx.sql()
        .preparedQuery(
            "select "
                + RunLetter.COLUMNS
                + RunLetter.FROM
                + where.sql()
                + " order by d.millis, d.counter limit "
                + most
                + " for update of d")
        .execute(where.values())
        .map(
            rows -> {
              var letters = new ArrayList<RunLetter>();
              rows.forEach(row -> letters.add(RunLetter.of(row)));
              return letters;
            });
  }

  /** Calls a failure function again whose last call has failed. */
  private Future<ApiAnswer> callAgain(ApiRequest request, String id) {
    var where = RunLetterFilter.byIds(new Where(request.account()), List.of(id));
    return transaction(
            tx ->
                letters(tx, where, 1)
                    .compose(
                        letters -> {
                          if (letters.isEmpty()) {
                            throw ApiError.notFound("dlq message");
                          }
                          var letter = letters.getFirst();
                          if (!"CALLBACK_FAIL".equals(letter.failureFunction())) {
                            throw new ApiError(400, "the run has no failed failure callback");
                          }
                          return failures
                              .callback(
                                  tx, letter.report(), letter.run(), letter.id(), clock.instant())
                              .compose(
                                  draft ->
                                      publishing.store(
                                          tx, draft == null ? List.of() : List.of(draft)))
                              .map(v -> letter.run());
                        }))
        .map(
            run ->
                ApiAnswer.ok(
                    Map.of(
                        "workflowRunId",
                        run.runId(),
                        "workflowCreatedAt",
                        run.createdAt().toEpochMilli())));
  }

  /** Gives up a failure callback that is under way. */
  private Future<ApiAnswer> cancelCall(ApiRequest request, String id) {
    var where = RunLetterFilter.byIds(new Where(request.account()), List.of(id));
    return pool.preparedQuery("select " + RunLetter.COLUMNS + RunLetter.FROM + where.sql())
        .execute(where.values())
        .compose(
            rows -> {
              if (rows.size() == 0) {
                throw ApiError.notFound("dlq message");
              }
              var letter = RunLetter.of(rows.iterator().next());
              var callback = letter.run().failureCallback();
              if (callback == null || !"CALLBACK_INPROGRESS".equals(letter.failureFunction())) {
                throw new ApiError(400, "the run has no failure callback in progress");
              }
              var now = clock.instant();
              var message =
                  new Where(
                          request.account(),
                          Publishing.millis(now),
                          Publishing.utc(now.plus(config.keepFinished())),
                          Publishing.utc(now.plus(config.logRetention())),
                          1L)
                      .and("m.id = $", callback);
              return partitions
                  .ready(now)
                  .compose(
                      v ->
                          pool.preparedQuery(MessageSql.cancel(message.sql()))
                              .execute(message.values()))
                  .onSuccess(v -> queue.get().cancel(callback, "the callback was cancelled"));
            })
        .map(rows -> ApiAnswer.ok(Map.of("cancelled", rows.rowCount())));
  }

  private <T> Future<T> transaction(java.util.function.Function<JobTransaction, Future<T>> work) {
    return partitions.ready(clock.instant()).compose(v -> queue.get().transaction(work));
  }
}
