package dev.stashline.broker;

import dev.stashline.qstash.MessageIds;
import dev.stashline.qstash.PublishTarget;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /v2/trigger/{url}} and {@code /v2/batch/trigger}: starts runs for who has no client
 * library, with the headers that the library would send.
 */
final class TriggerApi implements ApiPart {
  private static final String FEATURES =
      "LazyFetch,InitialBody,WF_DetectTrigger,WF_TriggerOnConfig";
  private static final String CALLBACK = "Upstash-Failure-Callback";

  private final Drafting drafting;
  private final Publishing publishing;
  private final RandomGenerator chance;

  TriggerApi(Drafting drafting, Publishing publishing, RandomGenerator chance) {
    this.drafting = drafting;
    this.publishing = publishing;
    this.chance = chance;
  }

  @Override
  public @Nullable Future<ApiAnswer> answer(ApiRequest request) {
    if (request.under("/v2/trigger/") != null) {
      request.require("POST");
      var headers = new ArrayList<Map.Entry<String, String>>();
      request.headers().forEach(header -> headers.add(header));
      return trigger(
              request, PublishTarget.parse(request.after("/v2/trigger/")), headers, request.body())
          .map(ApiAnswer::ok);
    }
    if (request.path().equals("/v2/batch/trigger")) {
      request.require("POST");
      var started = new ArrayList<Future<Map<String, Object>>>();
      for (var item : PublishApi.items(request.body())) {
        String url = item.path("workflowUrl").asText(item.path("destination").asText(""));
        started.add(
            trigger(
                request,
                PublishTarget.parse(url),
                PublishApi.headers(item),
                PublishApi.body(item)));
      }
      return Future.all(started).map(all -> ApiAnswer.ok(all.list()));
    }
    return null;
  }

  private Future<Map<String, Object>> trigger(
      ApiRequest request,
      PublishTarget target,
      List<Map.Entry<String, String>> given,
      byte[] body) {
    String url = target.destination().text();
    String runId =
        value(given, RunPart.RUN_ID)
            .map(id -> id.startsWith("wfr_") ? id : "wfr_" + id)
            .orElseGet(() -> MessageIds.workflowRun(chance));
    String callback = value(given, CALLBACK).orElse(url);
    var headers = new ArrayList<Map.Entry<String, String>>();
    add(headers, RunPart.RUN_ID, runId);
    add(headers, RunPart.INIT, "true");
    add(headers, RunPart.URL, url);
    add(headers, RunPart.FEATURES, FEATURES);
    add(headers, RunPart.SDK_VERSION, "1");
    add(headers, "Upstash-Forward-" + RunPart.SDK_VERSION, "1");
    add(headers, CALLBACK, callback);
    add(headers, CALLBACK + "-Forward-Upstash-Workflow-Is-Failure", "true");
    add(headers, CALLBACK + "-Forward-Upstash-Workflow-Failure-Callback", "true");
    add(headers, CALLBACK + "-Workflow-Runid", runId);
    add(headers, CALLBACK + "-Workflow-Init", "false");
    add(headers, CALLBACK + "-Workflow-Url", url);
    add(headers, CALLBACK + "-Workflow-Calltype", RunPart.CallType.FAILURE_CALL.word());
    add(headers, CALLBACK + "-Feature-Set", FEATURES);
    given.stream()
        .filter(
            header ->
                !header.getKey().equalsIgnoreCase(RunPart.RUN_ID)
                    && !header.getKey().equalsIgnoreCase(CALLBACK))
        .forEach(headers::add);
    return drafting
        .drafts(
            new Drafting.Order(
                request.account(), Via.URL, target, headers, body, request.callerIp()))
        .compose(drafts -> publishing.publishAll(drafts).map(all -> answer(runId, drafts, all)));
  }

  private static Map<String, Object> answer(
      String runId, List<Draft> drafts, List<Publishing.Published> published) {
    var answer = new LinkedHashMap<String, Object>();
    answer.put("workflowRunId", runId);
    answer.put("workflowCreatedAt", drafts.getFirst().createdAt().toEpochMilli());
    if (published.getFirst().deduplicated()) {
      answer.put("deduplicated", true);
    }
    return answer;
  }

  private static void add(List<Map.Entry<String, String>> headers, String name, String value) {
    headers.add(Map.entry(name, value));
  }

  private static java.util.Optional<String> value(
      List<Map.Entry<String, String>> headers, String name) {
    return headers.stream()
        .filter(header -> header.getKey().equalsIgnoreCase(name) && !header.getValue().isBlank())
        .map(header -> header.getValue().strip())
        .findFirst();
  }
}
