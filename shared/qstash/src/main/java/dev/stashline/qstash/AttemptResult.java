package dev.stashline.qstash;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What came of one attempt to deliver. */
public sealed interface AttemptResult {

  /**
   * A response arrived.
   *
   * @param headers the value of a response header by its name in any case, or null; {@code
   *     MultiMap::get} is one
   */
  record Responded(int status, Function<String, @Nullable String> headers)
      implements AttemptResult {}

  /** None arrived: refused, timed out, name or certificate in error. */
  record NoResponse() implements AttemptResult {}
}
