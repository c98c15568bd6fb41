package dev.stashline.qstash;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.stashline.runtime.Json;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.client.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What QStash said to a call, as far as whoever has to repeat it must know.
 *
 * <pre>
 *   2xx                 Done
 *   404                 Absent
 *   408, 425, 429, 5xx  TryLater, with the wait that a header asks for
 *   1xx, 3xx            TryLater: something in between answered
 *   other 4xx           Refused
 * </pre>
 */
public sealed interface QStashReply {
  /**
   * @param json missing for an empty body, or one that is no JSON
   */
  record Done(JsonNode json) implements QStashReply {}

  /**
   * There is nothing of this name.
   *
   * @param reason for the log; no secrets
   */
  record Absent(String reason) implements QStashReply {}

  /**
   * No answer, or one that says "not now".
   *
   * @param after how long QStash asks us to wait, empty when it does not say
   * @param reason for the log; no secrets
   */
  record TryLater(Optional<Duration> after, String reason) implements QStashReply {}

  /**
   * It will never be taken as it is.
   *
   * @param status of the answer; 0 when it was not even sent
   * @param reason for the log; no secrets
   */
  record Refused(int status, String reason) implements QStashReply {}

  static QStashReply read(HttpResponse<Buffer> response, Instant now) {
    int status = response.statusCode();
    var json = json(response.body());
    if (status >= 200 && status < 300) {
      return new Done(json);
    }
    String reason = Reading.reason(status, json);
    if (status == 404) {
      return new Absent(reason);
    }
    boolean forGood =
        status >= 400 && status < 500 && status != 408 && status != 425 && status != 429;
    return forGood
        ? new Refused(status, reason)
        : new TryLater(Reading.wait(response, now), reason);
  }

  private static JsonNode json(@Nullable Buffer body) {
    if (body == null || body.length() == 0) {
      return MissingNode.getInstance();
    }
    try {
      return Json.tree(body.toString());
    } catch (Json.BadJson _) {
      return MissingNode.getInstance();
    }
  }

  /** How waits and reasons are told. */
  final class Reading {
    private static final int LONGEST_REASON = 200;

    /** Times at which a used-up limit starts anew, as Unix seconds: per second, then per day. */
    private static final List<String> RESETS = List.of("Burst-RateLimit-Reset", "RateLimit-Reset");

    private Reading() {}

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

    private static String reason(int status, JsonNode json) {
      String error = json.path("error").asText("");
      String shown =
          error.length() > LONGEST_REASON ? error.substring(0, LONGEST_REASON) + "…" : error;
      return shown.isEmpty() ? "status " + status : "status " + status + ": " + shown;
    }
  }
}
