package dev.stashline.qstash;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.buffer.Buffer;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A schedule as QStash shows it. What its redaction hides stands there as a mark: compare by {@link
 * #hasBody} and {@link #hasHeader}, which know it.
 *
 * @param cron without blanks round it
 * @param body empty for none
 * @param headers what is sent on, and {@code Content-Type}: values by canonical name
 */
public record QueueSchedule(
    String id,
    String cron,
    String destination,
    boolean isPaused,
    Buffer body,
    Map<String, List<String>> headers) {

  static boolean isOne(JsonNode json) {
    return !json.path("scheduleId").asText("").isEmpty();
  }

  static QueueSchedule of(JsonNode json) {
    return new QueueSchedule(
        json.path("scheduleId").asText(""),
        json.path("cron").asText("").strip(),
        json.path("destination").asText(""),
        json.path("isPaused").asBoolean(false),
        body(json),
        headers(json.path("header")));
  }

  private static Buffer body(JsonNode json) {
    String encoded = json.path("bodyBase64").asText("");
    if (encoded.isEmpty()) {
      return Buffer.buffer(json.path("body").asText(""));
    }
    try {
      return Buffer.buffer(Base64.getDecoder().decode(encoded));
    } catch (IllegalArgumentException _) {
      // What does not decode is at least not what anybody put.
      return Buffer.buffer(encoded);
    }
  }

  private static Map<String, List<String>> headers(JsonNode json) {
    var headers = new LinkedHashMap<String, List<String>>();
    for (var header : json.properties()) {
      headers.put(
          HeaderNames.canonical(header.getKey()),
          header.getValue().valueStream().map(value -> value.asText("")).toList());
    }
    return Map.copyOf(headers);
  }

  /** Whether the body is this one, shown or hidden. */
  public boolean hasBody(Buffer original) {
    return body.equals(original) || body.equals(Buffer.buffer(Redaction.mark(original.getBytes())));
  }

  /** Whether exactly this value is sent on under a name in any case, shown or hidden. */
  public boolean hasHeader(String name, String original) {
    var values = headers.getOrDefault(HeaderNames.canonical(name), List.of());
    return values.equals(List.of(original))
        || values.equals(List.of(Redaction.mark(original.getBytes(UTF_8))));
  }

  /** Leaves out the body and the headers' values: they may be secrets. */
  @Override
  public String toString() {
    return "QueueSchedule[id="
        + id
        + ", cron="
        + cron
        + ", destination="
        + destination
        + ", isPaused="
        + isPaused
        + ", headers="
        + headers.keySet()
        + "]";
  }
}
