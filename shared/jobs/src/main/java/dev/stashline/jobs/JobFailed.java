package dev.stashline.jobs;

/**
 * Thrown by a handler that fails in a way it understands; any other exception counts as {@link
 * Failure.RetryNow}.
 */
public final class JobFailed extends RuntimeException {
  private static final long serialVersionUID = 1;
  private final transient Failure failure;

  public JobFailed(Failure failure) {
    super(failure.reason());
    this.failure = failure;
  }

  public JobFailed(Failure failure, Throwable cause) {
    super(failure.reason(), cause);
    this.failure = failure;
  }

  public Failure failure() {
    return failure;
  }
}
