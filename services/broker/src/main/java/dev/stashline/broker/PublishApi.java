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

  /** An element of a batch: its drafts, or what is wrong with it. */
  private record Item(
      boolean grouped, List<Draft> drafts, List<Publishing.Published> published, String error) {
    static Item refused(String error) {
      return new Item(false, List.of(), List.of(), error);
    }

    boolean inRun() {
      return drafts.stream().anyMatch(draft -> RunPart.of(draft.settings()).isPresent());
    }

    Item published(List<Publishing.Published> as) {
      return new Item(grouped, drafts, as, error);
    }

    Object json() {
      return drafts.isEmpty()
          ? Map.of("error", error)
          : PublishApi.answer(grouped, drafts, published);
    }
  }

  /**
   * An element that is refused has an error in its place, the others go through; but messages of
   * workflow runs are taken all or none.
   */
  private Future<ApiAnswer> batch(ApiRequest request) {
    var drafted = new ArrayList<Future<Item>>();
    boolean ofRuns = false;
    for (JsonNode item : items(request.body())) {
      ofRuns |= ofRun(item);
      drafted.add(
          Future.succeededFuture()
              .compose(v -> item(request, item))
              .recover(PublishApi::inItsPlace));
    }
    boolean strict = ofRuns;
    return Future.all(drafted)
        .compose(
            all -> {
              List<Item> items = all.list();
              if (strict) {
                refuseAsAWhole(items);
              }
              return publishInRuns(items);
            })
        .compose(
            items ->
                Future.all(items.stream().map(this::publishRest).toList())
                    .map(all -> ApiAnswer.ok(all.<Item>list().stream().map(Item::json).toList())));
  }

  private static boolean ofRun(JsonNode item) {
    for (var header : item.path("headers").properties()) {
      if (header.getKey().equalsIgnoreCase(RunPart.RUN_ID)) {
        return true;
      }
    }
    return false;
  }

  /**
   * The client takes 400 for an ended run and would wait for ever; this it reports as a failure.
   */
  private static void refuseAsAWhole(List<Item> items) {
    for (Item item : items) {
      if (item.drafts().isEmpty()) {
        throw new ApiError(412, item.error());
      }
    }
  }

  private Future<List<Item>> publishInRuns(List<Item> items) {
    var drafts =
        items.stream().filter(Item::inRun).flatMap(item -> item.drafts().stream()).toList();
    if (drafts.isEmpty()) {
      return Future.succeededFuture(items);
    }
    return publishing
        .publishAll(drafts)
        .map(
            published -> {
              var next = published.iterator();
              return items.stream()
                  .map(
                      item ->
                          item.inRun()
                              ? item.published(
                                  item.drafts().stream().map(draft -> next.next()).toList())
                              : item)
                  .toList();
            });
  }

  private Future<Item> publishRest(Item item) {
    return item.drafts().isEmpty() || item.inRun()
        ? Future.succeededFuture(item)
        : publishing.publishAll(item.drafts()).map(item::published).recover(PublishApi::inItsPlace);
  }

  private static Future<Item> inItsPlace(Throwable failure) {
    return failure instanceof BadRequestException || failure instanceof ApiError
        ? Future.succeededFuture(Item.refused(String.valueOf(failure.getMessage())))
        : Future.failedFuture(failure);
  }

  static JsonNode items(byte[] body) {
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

  private Future<Item> item(ApiRequest request, JsonNode item) {
    if (!item.path("destination").isTextual()) {
      throw new BadRequestException("destination", "is required");
    }
    var target = PublishTarget.parse(item.path("destination").textValue());
    return drafts(request, target, queue(item.path("queue")), headers(item), body(item))
        .map(drafts -> new Item(isGroup(target.destination()), drafts, List.of(), ""));
  }

  static List<Map.Entry<String, String>> headers(JsonNode item) {
    var headers = new ArrayList<Map.Entry<String, String>>();
    for (var header : item.path("headers").properties()) {
      var value = header.getValue();
      if (value.isArray()) {
        value.forEach(each -> headers.add(Map.entry(header.getKey(), each.asText())));
      } else if (!value.isNull()) {
        headers.add(Map.entry(header.getKey(), value.asText()));
      }
    }
    return headers;
  }

  /** Text as it is; the workflow client also sends plain JSON, which stands for its text. */
  static byte[] body(JsonNode item) {
    var body = item.path("body");
    if (body.isMissingNode() || body.isNull()) {
      return new byte[0];
    }
    return (body.isTextual() ? body.textValue() : Json.write(body)).getBytes(UTF_8);
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
    return Future.succeededFuture()
        .compose(v -> drafts(request, target, queue, headers, body))
        .recover(failure -> Future.failedFuture(refusal(headers, failure)))
        .compose(
            drafts ->
                publishing
                    .publishAll(drafts)
                    .map(published -> answer(isGroup(target.destination()), drafts, published)));
  }

  /** The workflow client takes 400 for "the run has ended", and would wait for ever. */
  private static Throwable refusal(Iterable<Map.Entry<String, String>> headers, Throwable failure) {
    for (var header : headers) {
      if (header.getKey().equalsIgnoreCase(RunPart.RUN_ID)
          && (failure instanceof BadRequestException || failure instanceof ApiError)) {
        return new ApiError(412, String.valueOf(failure.getMessage()));
      }
    }
    return failure;
  }

  private Future<List<Draft>> drafts(
      ApiRequest request,
      PublishTarget target,
      @Nullable String queue,
      Iterable<Map.Entry<String, String>> headers,
      byte[] body) {
    return drafting.drafts(
        new Drafting.Order(
            request.account(), Via.URL.queue(queue), target, headers, body, request.callerIp()));
  }

  private static boolean isGroup(Destination destination) {
    return destination instanceof Destination.Group;
  }

  private static Object answer(
      boolean grouped, List<Draft> drafts, List<Publishing.Published> published) {
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
    return grouped ? answers : answers.getFirst();
  }
}
