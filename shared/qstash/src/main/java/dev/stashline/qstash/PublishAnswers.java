package dev.stashline.qstash;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stashline.qstash.PublishAnswer.Accepted;
import dev.stashline.qstash.PublishAnswer.Published;
import dev.stashline.qstash.PublishAnswer.Refused;
import dev.stashline.qstash.PublishAnswer.TryLater;
import dev.stashline.runtime.Json;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.client.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Understands what QStash answers to a publish.
 *
 * <pre>
 *   2xx, an id in it          Accepted
 *   408, 425, 429, 5xx        TryLater, with the wait that a header asks for
 *   2xx without an id, 1xx, 3xx   TryLater: something in between answered
 *   other 4xx                 Refused
 * </pre>
 */
final class PublishAnswers {

  private static final int LONGEST_REASON = 200;

  /** Times at which a used-up limit starts anew, as Unix seconds: per second, then per day. */
  private static final List<String> RESETS = List.of("Burst-RateLimit-Reset", "RateLimit-Reset");

  private PublishAnswers() {}

  static PublishAnswer read(HttpResponse<Buffer> response, Instant now) {
    int status = response.statusCode();
    var json = json(response.body());
    if (status >= 200 && status < 300) {
      var messages = messages(json);
      return messages.isEmpty()
          ? new TryLater(Optional.empty(), "status " + status + " without a message id")
          : new Accepted(messages);
    }
    String reason = reason(status, json);
    boolean forGood =
        status >= 400 && status < 500 && status != 408 && status != 425 && status != 429;
    return forGood ? new Refused(status, reason) : new TryLater(wait(response, now), reason);
  }

  private static List<Published> messages(@Nullable JsonNode json) {
    var messages = new ArrayList<Published>();
    if (json == null) {
      return messages;
    }
    Iterable<JsonNode> items = json.isArray() ? json : List.of(json);
    for (var item : items) {
      String id = item.path("messageId").asText("");
      if (!id.isEmpty()) {
        messages.add(new Published(id, item.path("deduplicated").asBoolean(false)));
      }
    }
    return messages;
  }

  private static Optional<Duration> wait(HttpResponse<Buffer> response, Instant now) {
    return ResponseWait.of(response::getHeader, now)
        .or(
            () ->
                RESETS.stream()
                    .map(response::getHeader)
                    .flatMap(value -> reset(value, now).stream())
                    .findFirst());
  }

  private static Optional<Duration> reset(@Nullable String value, Instant now) {
    if (value == null) {
      return Optional.empty();
    }
    try {
      var wait = Duration.ofSeconds(WholeNumber.parseLong(value) - now.getEpochSecond());
      return wait.compareTo(ResponseWait.LONGEST) > 0
          ? Optional.empty()
          : Optional.of(wait.isNegative() ? Duration.ZERO : wait);
    } catch (InvalidValueException _) {
      return Optional.empty();
    }
  }

  private static String reason(int status, @Nullable JsonNode json) {
    String error = json == null ? "" : json.path("error").asText("");
    String shown =
        error.length() > LONGEST_REASON ? error.substring(0, LONGEST_REASON) + "…" : error;
    return shown.isEmpty() ? "status " + status : "status " + status + ": " + shown;
  }

  private static @Nullable JsonNode json(@Nullable Buffer body) {
    if (body == null) {
      return null;
    }
    try {
      return Json.tree(body.toString());
    } catch (Json.BadJson _) {
      return null;
    }
  }
}
