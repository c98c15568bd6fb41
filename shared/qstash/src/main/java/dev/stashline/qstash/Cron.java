package dev.stashline.qstash;

import com.cronutils.model.definition.CronDefinition;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * When a schedule fires: five cron fields or a shortcut such as {@code @daily}, in UTC or, after
 * {@code CRON_TZ=Europe/Berlin}, in that zone. A day matches if the day of the month or the day of
 * the week does, where neither is a star, as in cron of old.
 *
 * <p>When clocks change:
 *
 * <pre>
 *   wall-clock hours given (0 2 * * *)   skipped hour: at the first moment after it
 *                                        hour that comes twice: once, the first time
 *   every hour (30 * * * *)              real time: no skipped hour to run, both of the two
 * </pre>
 */
public final class Cron {
  private static final Map<String, String> SHORTCUTS =
      Map.of(
          "@yearly", "0 0 1 1 *",
          "@annually", "0 0 1 1 *",
          "@monthly", "0 0 1 * *",
          "@weekly", "0 0 * * 0",
          "@daily", "0 0 * * *",
          "@midnight", "0 0 * * *",
          "@hourly", "0 * * * *");

  private static final Pattern BLANKS = Pattern.compile("\\s+");
  private static final int FIELDS = 5;

  private static final CronDefinition DEFINITION =
      CronDefinitionBuilder.defineCron()
          .withMinutes()
          .withValidRange(0, 59)
          .withStrictRange()
          .and()
          .withHours()
          .withValidRange(0, 23)
          .withStrictRange()
          .and()
          .withDayOfMonth()
          .withValidRange(1, 31)
          .withStrictRange()
          .and()
          .withMonth()
          .withValidRange(1, 12)
          .withStrictRange()
          .and()
          .withDayOfWeek()
          .withValidRange(0, 7)
          .withMondayDoWValue(1)
          .withIntMapping(7, 0)
          .withStrictRange()
          .and()
          .instance();

  private final ExecutionTime times;
  private final ZoneId zone;
  private final boolean everyHour;

  private Cron(ExecutionTime times, ZoneId zone, boolean everyHour) {
    this.times = times;
    this.zone = zone;
    this.everyHour = everyHour;
  }

  /**
   * Reads an expression.
   *
   * @throws InvalidValueException if it is none, or its zone is unknown
   */
  public static Cron parse(String text) {
    String expression = text.strip();
    ZoneId zone = ZoneOffset.UTC;
    if (expression.startsWith("CRON_TZ=") || expression.startsWith("TZ=")) {
      String[] parts = BLANKS.split(expression.substring(expression.indexOf('=') + 1), 2);
      zone = zone(parts[0]);
      expression = parts.length < 2 ? "" : parts[1].strip();
    }
    String known = SHORTCUTS.get(expression.toLowerCase(Locale.ROOT));
    String five = known == null ? expression : known;
    String[] fields = BLANKS.split(five);
    if (fields.length != FIELDS) {
      throw new InvalidValueException(
          "must have five fields: minute, hour, day of month, month, day of week");
    }
    try {
      var cron = new CronParser(DEFINITION).parse(five);
      return new Cron(ExecutionTime.forCron(cron), zone, fields[1].equals("*"));
    } catch (IllegalArgumentException e) {
      throw new InvalidValueException("is not a cron expression: " + reason(e));
    }
  }

  private static ZoneId zone(String name) {
    try {
      return ZoneId.of(name);
    } catch (DateTimeException e) {
      throw new InvalidValueException("has an unknown time zone: " + name);
    }
  }

  private static String reason(IllegalArgumentException e) {
    var cause = e.getCause() == null ? e : e.getCause();
    return String.valueOf(cause.getMessage());
  }

  /** The first occurrence after a time; empty for one that never comes. */
  public Optional<Instant> next(Instant after) {
    return Optional.ofNullable(everyHour ? inRealTime(after) : onTheWallClock(after));
  }

  private @Nullable Instant onTheWallClock(Instant after) {
    var local = after.atZone(zone).toLocalDateTime();
    while (true) {
      local = nextLocal(local);
      if (local == null) {
        return null;
      }
      var at = instant(local);
      if (at.isAfter(after)) {
        return at;
      }
      // The second time of an hour that comes twice: what was then has been.
    }
  }

  private Instant instant(LocalDateTime local) {
    var skipped = zone.getRules().getTransition(local);
    return skipped != null && skipped.isGap()
        ? skipped.getInstant()
        : local.atZone(zone).toInstant();
  }

  private @Nullable Instant inRealTime(Instant after) {
    var from = after;
    while (true) {
      var offset = zone.getRules().getOffset(from);
      var local = nextLocal(LocalDateTime.ofInstant(from, offset));
      if (local == null) {
        return null;
      }
      var at = local.toInstant(offset);
      var change = zone.getRules().nextTransition(from);
      if (change == null || at.isBefore(change.getInstant())) {
        return at;
      }
      // Behind the change other local times hold: look again from the minute before its end.
      from = change.getInstant();
      var begins = LocalDateTime.ofInstant(from, change.getOffsetAfter());
      var atOnce = nextLocal(begins.minus(1, ChronoUnit.MILLIS));
      if (begins.equals(atOnce)) {
        return from;
      }
    }
  }

  /** The library reckons in UTC, where no clock ever changes: what a wall clock would show. */
  private @Nullable LocalDateTime nextLocal(LocalDateTime after) {
    return times
        .nextExecution(after.atZone(ZoneOffset.UTC))
        .map(ZonedDateTime::toLocalDateTime)
        .orElse(null);
  }
}
