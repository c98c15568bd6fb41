package dev.stashline.broker;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stashline.qstash.BadRequestException;
import dev.stashline.qstash.Destination;
import dev.stashline.qstash.MessageIds;
import dev.stashline.qstash.PublishSettings;
import dev.stashline.qstash.PublishTarget;
import dev.stashline.runtime.Json;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code POST /v2/publish/{destination}} and {@code /v2/batch}. */
final class PublishApi {
  private final Publishing publishing;
  private final Receivers receivers;
  private final BrokerConfig config;
  private final InstantSource clock;

  PublishApi(Publishing publishing, Receivers receivers, BrokerConfig config, InstantSource clock) {
    this.publishing = publishing;
    this.receivers = receivers;
    this.config = config;
    this.clock = clock;
  }

  Future<ApiAnswer> publish(ApiRequest request) {
    var target = PublishTarget.parse(request.after("/v2/publish/"));
    return store(request, target, request.headers(), request.body())
        .map(answer -> new ApiAnswer(answer.containsKey("deduplicated") ? 202 : 200, answer));
  }

  /** An element that is refused has an error in its place, the others go through. */
  Future<ApiAnswer> batch(ApiRequest request) {
    var answers = new ArrayList<Future<Map<String, Object>>>();
    for (JsonNode item : items(request.body())) {
      Future<Map<String, Object>> answer;
      try {
        answer = item(request, item);
      } catch (BadRequestException | ApiError e) {
        answer = Future.succeededFuture(Map.of("error", String.valueOf(e.getMessage())));
      }
      answers.add(answer);
    }
    return Future.all(answers).map(all -> ApiAnswer.ok(all.list()));
  }

  private static JsonNode items(byte[] body) {
    JsonNode items;
    try {
      items = Json.tree(new String(body, UTF_8));
    } catch (Json.BadJson e) {
      throw new BadRequestException("body", "is not JSON");
    }
    if (items == null || !items.isArray()) {
      throw new BadRequestException("body", "must be a JSON array of messages");
    }
    return items;
  }

  private Future<Map<String, Object>> item(ApiRequest request, JsonNode item) {
    if (!item.path("destination").isTextual()) {
      throw new BadRequestException("destination", "is required");
    }
    if (item.hasNonNull("queue")) {
      throw new ApiError(400, "queue: queues are not served by this broker yet");
    }
    var headers = new ArrayList<Map.Entry<String, String>>();
    for (var header : item.path("headers").properties()) {
      var value = header.getValue();
      if (value.isArray()) {
        value.forEach(each -> headers.add(Map.entry(header.getKey(), each.asText())));
      } else if (!value.isNull()) {
        headers.add(Map.entry(header.getKey(), value.asText()));
      }
    }
    var body = item.path("body");
    if (!body.isMissingNode() && !body.isNull() && !body.isTextual()) {
      throw new BadRequestException("body", "must be text");
    }
    return store(
        request,
        PublishTarget.parse(item.path("destination").textValue()),
        headers,
        body.isTextual() ? body.textValue().getBytes(UTF_8) : new byte[0]);
  }

  private Future<Map<String, Object>> store(
      ApiRequest request,
      PublishTarget target,
      Iterable<Map.Entry<String, String>> headers,
      byte[] body) {
    var url =
        switch (target.destination()) {
          case Destination.Url known -> known;
          case Destination.Group group -> throw ApiError.notFound("url group " + group.name());
        };
    if (body.length > config.limits().maxBodyBytes()) {
      throw new ApiError(
          413, "the body is larger than " + config.limits().maxBodyBytes() + " bytes");
    }
    var now = clock.instant();
    var settings = PublishSettings.read(List.of(headers, target.settings()), config.limits(), now);
    receivers.check(url);
    refuseWhatIsNotServed(settings);
    checkCallbacks(settings);
    return publishing
        .publish(Draft.of(request.account(), url, settings, body, request.callerIp(), now))
        .map(published -> answer(published, url));
  }

  /** Better a refusal than a setting that is accepted and not kept. */
  static void refuseWhatIsNotServed(PublishSettings settings) {
    if (settings.flowControl() != null) {
      throw new ApiError(
          400, "Upstash-Flow-Control-Key: flow control is not served by this broker yet");
    }
    if (!settings.workflow().isEmpty()) {
      throw new ApiError(400, "Upstash-Workflow: workflows are not served by this broker yet");
    }
    if (settings.queueName() != null || settings.cron() != null || settings.scheduleId() != null) {
      throw new ApiError(
          400, "Upstash-Cron, Upstash-Schedule-Id and Upstash-Queue-Name belong to schedules");
    }
  }

  private void checkCallbacks(PublishSettings settings) {
    for (var callback :
        new dev.stashline.qstash.Callback[] {settings.callback(), settings.failureCallback()}) {
      if (callback != null) {
        receivers.check(callback.url());
        refuseWhatIsNotServed(callback.settings());
        checkCallbacks(callback.settings());
      }
    }
  }

  private static Map<String, Object> answer(Publishing.Published published, Destination.Url url) {
    var answer = new LinkedHashMap<String, Object>();
    answer.put("messageId", MessageIds.message(published.id()));
    answer.put("url", url.text());
    if (published.deduplicated()) {
      answer.put("deduplicated", true);
    }
    return answer;
  }
}
