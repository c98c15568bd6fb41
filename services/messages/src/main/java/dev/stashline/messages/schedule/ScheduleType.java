package dev.stashline.messages.schedule;

import com.fasterxml.jackson.annotation.JsonValue;
import java.time.DayOfWeek;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** How a message comes again. */
public enum ScheduleType {
  ONCE("once"),
  DAILY("daily"),
  WEEKLY("weekly", DayOfWeek.MONDAY),
  TWICE_A_WEEK("2x_week", DayOfWeek.MONDAY, DayOfWeek.THURSDAY),
  THREE_TIMES_A_WEEK("3x_week", DayOfWeek.MONDAY, DayOfWeek.WEDNESDAY, DayOfWeek.FRIDAY),
  MONTHLY("monthly"),
  CRON("cron");

  private final String word;
  private final Set<DayOfWeek> usualDays;

  ScheduleType(String word, DayOfWeek... usualDays) {
    this.word = word;
    this.usualDays =
        usualDays.length == 0 ? Set.of() : Set.copyOf(EnumSet.copyOf(Arrays.asList(usualDays)));
  }

  /** As SQL and JSON write it. */
  @JsonValue
  public String word() {
    return word;
  }

  public static Optional<ScheduleType> of(String word) {
    return Arrays.stream(values())
        .filter(type -> type.word.equals(word.strip().toLowerCase(Locale.ROOT)))
        .findFirst();
  }

  /**
   * The days of a week on which it comes if none are chosen; empty for one that has no such days.
   */
  public Set<DayOfWeek> usualDays() {
    return usualDays;
  }

  boolean onDaysOfTheWeek() {
    return !usualDays.isEmpty();
  }
}
