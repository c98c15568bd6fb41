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
 * @param fence what tells a late duplicate from the newest attempt
 */
public record DeliveryHeaders(
    String messageId,
    int retried,
    String signature,
    @Nullable String topicName,
    @Nullable String scheduleId,
    @Nullable String callerIp,
    @Nullable String region,
    Fence fence) {

  /**
   * Beyond QStash. A receiver that keeps the highest epoch it saw of each message id can refuse a
   * request with a lower one: it is of a sender that was taken for dead, and comes late.
   *
   * @param attempt from 1; also counts the attempts that a crash cut off, as {@code retried} does
   *     not
   * @param epoch rises with every start of the message on any node, also where the attempt's number
   *     stays
   */
  public record Fence(int attempt, int epoch) {}

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
    put(headers, HeaderNames.ATTEMPT, Integer.toString(fence.attempt()));
    put(headers, HeaderNames.EPOCH, Integer.toString(fence.epoch()));
    return headers;
  }

  private static void put(Map<String, List<String>> headers, String name, @Nullable String value) {
    if (value != null) {
      headers.put(name, List.of(value));
    }
  }
}
