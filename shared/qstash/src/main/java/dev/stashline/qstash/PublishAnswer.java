package dev.stashline.qstash;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** How a publish ended, as far as whoever has to repeat it must know. */
public sealed interface PublishAnswer {

  /**
   * QStash has it, durably.
   *
   * @param messages one for a URL; for a URL group one per endpoint, in its order
   */
  record Accepted(List<Published> messages) implements PublishAnswer {

    /** The message, or the first of a group's. */
    public Published first() {
      return messages.getFirst();
    }
  }

  /**
   * One message.
   *
   * @param deduplicated whether QStash had it already; the id is then that of the first publish
   */
  record Published(String messageId, boolean deduplicated) {}

  /**
   * No answer, or one that says "not now": the caller repeats it later, with the same deduplication
   * id, since the lost answer may have been a yes.
   *
   * @param after how long QStash asks us to wait, empty when it does not say
   * @param reason for the log; no secrets
   */
  record TryLater(Optional<Duration> after, String reason) implements PublishAnswer {}

  /**
   * It will never be taken as it is: nobody repeats it.
   *
   * @param status of the answer; 0 when it was not even sent
   * @param reason for the log; no secrets
   */
  record Refused(int status, String reason) implements PublishAnswer {}
}
