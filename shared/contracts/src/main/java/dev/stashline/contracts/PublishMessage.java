package dev.stashline.contracts;

import java.net.URI;
import java.util.Map;

/**
 * Arguments of an outbox job: a message for QStash that committed together with the row that needs
 * it.
 *
 * @param headers Upstash-* settings and forwarded headers, as QStash takes them
 * @param deduplicationId the same for every try, so that a publish whose answer was lost is
 *     recognised
 */
public record PublishMessage(
    URI destination, Map<String, String> headers, String body, String deduplicationId) {
  /** The kind, and the queue it waits in. */
  public static final String KIND = "qstash.publish";

  public static final String QUEUE = "outbox";

  /** Names the message and keeps its body. */
  @Override
  public String toString() {
    return "PublishMessage[" + deduplicationId + "]";
  }
}
