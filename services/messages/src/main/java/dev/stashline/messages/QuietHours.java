package dev.stashline.messages;

import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Optional;

/**
 * Hours of a day in which a client gets nothing, such as 22:00 to 07:00. The first minute counts,
 * the last does not.
 */
record QuietHours(LocalTime from, LocalTime until) {
  /** When they end, if it is quiet now. An end in a skipped hour is the moment after it. */
  Optional<Instant> endIfQuiet(Instant now, ZoneId zone) {
    var local = now.atZone(zone);
    var time = local.toLocalTime();
    boolean overnight = until.isBefore(from);
    boolean evening = overnight && !time.isBefore(from);
    boolean quiet = evening || (time.isBefore(until) && (overnight || !time.isBefore(from)));
    if (!quiet) {
      return Optional.empty();
    }
    var day = evening ? local.toLocalDate().plusDays(1) : local.toLocalDate();
    return Optional.of(day.atTime(until).atZone(zone).toInstant());
  }
}
