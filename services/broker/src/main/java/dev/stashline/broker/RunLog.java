package dev.stashline.broker;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.stashline.qstash.MessageIds;
import dev.stashline.runtime.Json;
import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The steps of a run as its log shows them: one by one, side by side, and what is under way.
 *
 * <pre>
 *   {"type": "sequential", "steps": [one]}
 *   {"type": "parallel",   "steps": [those that ran side by side]}
 *   {"type": "next",       "steps": [messages that are not delivered yet]}
 * </pre>
 *
 * <p>A step that was told twice, as when the endpoint was called again after a lost answer, is
 * there once: as it was told first, which is the one that the client goes by.
 */
final class RunLog {
  private RunLog() {}

  /** Rows of call type, newest state, next delivery and the message, in the run's order. */
  static List<Map<String, Object>> groups(Run run, Iterable<Row> rows) {
    var groups = new ArrayList<Map<String, Object>>();
    var next = new ArrayList<Map<String, Object>>();
    List<Map<String, Object>> parallel = null;
    var told = new HashSet<Integer>();
    boolean first = true;
    for (Row row : rows) {
      var message = Message.of(row, 3);
      String callType = row.getString(0);
      JsonNode step = callType.equals("step") && !first ? json(message.body()) : null;
      boolean planned = step != null && step.path("targetStep").asInt(0) > 0;
      boolean open = message.state() == Message.State.ACTIVE && run.state() == Run.State.ACTIVE;
      if (open || message.state() == Message.State.FAILED) {
        next.add(underWay(row, message));
      }
      int stepId = step == null ? 0 : step.path("stepId").asInt(0);
      boolean again = stepId > 0 && callType.equals("step") && !told.add(stepId);
      if (!callType.equals("step") || planned || again) {
        first = false;
        continue;
      }
      var shown = step(message, callType, step);
      if (step != null && step.path("concurrent").asInt(1) > 1) {
        if (parallel == null || parallel.size() >= step.path("concurrent").asInt(1)) {
          parallel = new ArrayList<>();
          groups.add(group("parallel", parallel));
        }
        parallel.add(shown);
      } else {
        parallel = null;
        groups.add(group("sequential", List.of(shown)));
      }
      first = false;
    }
    if (!next.isEmpty()) {
      groups.add(group("next", next));
    }
    return groups;
  }

  private static Map<String, Object> group(String type, List<Map<String, Object>> steps) {
    var group = new LinkedHashMap<String, Object>();
    group.put("steps", steps);
    group.put("type", type);
    return group;
  }

  private static Map<String, Object> underWay(Row row, Message message) {
    var shown = new LinkedHashMap<String, Object>();
    shown.put("messageId", message.publicId());
    shown.put(
        "state",
        switch (message.state()) {
          case FAILED -> "STEP_FAILED";
          case CANCELLED -> "STEP_CANCELED";
          case ACTIVE, DELIVERED -> message.retried() > 0 ? "STEP_RETRY" : "STEP_PROGRESS";
        });
    shown.put("retries", message.retried());
    if (row.getOffsetDateTime(2) != null) {
      shown.put("nextDeliveryTime", row.getOffsetDateTime(2).toInstant().toEpochMilli());
    }
    return shown;
  }

  /** {@code step} null for the first one, whose body is the payload. */
  private static Map<String, Object> step(
      Message message, String callType, @Nullable JsonNode step) {
    var shown = new LinkedHashMap<String, Object>();
    if (step == null) {
      shown.put("stepName", "init");
      shown.put("stepType", "Initial");
      shown.put("concurrent", 1);
      shown.put("out", new String(MessageView.body(message), UTF_8));
    } else {
      step.properties().forEach(field -> shown.put(field.getKey(), field.getValue()));
      if (message.settings().redaction().body()) {
        shown.put("out", new String(MessageView.body(message), UTF_8));
      } else if (step.path("stepType").asText().equals("Call")) {
        var answer = json(step.path("out").asText().getBytes(UTF_8));
        shown.put("callResponseStatus", answer.path("status"));
        shown.put("callResponseBody", answer.path("body"));
        shown.put("callResponseHeaders", answer.path("header"));
      }
    }
    shown.put("callType", callType);
    shown.put("messageId", message.publicId());
    // A step is there because it has a result; what it leads to is the next one's matter.
    shown.put("state", "STEP_SUCCESS");
    shown.put("retries", message.settings().maxRetries());
    var retryDelay = message.settings().retryDelay();
    if (retryDelay != null) {
      shown.put("retryDelay", retryDelay.text());
    }
    shown.put("createdAt", message.createdAt().toEpochMilli());
    shown.put("headers", message.shownHeaders());
    shown.values().removeIf(value -> value instanceof JsonNode node && node.isMissingNode());
    return shown;
  }

  static Map<String, Object> failureFunction(Run run, RunLetter letter) {
    var shown = new LinkedHashMap<>(letter.failureInfo());
    var callback = Objects.requireNonNull(run.read().failureCallback());
    shown.put("messageId", MessageIds.message(Objects.requireNonNull(run.failureCallback())));
    shown.put("url", callback.url().text());
    shown.put("failHeaders", letter.report().headers());
    shown.put("failStatus", letter.report().status());
    shown.put("failResponse", new String(letter.report().body(), UTF_8));
    shown.put("dlqId", letter.id().toString());
    return shown;
  }

  private static JsonNode json(byte[] bytes) {
    try {
      var tree = Json.tree(new String(bytes, UTF_8));
      if (tree != null) {
        return tree;
      }
    } catch (Json.BadJson _) {
      // No step of the client's: shown without its parts.
    }
    return MissingNode.getInstance();
  }
}
