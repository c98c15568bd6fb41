package dev.stashline.messages;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Optional;

/**
 * Hours of a day in which a client gets nothing, such as 22:00 to 07:00. The first minute counts,
 * the last does not. An end in an hour that clocks skip is the first moment after it; in one that
 * comes twice, it is the first time.
 */
record QuietHours(LocalTime from, LocalTime until) {
  /** When they end, if it is quiet now. */
  Optional<Instant> endIfQuiet(Instant now, ZoneId zone) {
    var today = LocalDate.ofInstant(now, zone);
    return endIfQuiet(now, today.minusDays(1), zone).or(() -> endIfQuiet(now, today, zone));
  }

  private Optional<Instant> endIfQuiet(Instant now, LocalDate day, ZoneId zone) {
    var begin = instant(day.atTime(from), zone);
    var end = instant((until.isBefore(from) ? day.plusDays(1) : day).atTime(until), zone);
    return now.isBefore(begin) || !now.isBefore(end) ? Optional.empty() : Optional.of(end);
  }

  private static Instant instant(LocalDateTime local, ZoneId zone) {
    var change = zone.getRules().getTransition(local);
    return change != null && change.isGap() ? change.getInstant() : local.atZone(zone).toInstant();
  }
}
