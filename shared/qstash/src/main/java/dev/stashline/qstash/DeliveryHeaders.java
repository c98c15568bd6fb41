package dev.stashline.qstash;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The headers of one delivery: the forwarded ones, then the broker's own over them. Framing headers
 * are left to the HTTP client.
 *
 * @param messageId the same on every attempt
 * @param retried attempts before this one
 * @param signature from {@link SignatureSigner}
 * @param topicName the URL group, null without one
 * @param scheduleId null without one
 * @param callerIp the publisher's address, null when unknown
 * @param region one of the names clients know ({@code EU-CENTRAL-1}, {@code US-EAST-1}), or null to
 *     leave the header out
 */
public record DeliveryHeaders(
    String messageId,
    int retried,
    String signature,
    @Nullable String topicName,
    @Nullable String scheduleId,
    @Nullable String callerIp,
    @Nullable String region) {

  /** All headers to send, canonical name to values. */
  public Map<String, List<String>> over(
      Map<String, List<String>> forwarded, @Nullable String contentType) {
    var headers = new LinkedHashMap<String, List<String>>();
    forwarded.forEach(
        (name, values) -> {
          if (HeaderNames.mayForward(name)) {
            headers.put(HeaderNames.canonical(name), values);
          }
        });
    put(headers, "Content-Type", contentType);
    put(headers, "User-Agent", "Upstash-QStash");
    put(headers, HeaderNames.MESSAGE_ID, messageId);
    put(headers, HeaderNames.RETRIED, Integer.toString(retried));
    put(headers, HeaderNames.SIGNATURE, signature);
    put(headers, HeaderNames.TOPIC_NAME, topicName);
    put(headers, HeaderNames.SCHEDULE_ID, scheduleId);
    put(headers, HeaderNames.CALLER_IP, callerIp);
    put(headers, HeaderNames.REGION, region);
    return headers;
  }

  private static void put(Map<String, List<String>> headers, String name, @Nullable String value) {
    if (value != null) {
      headers.put(name, List.of(value));
    }
  }
}
