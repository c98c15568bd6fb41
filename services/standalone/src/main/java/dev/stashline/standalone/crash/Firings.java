package dev.stashline.standalone.crash;

import dev.stashline.standalone.crash.Ledger.Arrival;
import dev.stashline.standalone.crash.Schedules.Made;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/**
 * What became of the occurrences of schedules. A schedule's messages, oldest first, are its
 * occurrences' one by one; a message stored before the next occurrence was due is a second one of
 * the last.
 *
 * @param due that had to fire
 * @param missed of these: those for which no message was stored, or whose message never arrived
 * @param twice messages that are no occurrence's, stored or delivered
 * @param repeatedInCalm messages of the calm that were delivered more than once
 * @param repeatedInStorm deliveries beyond the first of all others
 * @param unfenced repeats whose lease epoch was not higher than the earlier delivery's
 */
record Firings(
    int due, int missed, int twice, int repeatedInCalm, int repeatedInStorm, int unfenced) {

  /** A message that a schedule published, as the broker's tables have it. */
  record Stored(String messageId, Instant at) {}

  /**
   * @param calmUntil occurrences until then were over before the first kill
   * @param until occurrences until then had to fire; later ones may have
   */
  static Firings of(
      List<Made> schedules,
      Map<String, List<Stored>> stored,
      Ledger ledger,
      Instant calmUntil,
      Instant until) {
    return schedules.stream()
        .map(
            schedule ->
                of(
                    schedule,
                    stored.getOrDefault(schedule.id(), List.of()),
                    ledger.firings(schedule.id()),
                    calmUntil,
                    until))
        .reduce(new Firings(0, 0, 0, 0, 0, 0), Firings::plus);
  }

  private static Firings of(
      Made schedule,
      List<Stored> stored,
      Map<String, List<Arrival>> arrivals,
      Instant calmUntil,
      Instant until) {
    int due = schedule.due(until);
    int fired = 0;
    int neverArrived = 0;
    int twice = 0;
    int repeatedInCalm = 0;
    int repeatedInStorm = 0;
    int unfenced = 0;
    var strangers = new HashSet<>(arrivals.keySet());
    for (var message : stored.stream().sorted(Comparator.comparing(Stored::at)).toList()) {
      strangers.remove(message.messageId());
      var occurrence = schedule.occurrence(fired);
      if (message.at().isBefore(occurrence)) {
        twice++;
        continue;
      }
      var its = arrivals.getOrDefault(message.messageId(), List.of());
      if (its.isEmpty() && fired < due) {
        neverArrived++;
      } else if (its.size() > 1 && !occurrence.isAfter(calmUntil)) {
        repeatedInCalm++;
      } else if (its.size() > 1) {
        repeatedInStorm += its.size() - 1;
      }
      unfenced += Findings.epochsNotRising(its);
      fired++;
    }
    return new Firings(
        due,
        Math.max(0, due - fired) + neverArrived,
        twice + strangers.size(),
        repeatedInCalm,
        repeatedInStorm,
        unfenced);
  }

  private Firings plus(Firings other) {
    return new Firings(
        due + other.due,
        missed + other.missed,
        twice + other.twice,
        repeatedInCalm + other.repeatedInCalm,
        repeatedInStorm + other.repeatedInStorm,
        unfenced + other.unfenced);
  }
}
