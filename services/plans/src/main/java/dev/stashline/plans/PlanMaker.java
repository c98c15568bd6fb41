package dev.stashline.plans;

/** Makes the parts of one person's plan. One instance an attempt; parts may be asked for side by side. */
public interface PlanMaker {
  /**
   * The part as JSON, in the shape that {@code get-plan} answers.
   *
   * @throws dev.stashline.jobs.JobFailed saying whether another attempt may help
   */
  String make(Part part) throws Exception;
}
