package dev.stashline.qstash;

import java.time.Duration;

/**
 * The publisher's own wait before each retry, read once when the message is published: an
 * arithmetic expression that gives <b>milliseconds</b>, for example {@code max(1000, pow(2,
 * retried) * 100)}.
 *
 * <p>Numbers, {@code + - * / %}, minus as a sign, parentheses, {@code retried} (0 for the first
 * retry), and {@code pow(x,y) exp(x) sqrt(x) abs(x) floor(x) ceil(x) round(x) min(x,y,…)
 * max(x,y,…)}.
 */
public final class RetryDelay {

  /** Longer waits are cut to this. */
  public static final Duration LONGEST = Duration.ofDays(1);

  private final String text;
  private final RetryExpression expression;

  private RetryDelay(String text, RetryExpression expression) {
    this.text = text;
    this.expression = expression;
  }

  /**
   * Reads an expression.
   *
   * @throws InvalidValueException with the place of the first fault, counted from 1
   */
  public static RetryDelay parse(String text) {
    return new RetryDelay(text, new RetryExpressionParser(text).parse());
  }

  /** The expression as it was sent. */
  public String text() {
    return text;
  }

  /**
   * The wait before the next attempt, in whole milliseconds. Results below zero, infinite or
   * undefined count as zero, those over a day as a day.
   *
   * @param retried retries made so far: 0 when the first attempt has just failed
   */
  public Duration after(int retried) {
    double millis = expression.value(retried);
    if (!Double.isFinite(millis) || millis <= 0) {
      return Duration.ZERO;
    }
    return Duration.ofMillis(Math.round(Math.min(millis, LONGEST.toMillis())));
  }

  /** Two are equal when their texts are. */
  @Override
  public boolean equals(Object other) {
    return other instanceof RetryDelay delay && delay.text.equals(text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return text;
  }
}
