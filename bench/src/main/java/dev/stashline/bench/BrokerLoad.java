package dev.stashline.bench;

/**
 * How much is asked of the broker.
 *
 * @param messages of one measure, 1 KiB each
 * @param backlog messages of tomorrow that wait beside the delivered ones
 * @param keys flow-control keys, each of which lets one delivery through at a time
 * @param schedules that are all due in the same minute
 * @param perSecond messages a second, for {@code seconds}, whose delivery is timed
 */
record BrokerLoad(
    int rounds, int messages, int backlog, int keys, int schedules, int perSecond, int seconds) {
  static final BrokerLoad FULL = new BrokerLoad(4, 30_000, 500_000, 10_000, 10_000, 50, 15);
  static final BrokerLoad QUICK = new BrokerLoad(1, 5_000, 20_000, 1_000, 500, 50, 4);
}
