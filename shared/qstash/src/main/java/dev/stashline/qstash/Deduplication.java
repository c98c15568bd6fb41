package dev.stashline.qstash;

import java.time.Duration;

/** Which earlier publish makes a message a duplicate. */
public sealed interface Deduplication {

  /** How long an id is remembered, from its first publish; "10 minutes" in the documentation. */
  Duration WINDOW = Duration.ofMinutes(10);

  /** None: every publish counts. */
  record Never() implements Deduplication {}

  /** One with the same id. Wins when both headers are sent. */
  record ById(String id) implements Deduplication {}

  /** One with the same {@link ContentDeduplication#id content}. */
  record ByContent() implements Deduplication {}
}
