package dev.stashline.messages.schedule;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stashline.qstash.Cron;
import dev.stashline.qstash.InvalidValueException;
import dev.stashline.runtime.Json;
import dev.stashline.runtime.Problem.FieldError;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads what people send about a schedule. All faults are told at once, each with a JSON pointer to
 * its field.
 *
 * <pre>
 *   scheduleType  startDate  startTime (09:00)  endDate  timezone (UTC)
 *   frequencyConfig { dayOfWeek [0 = Sunday … 6]   dayOfMonth 1 … 31 or "last" (that of the start)   cron }
 * </pre>
 */
public final class TimingReader {
  private static final LocalTime USUAL_TIME = LocalTime.of(9, 0);
  private static final int LAST = 31;
  private static final Pattern BLANKS = Pattern.compile("\\s+");

  /** Asked for once: each call makes a copy of all names. */
  private static final Set<String> ZONES = Set.copyOf(ZoneId.getAvailableZoneIds());

  private final JsonNode body;
  private final List<FieldError> faults = new ArrayList<>();

  private TimingReader(JsonNode body) {
    this.body = body;
  }

  /** What was read, or what is wrong with it: one of the two. */
  public record Read(@Nullable Recurrence recurrence, List<FieldError> faults) {}

  /**
   * @param body a JSON object; fields that are not about the schedule are left alone
   */
  public static Read read(JsonNode body) {
    var reader = new TimingReader(body);
    var recurrence = reader.recurrence();
    return new Read(reader.faults.isEmpty() ? recurrence : null, List.copyOf(reader.faults));
  }

  /** The {@code frequency_config} of a timing, as it is stored and shown. */
  public static String frequencyConfig(Timing timing) {
    var json = Json.mapper().createObjectNode();
    if (!timing.days().isEmpty()) {
      var days = json.putArray("dayOfWeek");
      timing.days().stream().map(day -> day.getValue() % 7).sorted().forEach(days::add);
    }
    if (timing.type() == ScheduleType.MONTHLY) {
      json.put("dayOfMonth", timing.dayOfMonth());
    }
    if (timing.cron() != null) {
      json.put("cron", timing.cron());
    }
    return json.toString();
  }

  private @Nullable Recurrence recurrence() {
    var type =
        given("scheduleType", text -> ScheduleType.of(text).orElse(null), "is no type of schedule");
    var start = given("startDate", TimingReader::date, "must be a date such as 2026-12-01");
    var time = optional("startTime", LocalTime::parse, "must be a time such as 09:00");
    var end = optional("endDate", TimingReader::date, "must be a date such as 2026-12-31");
    var zone =
        optional("timezone", TimingReader::zone, "is no IANA time zone such as Europe/Paris");
    if (start != null && end != null && end.isBefore(start)) {
      fault("endDate", "lies before the start");
    }
    if (type == ScheduleType.ONCE && end != null) {
      fault("endDate", "a message that comes once has no end");
    }
    if (!body.path("frequencyConfig").isObject() && !isAbsent(body.path("frequencyConfig"))) {
      fault("frequencyConfig", "must be an object");
    }
    var days = days(type);
    int dayOfMonth = dayOfMonth(type, start);
    var cron = cron(type);
    if (type == null || start == null || !faults.isEmpty()) {
      return null;
    }
    return checked(
        new Timing(
            type,
            start,
            time == null ? USUAL_TIME : time.truncatedTo(ChronoUnit.MILLIS),
            end,
            zone == null ? ZoneId.of("UTC") : zone,
            days,
            dayOfMonth,
            cron));
  }

  private Recurrence checked(Timing timing) {
    var recurrence = Recurrence.of(timing);
    var before = timing.startDate().atStartOfDay(timing.zone()).toInstant().minusMillis(1);
    if (recurrence.next(before).isPresent()) {
      return recurrence;
    }
    if (timing.endDate() == null) {
      fault("frequencyConfig/cron", "never comes");
    } else {
      fault("endDate", "lies before the first occurrence");
    }
    return recurrence;
  }

  private Set<DayOfWeek> days(@Nullable ScheduleType type) {
    var days = EnumSet.noneOf(DayOfWeek.class);
    var given = body.path("frequencyConfig").path("dayOfWeek");
    if (isAbsent(given) || (type != null && !type.onDaysOfTheWeek())) {
      return days;
    }
    // One day may stand without its array.
    for (JsonNode day : given.isArray() ? given : Json.mapper().createArrayNode().add(given)) {
      if (!day.isInt() || day.intValue() < 0 || day.intValue() > 6) {
        fault("frequencyConfig/dayOfWeek", "must be numbers from 0 (Sunday) to 6 (Saturday)");
        return days;
      }
      days.add(day.intValue() == 0 ? DayOfWeek.SUNDAY : DayOfWeek.of(day.intValue()));
    }
    return days;
  }

  private int dayOfMonth(@Nullable ScheduleType type, @Nullable LocalDate start) {
    var given = body.path("frequencyConfig").path("dayOfMonth");
    if (type != ScheduleType.MONTHLY || isAbsent(given)) {
      return start == null ? 1 : start.getDayOfMonth();
    }
    if (given.isTextual() && given.textValue().equals("last")) {
      return LAST;
    }
    if (!given.isInt() || given.intValue() < 1 || given.intValue() > LAST) {
      fault("frequencyConfig/dayOfMonth", "must be a number from 1 to 31, or \"last\"");
      return 1;
    }
    return given.intValue();
  }

  private @Nullable String cron(@Nullable ScheduleType type) {
    if (type != ScheduleType.CRON) {
      return null;
    }
    var given = body.path("frequencyConfig").path("cron");
    String cron = BLANKS.matcher(given.asText("").strip()).replaceAll(" ");
    if (isAbsent(given) || cron.isEmpty()) {
      fault("frequencyConfig/cron", "is required for this type of schedule");
    } else if (cron.contains("TZ=")) {
      fault("frequencyConfig/cron", "must not name a zone: that is timezone's work");
    } else {
      try {
        Cron.parse(cron);
      } catch (InvalidValueException e) {
        fault("frequencyConfig/cron", e.reason());
      }
    }
    return cron;
  }

  /** Years that a database's dates and a calendar's arithmetic can have. */
  private static @Nullable LocalDate date(String text) {
    var date = LocalDate.parse(text);
    return date.getYear() < 1970 || date.getYear() > 9999 ? null : date;
  }

  private static ZoneId zone(String name) {
    var zone = ZoneId.of(name);
    // Offsets such as +02:00 are no places: their clocks never change.
    if (!ZONES.contains(name)) {
      throw new DateTimeException("no IANA zone");
    }
    return zone;
  }

  private <T> @Nullable T given(String name, Function<String, @Nullable T> parse, String reason) {
    if (isAbsent(body.path(name))) {
      fault(name, "is required");
      return null;
    }
    return optional(name, parse, reason);
  }

  private <T> @Nullable T optional(
      String name, Function<String, @Nullable T> parse, String reason) {
    var given = body.path(name);
    if (isAbsent(given)) {
      return null;
    }
    T value = null;
    try {
      value = given.isTextual() ? parse.apply(given.textValue().strip()) : null;
    } catch (DateTimeException e) {
      // Told below, with what would have been right.
    }
    if (value == null) {
      fault(name, reason);
    }
    return value;
  }

  /** A form sends what was left empty as an empty text. */
  private static boolean isAbsent(JsonNode given) {
    return given.isMissingNode()
        || given.isNull()
        || (given.isTextual() && given.textValue().isBlank());
  }

  private void fault(String name, String reason) {
    faults.add(new FieldError("/" + name, reason));
  }
}
