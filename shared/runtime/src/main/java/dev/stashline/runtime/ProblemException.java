package dev.stashline.runtime;

import java.time.Duration;
import java.util.Map;

/**
 * Ends a request with a problem document. An expected end, so it carries no stack trace and is not
 * logged as an error.
 */
public final class ProblemException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient Problem problem;
  private final transient Map<String, String> headers;

  public ProblemException(Problem problem) {
    this(problem, Map.of());
  }

  /**
   * @param headers are added to the answer, such as {@code WWW-Authenticate}
   */
  public ProblemException(Problem problem, Map<String, String> headers) {
    super(problem.status() + " " + problem.title(), null, false, false);
    this.problem = problem;
    this.headers = Map.copyOf(headers);
  }

  /** With {@code Retry-After}, in whole seconds, rounded up. */
  public static ProblemException retryAfter(Problem problem, Duration wait) {
    long seconds = wait.plusMillis(999).toSeconds();
    return new ProblemException(problem, Map.of("Retry-After", Long.toString(seconds)));
  }

  public Problem problem() {
    return problem;
  }

  public Map<String, String> headers() {
    return headers;
  }
}
