package dev.stashline.standins;

import java.time.Duration;

/** What can go wrong with one call to a model. */
public sealed interface ModelFault {

  /** Takes the question and never answers. */
  record Hang() implements ModelFault {}

  /** Closes the connection instead of answering. */
  record Drop() implements ModelFault {}

  /** Answers 500. */
  record ServerError() implements ModelFault {}

  /** Answers 429, too many requests; says when to come back. */
  record RateLimit(Duration retryAfter) implements ModelFault {}

  /** Answers 429 with {@code insufficient_quota}: the account's credit is used up. */
  record NoQuota() implements ModelFault {}

  /** The model declines: {@code refusal} instead of content. */
  record Refusal() implements ModelFault {}

  /** The answer reaches the token limit in mid-JSON; {@code finish_reason} is {@code length}. */
  record Cut() implements ModelFault {}

  /** {@code finish_reason} is {@code content_filter}, with what was written until then. */
  record ContentFilter() implements ModelFault {}

  /** The JSON comes in a Markdown code fence, as models without strict output do. */
  record Fenced() implements ModelFault {}

  /** Prose instead of JSON. */
  record Prose() implements ModelFault {}

  /** JSON that lacks the schema's first required property. */
  record SchemaViolation() implements ModelFault {}

  /** A reply of this many bytes, none of them of use. */
  record Oversized(int bytes) implements ModelFault {}
}
