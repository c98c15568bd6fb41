package dev.stashline.bench;

import dev.stashline.messages.schedule.Recurrence;
import dev.stashline.messages.schedule.ScheduleType;
import dev.stashline.messages.schedule.Timing;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Random;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Next occurrences reckoned per second by one thread, each after another instant of the next two
 * years, at a place whose clocks change; for each type of schedule, and in one zone that has no
 * change.
 */
public final class OccurrenceBench {
  private static final LocalDate START = LocalDate.of(2026, 1, 1);
  private static final int TWO_YEARS_SECONDS = 2 * 365 * 86_400;

  private OccurrenceBench() {}

  public static void main(String[] args) {
    for (ScheduleType type : ScheduleType.values()) {
      if (type != ScheduleType.ONCE) {
        OneThread.report(type.word(), next(type, "America/New_York"));
      }
    }
    OneThread.report("daily, UTC", next(ScheduleType.DAILY, "UTC"));
  }

  private static BooleanSupplier next(ScheduleType type, String zone) {
    var recurrence =
        Recurrence.of(
            new Timing(
                type,
                START,
                LocalTime.of(9, 0),
                null,
                ZoneId.of(zone),
                Set.of(),
                31,
                type == ScheduleType.CRON ? "0 9 * * 1,3,5" : null));
    var instants = instants();
    return new BooleanSupplier() {
      private int turn;

      @Override
      public boolean getAsBoolean() {
        var after = instants[turn++ & (instants.length - 1)];
        return recurrence.next(after).isPresent();
      }
    };
  }

  /** A power of two of them. */
  private static Instant[] instants() {
    var chance = new Random(1);
    var instants = new Instant[1 << 14];
    var begin = START.atStartOfDay(ZoneId.of("UTC")).toInstant();
    for (int i = 0; i < instants.length; i++) {
      instants[i] = begin.plusSeconds(chance.nextInt(TWO_YEARS_SECONDS));
    }
    return instants;
  }
}
