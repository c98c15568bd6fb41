package dev.stashline.runtime;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Limits counted in this process alone, by the same rule as the script in {@link RateLimits}. Knows
 * the callers of late; one who was forgotten begins anew. Any thread.
 */
final class LocalRates {
  /** About 1 MB. A flood from more callers than this is no matter of limits per caller. */
  private static final int CALLERS = 10_000;

  /** By caller: the moment, in epoch milliseconds, at which all its permits are back. */
  private final Map<String, Double> full =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Double> eldest) {
          return size() > CALLERS;
        }
      };

  synchronized Duration ask(String key, RateLimit limit, long nowMillis, boolean take) {
    double after = Math.max(full.getOrDefault(key, 0.0), nowMillis) + limit.everyMillis();
    double wait = after - nowMillis - limit.period().toMillis();
    if (wait > 0) {
      return Duration.ofMillis((long) Math.ceil(wait));
    }
    if (take) {
      full.put(key, after);
    }
    return Duration.ZERO;
  }
}
