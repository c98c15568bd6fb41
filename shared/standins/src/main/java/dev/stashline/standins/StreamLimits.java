package dev.stashline.standins;

import io.vertx.core.MultiMap;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Calls a minute and endpoint, counted in whole minutes of the clock. */
final class StreamLimits {

  /** All that answers tell of limits. */
  static final List<String> HEADERS =
      List.of("X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset");

  private static final long WINDOW_SECONDS = 60;

  private final Map<StreamEndpoint, Integer> limits = new EnumMap<>(StreamEndpoint.class);
  private final Map<StreamEndpoint, Window> windows = new EnumMap<>(StreamEndpoint.class);

  /**
   * What is left of a minute.
   *
   * @param remaining negative when the last call was one too many
   * @param reset unix seconds
   */
  record Window(int limit, int remaining, long reset) {

    boolean exceeded() {
      return remaining < 0;
    }

    void tell(MultiMap headers) {
      headers
          .set("X-RateLimit-Limit", String.valueOf(limit))
          .set("X-RateLimit-Remaining", String.valueOf(Math.max(0, remaining)))
          .set("X-RateLimit-Reset", String.valueOf(reset));
    }
  }

  /** Changes a limit; the minute starts anew. */
  synchronized void set(StreamEndpoint endpoint, int perMinute) {
    limits.put(endpoint, perMinute);
    windows.remove(endpoint);
  }

  /** Counts one call. */
  synchronized Window take(StreamEndpoint endpoint, Instant now) {
    Window before = current(endpoint, now);
    Window after = new Window(before.limit(), Math.max(-1, before.remaining() - 1), before.reset());
    windows.put(endpoint, after);
    return after;
  }

  /** The body of {@code GET /rate_limits}. */
  synchronized JsonObject json(Instant now) {
    JsonObject endpoints = new JsonObject();
    for (StreamEndpoint endpoint : StreamEndpoint.values()) {
      Window window = current(endpoint, now);
      endpoints.put(
          endpoint.word(),
          new JsonObject()
              .put("limit", window.limit())
              .put("remaining", Math.max(0, window.remaining()))
              .put("reset", window.reset()));
    }
    return new JsonObject().put("server_side", endpoints).put("duration", "0.00ms");
  }

  private Window current(StreamEndpoint endpoint, Instant now) {
    long reset = (now.getEpochSecond() / WINDOW_SECONDS + 1) * WINDOW_SECONDS;
    Window known = windows.get(endpoint);
    if (known != null && known.reset() == reset) {
      return known;
    }
    int limit = limits.getOrDefault(endpoint, endpoint.perMinute());
    return new Window(limit, limit, reset);
  }
}
