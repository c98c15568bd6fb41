package dev.stashline.jobs;

/** Which due job of a queue starts first. The ordinal is what is stored. */
public enum Priority {
  URGENT,
  HIGH,
  NORMAL,
  LOW;

  private static final Short[] USUAL = {0, 1, 2, 3};
  private static final Short[] LOW_FIRST = {3, 2, 1, 0};

  /**
   * One claim in so many serves the lowest priority first, so that a steady stream above cannot
   * starve it.
   */
  private static final int LOW_FIRST_ONE_IN = 16;

  /** The order in which one claim serves the priorities, drawn from {@code chance} in [0, 1). */
  static Short[] order(double chance) {
    return chance * LOW_FIRST_ONE_IN < 1 ? LOW_FIRST : USUAL;
  }
}
