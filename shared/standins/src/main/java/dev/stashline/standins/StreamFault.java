package dev.stashline.standins;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;

/** What can go wrong with one call to the chat service. */
public sealed interface StreamFault {

  /**
   * Answers with an error and does nothing.
   *
   * @param code Stream's own, beside the HTTP status
   * @param retryAfter goes into {@code Retry-After}
   */
  record Refuse(int status, int code, Optional<Duration> retryAfter) implements StreamFault {
    public Refuse(int status, int code) {
      this(status, code, Optional.empty());
    }
  }

  /** Answers 429 with an empty quota; {@code X-RateLimit-Reset} is so far ahead. */
  record RateLimit(Duration reset) implements StreamFault {}

  /** Answers 429 and does not tell when the next call has a chance: no header speaks of it. */
  record Throttle() implements StreamFault {}

  /** Does nothing and never answers. */
  record Hang() implements StreamFault {}

  /** Does nothing and closes the connection. */
  record Drop() implements StreamFault {}

  /** Does what was asked at once, and answers only so much later. */
  record Late(Duration by) implements StreamFault {}

  /** Does what was asked at once, and answers when this has come. */
  record Held(Future<?> until) implements StreamFault {}

  /** Does what was asked, then closes the connection instead of answering. */
  record Lost() implements StreamFault {}
}
