package dev.stashline.jobs;

/** Does the work of one kind of job, as straight-line code on a virtual thread of its own. */
@FunctionalInterface
public interface Handler<A> {
  /**
   * Performs one attempt. It may run again after a crash at any line, so an effect outside carries
   * an idempotency key and a costly result is a {@link Job#step}. Interrupted when the attempt
   * times out, is cancelled, loses its lease or the node stops: let the InterruptedException go up.
   *
   * @throws JobFailed to say what kind of failure it is; any other exception is retried with the
   *     kind's back-off
   */
  Outcome perform(Job<A> job) throws Exception;
}
