package dev.stashline.qstash;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a receiver is told beside the body. To be believed only after {@link SignatureVerifier}
 * found the request genuine, and even then with care: the signature does not cover these headers.
 *
 * @param messageId the same on every attempt: the idempotency key
 * @param retried attempts before this one; 0 when not told
 * @param scheduleId the schedule that produced it, null without one
 * @param topicName the URL group it was published to, null without one
 */
public record ReceivedDelivery(
    String messageId, int retried, @Nullable String scheduleId, @Nullable String topicName) {

  /** Longer ids are nobody's. Our choice. */
  private static final int MAX_ID_LENGTH = 256;

  /**
   * Reads a delivery's headers.
   *
   * @param headers the value of a request header by its name in any case, or null
   * @throws BadRequestException when there is no usable message id, or the number of attempts is
   *     none
   */
  public static ReceivedDelivery of(Function<String, @Nullable String> headers) {
    String id = headers.apply(HeaderNames.MESSAGE_ID);
    if (id == null || id.isBlank() || id.length() > MAX_ID_LENGTH) {
      throw new BadRequestException(
          HeaderNames.MESSAGE_ID,
          "must be given and not be longer than " + MAX_ID_LENGTH + " characters");
    }
    String retried = headers.apply(HeaderNames.RETRIED);
    try {
      return new ReceivedDelivery(
          id,
          retried == null ? 0 : WholeNumber.parse(retried),
          headers.apply(HeaderNames.SCHEDULE_ID),
          headers.apply(HeaderNames.TOPIC_NAME));
    } catch (InvalidValueException e) {
      throw new BadRequestException(HeaderNames.RETRIED, e.reason());
    }
  }
}
