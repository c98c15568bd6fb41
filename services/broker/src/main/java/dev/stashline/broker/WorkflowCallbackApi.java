package dev.stashline.broker;

import dev.stashline.jobs.JobQueue;
import dev.stashline.jobs.JobTransaction;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * {@code /v2/workflows/dlq/callback/{dlqId}}: the calls that tell an endpoint's failure function of
 * a failed run. {@code POST} calls again, {@code DELETE} gives a call up.
 */
final class WorkflowCallbackApi implements ApiPart {
  private static final String PATH = "/v2/workflows/dlq/callback";

  private final Pool pool;
  private final RunLetters letters;
  private final Supplier<JobQueue> queue;
  private final RunFailures failures;
  private final Publishing publishing;
  private final LogPartitions partitions;
  private final BrokerConfig config;
  private final InstantSource clock;

  WorkflowCallbackApi(
      Pool pool,
      Supplier<JobQueue> queue,
      RunFailures failures,
      Publishing publishing,
      LogPartitions partitions,
      BrokerConfig config,
      InstantSource clock) {
    this.pool = pool;
    this.letters = new RunLetters(pool);
    this.queue = queue;
    this.failures = failures;
    this.publishing = publishing;
    this.partitions = partitions;
    this.config = config;
    this.clock = clock;
  }

  @Override
  public @Nullable Future<ApiAnswer> answer(ApiRequest request) {
    String rest = request.under(PATH);
    if (rest == null || (!rest.isEmpty() && rest.charAt(0) != '/')) {
      return null;
    }
    String id = rest.isEmpty() ? "" : rest.substring(1).split("/", -1)[0];
    var where = RunLetterFilter.byId(request.account(), id);
    return switch (request.method()) {
      case "POST" -> callAgain(where);
      case "DELETE" -> cancelCall(request.account(), where);
      default -> throw ApiRequest.notAllowed();
    };
  }

  /** Calls a failure function again whose last call has failed. */
  private Future<ApiAnswer> callAgain(Where where) {
    return publishing
        .transaction(tx -> letters.lock(tx, where, 1).compose(found -> callAgain(tx, found)))
        .map(
            run ->
                ApiAnswer.ok(
                    Map.of(
                        "workflowRunId",
                        run.runId(),
                        "workflowCreatedAt",
                        run.createdAt().toEpochMilli())));
  }

  private Future<Run> callAgain(JobTransaction tx, List<RunLetter> found) {
    if (found.isEmpty()) {
      throw ApiError.notFound("dlq message");
    }
    var letter = found.getFirst();
    if (!"CALLBACK_FAIL".equals(letter.failureFunction())) {
      throw new ApiError(400, "the run has no failed failure callback");
    }
    return failures
        .callback(tx, letter.report(), letter.run(), letter.id(), clock.instant())
        .compose(draft -> publishing.store(tx, draft == null ? List.of() : List.of(draft)))
        .map(letter.run());
  }

  /** Gives up a failure callback that is under way. */
  private Future<ApiAnswer> cancelCall(String account, Where where) {
    return letters
        .find(where)
        .compose(
            letter -> {
              var callback = letter.run().failureCallback();
              if (callback == null || !"CALLBACK_INPROGRESS".equals(letter.failureFunction())) {
                throw new ApiError(400, "the run has no failure callback in progress");
              }
              var now = clock.instant();
              var message =
                  new Where(
                          account,
                          Publishing.millis(now),
                          Publishing.utc(now.plus(config.keepFinished())),
                          Publishing.utc(now.plus(config.logRetention())))
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
}
