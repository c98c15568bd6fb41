package dev.stashline.jobs;

/** Which due job of a queue starts first. The ordinal is what is stored. */
public enum Priority {
  URGENT,
  HIGH,
  NORMAL,
  LOW;

  private static final Short[] USUAL = {0, 1, 2, 3};

  /** Each of the lower ones goes first now and then, whatever streams in above and below it. */
  private static final Short[][] LOWER_FIRST = {{3, 2, 1, 0}, {2, 3, 1, 0}, {1, 2, 3, 0}};

  /** One claim in so many serves a lower priority first, so that no steady stream can starve it. */
  private static final int LOWER_FIRST_ONE_IN = 16;

  /** The order in which one claim serves the priorities, drawn from {@code chance} in [0, 1). */
  static Short[] order(double chance) {
    int drawn = (int) (chance * LOWER_FIRST_ONE_IN * LOWER_FIRST.length);
    return drawn < LOWER_FIRST.length ? LOWER_FIRST[drawn] : USUAL;
  }
}
