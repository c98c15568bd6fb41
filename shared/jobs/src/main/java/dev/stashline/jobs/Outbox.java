package dev.stashline.jobs;

import dev.stashline.contracts.PublishMessage;
import java.time.Duration;

/**
 * Messages for QStash that commit together with the row that needs them. While QStash cannot be
 * reached they wait: two hundred attempts, at most ten minutes apart, are more than a day.
 */
public final class Outbox {
  public static final Kind<PublishMessage> KIND =
      Kind.of(PublishMessage.KIND, PublishMessage.QUEUE, PublishMessage.class)
          .uniqueForGood(PublishMessage::deduplicationId)
          .timeout(Duration.ofSeconds(30))
          .attempts(200, new BackOff(Duration.ofSeconds(1), Duration.ofMinutes(10), 0.25))
          .keep(Duration.ofDays(7), Duration.ofDays(30));

  private Outbox() {}
}
