package dev.stashline.broker;

import dev.stashline.qstash.AttemptResult;
import dev.stashline.qstash.ResponseWait;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one attempt gave, handed from the delivery to what is written about it.
 *
 * @param message as it was when the attempt started
 * @param response null when none arrived
 * @param error why it failed, for people; null for a success
 * @param endedAt by the broker's clock
 */
record Report(
    Message message, @Nullable Response response, @Nullable String error, Instant endedAt) {

  /**
   * A receiver's response.
   *
   * @param headers canonical name to values
   * @param body at most the configured number of bytes
   */
  record Response(int status, Map<String, List<String>> headers, byte[] body) {
    boolean succeeded() {
      return status >= 200 && status < 300;
    }
  }

  AttemptResult result() {
    var response = response();
    return response == null
        ? new AttemptResult.NoResponse()
        : new AttemptResult.Responded(response.status(), name -> first(response, name));
  }

  /** What the verdict is about: a success with an error is none. */
  AttemptResult judged() {
    return response != null && response.succeeded() && error != null
        ? new AttemptResult.NoResponse()
        : result();
  }

  private static @Nullable String first(Response response, String name) {
    for (var header : response.headers().entrySet()) {
      if (header.getKey().equalsIgnoreCase(name)) {
        return header.getValue().getFirst();
      }
    }
    return null;
  }

  /** How long the response asks to stay away; zero for nothing. */
  Duration askedWait() {
    var response = response();
    return response == null
        ? Duration.ZERO
        : ResponseWait.of(name -> first(response, name), endedAt).orElse(Duration.ZERO);
  }

  /** 0 when there was no response. */
  int status() {
    return response == null ? 0 : response.status();
  }

  Map<String, List<String>> headers() {
    return response == null ? Map.of() : response.headers();
  }

  /** The response's body, or the error as text. */
  byte[] body() {
    if (response != null) {
      return response.body();
    }
    return (error == null ? "" : error).getBytes(StandardCharsets.UTF_8);
  }
}
