package dev.stashline.bench;

/**
 * How much is asked of scheduled messages.
 *
 * @param clients of the one message that goes to many
 * @param coaches who have {@code due} messages of the same second, and {@code rows} in all
 * @param requests for a page of the list, of each kind
 */
record MessageLoad(int rounds, int clients, int coaches, int due, int rows, int requests) {
  static final MessageLoad FULL = new MessageLoad(3, 10_000, 100, 1_000, 100_000, 4_000);
  static final MessageLoad QUICK = new MessageLoad(1, 2_000, 20, 200, 20_000, 1_000);
}
