package dev.stashline.jobs;

/**
 * Thrown by a handler that fails in a way it understands; any other exception counts as {@link
 * Failure.RetryNow}.
 */
public final class JobFailed extends RuntimeException {
  private static final long serialVersionUID = 1;
  private final transient Failure failure;
  private final transient Object result;

  public JobFailed(Failure failure) {
    this(failure, "");
  }

  /**
   * @param result for the kind's {@link SettleHook}: what the stored and logged reason may not say
   */
  public JobFailed(Failure failure, Object result) {
    super(failure.reason());
    this.failure = failure;
    this.result = result;
  }

  public Failure failure() {
    return failure;
  }

  Object result() {
    return result;
  }
}
