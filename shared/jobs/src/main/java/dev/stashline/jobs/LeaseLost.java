package dev.stashline.jobs;

/**
 * This attempt no longer holds its job: another node took it over, or it ended. Nothing more may be
 * written in its name.
 */
public final class LeaseLost extends RuntimeException {
  private static final long serialVersionUID = 1;

  LeaseLost(ClaimedJob job) {
    super("the lease of job " + job.id() + ", epoch " + job.epoch() + ", is lost");
  }
}
