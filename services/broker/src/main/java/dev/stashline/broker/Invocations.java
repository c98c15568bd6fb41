package dev.stashline.broker;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stashline.qstash.BadRequestException;
import dev.stashline.qstash.Destination;
import dev.stashline.qstash.PublishSettings;
import dev.stashline.runtime.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Steps that the broker itself publishes to a run, in the words that the client gave it. */
final class Invocations {
  private Invocations() {}

  /**
   * Who invokes a run, as the body of the run's first message says.
   *
   * @throws BadRequestException if it does not
   */
  static JsonNode invoker(byte[] body) {
    JsonNode invoker;
    try {
      invoker = Json.tree(new String(body, UTF_8));
    } catch (Json.BadJson e) {
      throw new BadRequestException("body", "is not the JSON of an invocation");
    }
    if (invoker == null
        || !invoker.path("workflowRunId").isTextual()
        || !invoker.path("workflowUrl").isTextual()
        || !invoker.path("step").isObject()) {
      throw new BadRequestException(
          "body", "of an invocation needs workflowRunId, workflowUrl and step");
    }
    return invoker;
  }

  /**
   * With what settings the invoking run will be told of the end. Asked when the invoked one is
   * published: at its end nobody is there to hear that they cannot be read.
   *
   * @throws BadRequestException if no message can have them
   */
  static PublishSettings settings(Draft first) {
    return told(first.account(), invoker(first.body()), Map.of(), first.createdAt()).settings();
  }

  /** What tells the invoking run how the invoked one ended. */
  static Draft result(Run run, Instant now) {
    var out = new LinkedHashMap<String, Object>();
    byte[] result = run.result();
    if (result != null) {
      out.put("body", new String(result, UTF_8));
    }
    switch (run.state()) {
      case FAILED -> out.put("isFailed", true);
      case CANCELLED -> out.put("isCanceled", true);
      case ACTIVE, COMPLETED -> {}
    }
    return told(run.account(), Objects.requireNonNull(run.invoker()), out, now);
  }

  private static Draft told(
      String account, JsonNode invoker, Map<String, Object> out, Instant now) {
    ObjectNode step = invoker.path("step").deepCopy();
    step.put("out", Json.write(out));
    return step(
        account,
        invoker.path("workflowUrl").asText(),
        invoker.path("workflowRunId").asText(),
        invoker.path("headers"),
        step,
        now);
  }

  /** A step for a run, with headers that its client gave as a JSON object of lists. */
  static Draft step(
      String account, String url, String runId, JsonNode given, JsonNode step, Instant now) {
    var headers = headers(given);
    headers.put(RunPart.RUN_ID, List.of(runId));
    headers.put(RunPart.INIT, List.of("false"));
    headers.put(RunPart.CALL_TYPE, List.of(RunPart.CallType.STEP.word()));
    var settings = Message.read(headers, now);
    return Draft.of(
            account,
            Via.URL,
            Destination.url(url),
            settings,
            Json.write(step).getBytes(UTF_8),
            null,
            now)
        .notDeduplicated();
  }

  /** Names are made canonical, so that what is set over them is not there twice. */
  private static Map<String, List<String>> headers(JsonNode given) {
    var headers = new LinkedHashMap<String, List<String>>();
    for (var header : given.properties()) {
      var values = new ArrayList<String>();
      if (header.getValue().isArray()) {
        header.getValue().forEach(value -> values.add(value.asText()));
      } else {
        values.add(header.getValue().asText());
      }
      headers.put(dev.stashline.qstash.HeaderNames.canonical(header.getKey()), values);
    }
    return headers;
  }
}
