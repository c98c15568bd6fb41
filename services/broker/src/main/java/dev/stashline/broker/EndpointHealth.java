package dev.stashline.broker;

import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How an endpoint is, by its row.
 *
 * @param failures in a row
 * @param changedAt when it was paused, or began to recover; null for one that never was
 * @param nextStartAt while it recovers: when the next message may start
 * @param recentAttempts fading, as are the successes and the milliseconds of all attempts together
 */
record EndpointHealth(
    Endpoint endpoint,
    State state,
    int failures,
    @Nullable Instant failingSince,
    @Nullable Instant changedAt,
    Duration pause,
    @Nullable Instant nextProbeAt,
    @Nullable Instant nextStartAt,
    double recentAttempts,
    double recentSuccesses,
    double recentMillis,
    @Nullable String lastError,
    @Nullable Instant lastFailedAt,
    @Nullable Instant lastAliveAt) {

  /** Words as in the table's constraint. */
  enum State {
    CLOSED,
    OPEN,
    PROBING,
    RECOVERING;

    /** As breakers are spoken of; the two ways of trying are both half-open. */
    String shown() {
      return switch (this) {
        case CLOSED -> "closed";
        case OPEN -> "open";
        case PROBING, RECOVERING -> "half-open";
      };
    }
  }

  static EndpointHealth of(Row row) {
    Long pause = row.getLong(6);
    return new EndpointHealth(
        new Endpoint(row.getString(0), row.getString(1)),
        State.valueOf(row.getString(2).toUpperCase(Locale.ROOT)),
        row.getInteger(3),
        time(row, 4),
        time(row, 5),
        pause == null ? Duration.ZERO : Duration.ofMillis(pause),
        time(row, 7),
        time(row, 8),
        row.getDouble(9),
        row.getDouble(10),
        row.getDouble(11),
        row.getString(12),
        time(row, 13),
        time(row, 14));
  }

  private static @Nullable Instant time(Row row, int at) {
    OffsetDateTime time = row.getOffsetDateTime(at);
    return time == null ? null : time.toInstant();
  }

  EndpointHealth nextStart(Instant next) {
    return new EndpointHealth(
        endpoint,
        state,
        failures,
        failingSince,
        changedAt,
        pause,
        nextProbeAt,
        next,
        recentAttempts,
        recentSuccesses,
        recentMillis,
        lastError,
        lastFailedAt,
        lastAliveAt);
  }

  /**
   * The endpoint in the API's words; what is not known is left out.
   *
   * @param atLeast whether more may wait
   */
  Map<String, Object> view(long waiting, boolean atLeast) {
    var view = new LinkedHashMap<String, Object>();
    view.put("endpoint", endpoint.origin());
    view.put("state", state.shown());
    view.put("failuresInARow", failures);
    put(view, "failingSince", failingSince);
    if (state != State.CLOSED) {
      put(view, state == State.RECOVERING ? "recoveringSince" : "pausedSince", changedAt);
    }
    if (state == State.OPEN) {
      put(view, "nextProbe", nextProbeAt);
    }
    view.put("waiting", waiting);
    if (atLeast) {
      view.put("waitingAtLeast", true);
    }
    if (lastError != null) {
      view.put("lastError", lastError);
    }
    put(view, "lastFailure", lastFailedAt);
    put(view, "lastSignOfLife", lastAliveAt);
    if (recentAttempts > 0.01) {
      var recent = new LinkedHashMap<String, Object>();
      recent.put("attempts", Math.round(recentAttempts * 10) / 10.0);
      recent.put("successRate", Math.round(recentSuccesses / recentAttempts * 1000) / 1000.0);
      recent.put("latencyMs", Math.round(recentMillis / recentAttempts));
      view.put("recent", recent);
    }
    return view;
  }

  private static void put(Map<String, Object> view, String name, @Nullable Instant time) {
    if (time != null) {
      view.put(name, time.toEpochMilli());
    }
  }
}
