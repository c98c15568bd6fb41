package dev.stashline.broker;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stashline.qstash.BadRequestException;
import dev.stashline.qstash.Destination;
import dev.stashline.qstash.InvalidValueException;
import dev.stashline.qstash.MessageIds;
import dev.stashline.qstash.Names;
import dev.stashline.qstash.PublishTarget;
import dev.stashline.runtime.Json;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /v2/publish/{destination}}, {@code /v2/enqueue/{queue}/{destination}} and {@code
 * /v2/batch}.
 */
final class PublishApi implements ApiPart {
  private final Drafting drafting;
  private final Publishing publishing;

  PublishApi(Drafting drafting, Publishing publishing) {
    this.drafting = drafting;
    this.publishing = publishing;
  }

  @Override
  public @Nullable Future<ApiAnswer> answer(ApiRequest request) {
    if (request.under("/v2/publish/") != null) {
      request.require("POST");
      return publish(request, PublishTarget.parse(request.after("/v2/publish/")));
    }
    if (request.under("/v2/enqueue/") != null) {
      request.require("POST");
      return publish(request, PublishTarget.parseEnqueue(request.after("/v2/enqueue/")));
    }
    if (request.path().equals("/v2/batch")) {
      request.require("POST");
      return batch(request);
    }
    return null;
  }

  private Future<ApiAnswer> publish(ApiRequest request, PublishTarget target) {
    return store(request, target, target.queue(), request.headers(), request.body())
        .map(
            answer ->
                new ApiAnswer(
                    answer instanceof Map<?, ?> one && one.containsKey("deduplicated") ? 202 : 200,
                    answer));
  }

  /** An element that is refused has an error in its place, the others go through. */
  private Future<ApiAnswer> batch(ApiRequest request) {
    var answers = new ArrayList<Future<Object>>();
    for (JsonNode item : items(request.body())) {
      answers.add(
          Future.succeededFuture()
              .compose(v -> item(request, item))
              .recover(failure -> inItsPlace(failure)));
    }
    return Future.all(answers).map(all -> ApiAnswer.ok(all.list()));
  }

  private static Future<Object> inItsPlace(Throwable failure) {
    return failure instanceof BadRequestException || failure instanceof ApiError
        ? Future.succeededFuture(Map.of("error", String.valueOf(failure.getMessage())))
        : Future.failedFuture(failure);
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

  private Future<Object> item(ApiRequest request, JsonNode item) {
    if (!item.path("destination").isTextual()) {
      throw new BadRequestException("destination", "is required");
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
        queue(item.path("queue")),
        headers,
        body.isTextual() ? body.textValue().getBytes(UTF_8) : new byte[0]);
  }

  private static @Nullable String queue(JsonNode queue) {
    if (queue.isMissingNode() || queue.isNull()) {
      return null;
    }
    try {
      return Names.require(queue.asText());
    } catch (InvalidValueException e) {
      throw new BadRequestException("queue", e.reason());
    }
  }

  /** An object for a URL, a list of them for a group. */
  private Future<Object> store(
      ApiRequest request,
      PublishTarget target,
      @Nullable String queue,
      Iterable<Map.Entry<String, String>> headers,
      byte[] body) {
    return drafting
        .drafts(
            new Drafting.Order(
                request.account(), Via.URL.queue(queue), target, headers, body, request.callerIp()))
        .compose(
            drafts ->
                publishing
                    .publishAll(drafts)
                    .map(published -> answer(target.destination(), drafts, published)));
  }

  private static Object answer(
      Destination destination, List<Draft> drafts, List<Publishing.Published> published) {
    var answers = new ArrayList<Map<String, Object>>();
    for (int i = 0; i < drafts.size(); i++) {
      var answer = new LinkedHashMap<String, Object>();
      answer.put("messageId", MessageIds.message(published.get(i).id()));
      answer.put("url", drafts.get(i).url().text());
      if (published.get(i).deduplicated()) {
        answer.put("deduplicated", true);
      }
      answers.add(answer);
    }
    return destination instanceof Destination.Group ? answers : answers.getFirst();
  }
}
