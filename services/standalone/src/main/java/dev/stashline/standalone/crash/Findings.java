package dev.stashline.standalone.crash;

import dev.stashline.standalone.crash.Ledger.Arrival;
import dev.stashline.standalone.crash.Ledger.Published;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the ledger proves.
 *
 * @param lost published and answered, and never delivered
 * @param repeatedInCalm delivered more than once although nobody was killed
 * @param repeatedInStorm deliveries beyond the first, of messages that met a kill: allowed, counted
 * @param underTwoIds deliveries under another id than the publish was answered with: a
 *     deduplication id that did not hold
 * @param outOfOrder messages of a queue that first arrived before one published earlier
 * @param unfenced repeats whose lease epoch was not higher than the earlier delivery's
 * @param forged deliveries whose signature did not fit
 * @param occurrences of schedules that fell due
 * @param occurrencesMissed of these: those that nothing was published for, or nothing delivered
 * @param occurrencesTwice messages of schedules beyond one for each occurrence
 * @param runs of workflows
 * @param unfinished messages that the broker still holds as active at the end
 * @param slowestMillis from the publish's answer to the first delivery, plain messages of the calm;
 *     50th and 99th percentile, and the slowest of all
 */
public record Findings(
    int published,
    int lost,
    int repeatedInCalm,
    int repeatedInStorm,
    int underTwoIds,
    int outOfOrder,
    int unfenced,
    int forged,
    int occurrences,
    int occurrencesMissed,
    int occurrencesTwice,
    RunFindings runs,
    long unfinished,
    int brokersKilled,
    int databaseKilled,
    double p50Millis,
    double p99Millis,
    double slowestMillis) {

  /** Whether every promise was kept. */
  public boolean good() {
    return lost == 0
        && repeatedInCalm == 0
        && underTwoIds == 0
        && outOfOrder == 0
        && unfenced == 0
        && forged == 0
        && occurrencesMissed == 0
        && occurrencesTwice == 0
        && runs.good()
        && unfinished == 0;
  }

  static Findings of(
      Ledger ledger, Firings firings, RunFindings runs, Storm storm, long unfinished) {
    int lost = 0;
    int repeatedInCalm = firings.repeatedInCalm();
    int repeatedInStorm = firings.repeatedInStorm();
    int underTwoIds = 0;
    int unfenced = firings.unfenced();
    var calmMillis = new ArrayList<Double>();
    double slowest = 0;
    Map<Integer, List<Queued>> lines = new HashMap<>();
    for (Published message : ledger.published()) {
      var arrivals = ledger.arrivals(message.number());
      if (arrivals.isEmpty()) {
        lost++;
        continue;
      }
      var first = arrivals.getFirst();
      if (arrivals.size() > 1) {
        if (message.calm()) {
          repeatedInCalm++;
        } else {
          repeatedInStorm += arrivals.size() - 1;
        }
        unfenced += epochsNotRising(arrivals);
      }
      underTwoIds +=
          (int) arrivals.stream().filter(a -> !a.messageId().equals(message.messageId())).count();
      double millis = Math.max(0, first.nanos() - message.answeredNanos()) / 1e6;
      slowest = Math.max(slowest, millis);
      if (message.calm() && message.sort() == Ledger.Sort.PLAIN) {
        calmMillis.add(millis);
      }
      if (message.line() >= 0) {
        lines
            .computeIfAbsent(message.line(), absent -> new ArrayList<>())
            .add(new Queued(message.position(), first.order()));
      }
    }
    calmMillis.sort(Comparator.naturalOrder());
    return new Findings(
        ledger.publishedCount(),
        lost,
        repeatedInCalm,
        repeatedInStorm,
        underTwoIds,
        lines.values().stream().mapToInt(Findings::outOfOrder).sum(),
        unfenced,
        ledger.forgedCount(),
        firings.due(),
        firings.missed(),
        firings.twice(),
        runs,
        unfinished,
        storm.brokersKilled(),
        storm.databaseKilled(),
        percentile(calmMillis, 50),
        percentile(calmMillis, 99),
        slowest);
  }

  private record Queued(long position, long order) {}

  private static int outOfOrder(List<Queued> line) {
    line.sort(Comparator.comparingLong(Queued::position));
    int found = 0;
    for (int i = 1; i < line.size(); i++) {
      if (line.get(i).order() < line.get(i - 1).order()) {
        found++;
      }
    }
    return found;
  }

  static int epochsNotRising(List<Arrival> arrivals) {
    int found = 0;
    for (int i = 1; i < arrivals.size(); i++) {
      if (arrivals.get(i).epoch() <= arrivals.get(i - 1).epoch()) {
        found++;
      }
    }
    return found;
  }

  private static double percentile(List<Double> sorted, int percent) {
    return sorted.isEmpty()
        ? Double.NaN
        : sorted.get(Math.min(sorted.size() - 1, sorted.size() * percent / 100));
  }
}
