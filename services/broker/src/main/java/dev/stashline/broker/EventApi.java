package dev.stashline.broker;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stashline.qstash.BadRequestException;
import dev.stashline.qstash.Destination;
import dev.stashline.qstash.Durations;
import dev.stashline.qstash.HeaderNames;
import dev.stashline.qstash.InvalidValueException;
import dev.stashline.qstash.MessageIds;
import dev.stashline.runtime.Json;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code /v2/wait}, {@code /v2/notify}, {@code /v2/waiters} and the hooks' addresses. */
final class EventApi implements ApiPart {
  /** {@code {user}/{run}/{event}} follows; the only address that needs no token. */
  static final String HOOKS = "/v2/workflows/hooks/";

  private final Pool pool;
  private final Waiters waiters;

  EventApi(Pool pool, Waiters waiters) {
    this.pool = pool;
    this.waiters = waiters;
  }

  @Override
  public @Nullable Future<ApiAnswer> answer(ApiRequest request) {
    String rest = request.under("/v2/wait/");
    if (rest != null) {
      request.require("POST");
      try {
        return wait(request, event(rest));
      } catch (BadRequestException e) {
        // The client takes 400 for "the run has ended", and would wait for ever.
        throw new ApiError(412, String.valueOf(e.getMessage()));
      }
    }
    rest = request.under("/v2/notify/");
    if (rest != null) {
      request.require("POST");
      return notify(request, rest.split("/", -1));
    }
    rest = request.under("/v2/waiters/");
    if (rest != null) {
      request.require("GET");
      return list(request.account(), event(rest));
    }
    rest = request.under(HOOKS);
    return rest == null ? null : hook(request, rest.split("/", -1));
  }

  private static String event(String raw) {
    String id = RunApi.decoded(raw);
    if (id.isBlank() || id.length() > 1_000) {
      throw new ApiError(400, "an event id has 1 to 1000 characters");
    }
    return id;
  }

  private Future<ApiAnswer> wait(ApiRequest request, String eventId) {
    JsonNode wait;
    try {
      wait = Json.tree(new String(request.body(), UTF_8));
    } catch (Json.BadJson e) {
      throw new BadRequestException("body", "is not JSON");
    }
    if (wait == null || !wait.path("step").isObject()) {
      throw new BadRequestException("step", "is required");
    }
    checkUrl("url", wait.path("url"));
    if (wait.has("timeoutUrl")) {
      checkUrl("timeoutUrl", wait.path("timeoutUrl"));
    }
    return waiters
        .wait(request.account(), runId(request, wait), eventId, wait, timeout(wait))
        .map(v -> ApiAnswer.ok(Map.of("waitListed", true)));
  }

  private static void checkUrl(String name, JsonNode url) {
    try {
      Destination.url(url.asText());
    } catch (InvalidValueException e) {
      throw new BadRequestException(name, e.reason());
    }
  }

  private static Duration timeout(JsonNode wait) {
    try {
      return Durations.parse(wait.path("timeout").asText("7d"));
    } catch (InvalidValueException e) {
      throw new BadRequestException("timeout", e.reason());
    }
  }

  private static String runId(ApiRequest request, JsonNode wait) {
    for (var header : wait.path("timeoutHeaders").properties()) {
      if (header.getKey().equalsIgnoreCase(RunPart.RUN_ID)) {
        var value = header.getValue();
        return value.isArray() ? value.path(0).asText() : value.asText();
      }
    }
    String header = request.headers().get(RunPart.RUN_ID);
    if (header == null) {
      throw new BadRequestException(RunPart.RUN_ID, "is required: only a workflow run can wait");
    }
    return header;
  }

  private Future<ApiAnswer> notify(ApiRequest request, String[] parts) {
    return switch (parts.length) {
      case 1 ->
          waiters
              .notify(request.account(), event(parts[0]), request.body())
              .map(EventApi::notified);
      case 2 ->
          waiters
              .notify(request.account(), RunApi.decoded(parts[0]), event(parts[1]), request.body())
              .map(EventApi::notified);
      default -> throw new ApiError(404, "no such endpoint");
    };
  }

  private static ApiAnswer notified(List<Waiters.Notified> all) {
    var answers = new ArrayList<Map<String, Object>>();
    for (var one : all) {
      var answer = new LinkedHashMap<String, Object>();
      answer.put("waiter", view(one.waiter()));
      answer.put("messageId", MessageIds.message(one.message()));
      answer.put("workflowRunId", one.waiter().runId());
      answer.put("error", "");
      answers.add(answer);
    }
    return new ApiAnswer(201, answers);
  }

  private Future<ApiAnswer> list(String account, String eventId) {
    return pool.preparedQuery(
            "select "
                + Waiters.COLUMNS
                + " from broker.waiter w where w.account = $1 and w.event_id = $2 order by"
                + " w.created_at, w.id limit 1000")
        .execute(Tuple.of(account, eventId))
        .map(
            rows -> {
              var views = new ArrayList<Map<String, Object>>();
              rows.forEach(row -> views.add(view(Waiters.Waiter.of(row))));
              return ApiAnswer.ok(views);
            });
  }

  private static Map<String, Object> view(Waiters.Waiter waiter) {
    var request = waiter.request();
    var view = new LinkedHashMap<String, Object>();
    view.put("url", request.path("url").asText());
    view.put("deadline", waiter.deadline().getEpochSecond());
    view.put("headers", request.path("timeoutHeaders"));
    for (String name : List.of("timeoutUrl", "timeoutBody", "timeoutHeaders")) {
      if (request.has(name)) {
        view.put(name, request.path(name));
      }
    }
    return view;
  }

  /** A request by anybody who has the address: a notify whose data is the request. */
  private Future<ApiAnswer> hook(ApiRequest request, String[] parts) {
    if (parts.length != 3) {
      throw new ApiError(404, "no such endpoint");
    }
    String runId = RunApi.decoded(parts[1]);
    String eventId = event(parts[2]);
    var header = new LinkedHashMap<String, List<String>>();
    for (String name : request.headers().names()) {
      header.put(HeaderNames.canonical(name), request.headers().getAll(name));
    }
    String proto = request.headers().get("X-Forwarded-Proto");
    String host = request.headers().get("Host");
    var data = new LinkedHashMap<String, Object>();
    data.put("method", request.method());
    data.put("header", header);
    data.put("body", Base64.getEncoder().encodeToString(request.body()));
    data.put("proto", proto == null ? "http" : proto);
    data.put("host", host == null ? "localhost" : host);
    data.put("url", request.target());
    return pool.preparedQuery(RunSql.FIND)
        .execute(Tuple.of(request.account(), runId))
        .compose(
            rows -> {
              if (rows.size() == 0
                  || Run.of(rows.iterator().next(), 0).state() != Run.State.ACTIVE) {
                throw ApiError.notFound("workflow run");
              }
              return waiters.notify(
                  request.account(), runId, eventId, Json.write(data).getBytes(UTF_8));
            })
        .map(all -> ApiAnswer.ok(Map.of("received", true)));
  }
}
