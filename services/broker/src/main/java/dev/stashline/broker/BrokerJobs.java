package dev.stashline.broker;

import dev.stashline.jobs.BackOff;
import dev.stashline.jobs.Kind;
import dev.stashline.qstash.Destination;
import dev.stashline.qstash.PublishSettings;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The jobs of this service.
 *
 * <pre>
 *   kind            queue    what
 *   broker.deliver  broker   one message ─▶ its URL; the job's id is the message's, or made from it by {@link Turns}
 *   broker.turn     broker   the place in a queue of a message that has a flow-control key, too; the job's id is the message's
 *   broker.wait     broker   the time-out of a step that waits for an event; the job's id is the waiter's
 * </pre>
 */
public final class BrokerJobs {
  public static final String QUEUE = "broker";

  /** What a node's crash may cost before a message is given up, on top of its own retries. */
  static final int CRASHES = 20;

  private BrokerJobs() {}

  /**
   * @param account whose message it is
   * @param origin where it goes, so that a message that has to wait is not even read; empty in jobs
   *     of before, which wait for nothing
   */
  record DeliverMessage(String account, @Nullable String origin) {
    Endpoint endpoint() {
      return new Endpoint(account, origin == null ? "" : origin);
    }
  }

  /**
   * @param account whose waiter it is, for people who look at jobs
   */
  record WaitTimeout(String account) {}

  static Kind<WaitTimeout> waitTimeout() {
    return Kind.of("broker.wait", QUEUE, WaitTimeout.class)
        .attempts(CRASHES, new BackOff(Duration.ofSeconds(1), Duration.ofMinutes(1), 0.25))
        .keep(Duration.ZERO, Duration.ofDays(1));
  }

  static DeliverMessage args(String account, Destination.Url url) {
    return new DeliverMessage(account, Endpoint.of(account, url).origin());
  }

  static Kind<DeliverMessage> turn() {
    return Kind.of("broker.turn", QUEUE, DeliverMessage.class)
        .attempts(CRASHES, new BackOff(Duration.ofSeconds(1), Duration.ofSeconds(30), 0.25))
        .keep(Duration.ZERO, Duration.ofDays(1));
  }

  /** The waits between attempts are the message's; this back-off follows a crash. */
  static Kind<DeliverMessage> deliver(BrokerConfig config) {
    return Kind.of("broker.deliver", QUEUE, DeliverMessage.class)
        .timeout(config.limits().maxResponseTime().plus(config.connectTimeout()).plusMinutes(1))
        .attempts(
            attempts(PublishSettings.DEFAULT_RETRIES),
            new BackOff(Duration.ofSeconds(1), Duration.ofSeconds(30), 0.25))
        .keep(Duration.ZERO, Duration.ofDays(1));
  }

  /** The engine's attempts for a message with so many retries. */
  static int attempts(int retries) {
    return 1 + retries + CRASHES;
  }
}
