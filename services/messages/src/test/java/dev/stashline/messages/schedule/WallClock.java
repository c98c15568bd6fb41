package dev.stashline.messages.schedule;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * The rule of skipped and repeated hours once more, by watching a clock instead of asking a
 * calendar.
 */
final class WallClock {
  private static final int FARTHEST_OFFSET_SECONDS = 20 * 3_600;

  private WallClock() {}

  /** The first moment at which a clock there shows this time or a later one. */
  static Instant firstShows(LocalDateTime wanted, ZoneId zone) {
    var rules = zone.getRules();
    var begin = wanted.toInstant(ZoneOffset.UTC).minusSeconds(FARTHEST_OFFSET_SECONDS);
    while (true) {
      var change = rules.nextTransition(begin);
      var there = wanted.toInstant(rules.getOffset(begin));
      var at = there.isAfter(begin) ? there : begin;
      if (change == null || at.isBefore(change.getInstant())) {
        return at;
      }
      begin = change.getInstant();
    }
  }
}
