package dev.stashline.runtime;

import java.time.Duration;

/**
 * What one caller of the REST door may ask.
 *
 * @param requests of any kind
 * @param misses answers 404: who guesses codes or ids meets this limit first
 */
public record RateLimitConfig(RateLimit requests, RateLimit misses) {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  public static RateLimitConfig from(Env env) {
    return new RateLimitConfig(
        new RateLimit(
            "requests",
            env.integer(
                "RATE_LIMIT_REQUESTS",
                600,
                0,
                1_000_000,
                "Requests a minute that one caller may send; 0 for no limit"),
            MINUTE),
        new RateLimit(
            "misses",
            env.integer(
                "RATE_LIMIT_MISSES",
                30,
                0,
                1_000_000,
                "Answers 404 a minute that one caller may get, so that nobody guesses codes; 0 for no limit"),
            MINUTE));
  }
}
