package dev.stashline.broker;

import dev.stashline.jobs.JobTransaction;
import dev.stashline.qstash.PublishSettings;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * {@code /v2/workflows/dlq}, and {@code /v2/dlq?source=workflow}: failed runs, and what can be done
 * with them.
 */
final class WorkflowDlqApi implements ApiPart {
  private static final String PATH = "/v2/workflows/dlq";
  private static final int MOST = 100;

  private final RunLetters letters;
  private final Publishing publishing;
  private final BrokerConfig config;
  private final InstantSource clock;
  private final Revivals revivals;

  WorkflowDlqApi(
      Pool pool,
      Runs runs,
      Publishing publishing,
      BrokerConfig config,
      InstantSource clock,
      RandomGenerator chance) {
    letters = new RunLetters(pool);
    this.publishing = publishing;
    this.config = config;
    this.clock = clock;
    revivals = new Revivals(runs, publishing, config.quotas(), chance);
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
      default -> one(request, parts[0]);
    };
  }

  private Future<ApiAnswer> list(ApiRequest request) {
    var params = Params.query(request.query()).only(RunLetterFilter.NAMES);
    int count = params.count(MOST, MOST);
    var where = RunLetterFilter.where(request.account(), params);
    return letters
        .list(where, params.latestFirst(false), count + 1)
        .map(rows -> DeadLetters.page(rows, count, row -> RunLetter.of(row).json()));
  }

  private Future<ApiAnswer> one(ApiRequest request, String id) {
    var where = RunLetterFilter.byId(request.account(), id);
    return switch (request.method()) {
      case "GET" -> letters.find(where).map(letter -> ApiAnswer.ok(letter.json()));
      case "DELETE" ->
          letters
              .delete(where, 1)
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
    return letters
        .delete(RunLetterFilter.where(request.account(), params), count)
        .map(
            deleted ->
                ApiAnswer.ok(
                    deleted < count
                        ? Map.of("deleted", deleted)
                        : Map.of("deleted", deleted, "cursor", "0-0")));
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
            : RunLetterFilter.byId(request.account(), id);
    return publishing
        .transaction(tx -> revive(tx, where, count, resume, overrides))
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
    return letters
        .lock(tx, where, most)
        .compose(
            found -> {
              var started = new ArrayList<Map<String, Object>>();
              Future<?> done = Future.succeededFuture();
              for (RunLetter letter : found) {
                done =
                    done.compose(v -> revivals.revive(tx, letter, resume, overrides, now))
                        .compose(
                            run -> {
                              started.add(run);
                              return letters.remove(tx, letter);
                            });
              }
              return done.map(v -> started);
            });
  }
}
