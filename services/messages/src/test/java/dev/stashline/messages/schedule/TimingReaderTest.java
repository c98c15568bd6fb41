package dev.stashline.messages.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stashline.runtime.Json;
import dev.stashline.runtime.Problem.FieldError;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimingReaderTest {

  private static ObjectNode json(String fields) {
    return (ObjectNode) Json.tree("{" + fields.replace('\'', '"') + "}");
  }

  private static Timing timing(String fields) {
    var read = TimingReader.read(json(fields));
    assertThat(read.faults()).isEmpty();
    return Objects.requireNonNull(read.recurrence()).timing();
  }

  @Test
  void all_fields_are_read() {
    var timing =
        timing(
            """
            'scheduleType': '3x_week', 'startDate': '2026-12-01', 'startTime': '18:30', 'endDate': '2027-01-31',
            'timezone': 'Australia/Lord_Howe', 'frequencyConfig': {'dayOfWeek': [0, 3, 6]}, 'title': 'not ours'""");

    assertThat(timing)
        .isEqualTo(
            new Timing(
                ScheduleType.THREE_TIMES_A_WEEK,
                LocalDate.of(2026, 12, 1),
                LocalTime.of(18, 30),
                LocalDate.of(2027, 1, 31),
                ZoneId.of("Australia/Lord_Howe"),
                Set.of(DayOfWeek.SUNDAY, DayOfWeek.WEDNESDAY, DayOfWeek.SATURDAY),
                1,
                null));
  }

  @Test
  void what_is_left_out_or_empty_has_its_default() {
    var spare = timing("'scheduleType': 'daily', 'startDate': '2026-12-01'");
    var empty =
        timing(
            """
            'scheduleType': 'daily', 'startDate': '2026-12-01', 'startTime': '', 'endDate': null, 'timezone': ' ',
            'frequencyConfig': null""");

    assertThat(spare.startTime()).isEqualTo("09:00");
    assertThat(spare.zone()).isEqualTo(ZoneId.of("UTC"));
    assertThat(spare.endDate()).isNull();
    assertThat(empty).isEqualTo(spare);
  }

  @ParameterizedTest
  @ValueSource(strings = {"once", "daily", "weekly", "2x_week", "3x_week", "monthly", "cron"})
  void the_seeds_words_of_types(String word) {
    var timing =
        timing(
            "'scheduleType': '%s', 'startDate': '2026-12-01', 'frequencyConfig': {'cron': '0 9 * * *'}"
                .formatted(word));

    assertThat(timing.type().word()).isEqualTo(word);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          weekly  | {'dayOfWeek': [0]}        | {'dayOfWeek':[0]}
          weekly  | {'dayOfWeek': 0}          | {'dayOfWeek':[0]}
          weekly  | {'dayOfWeek': [6, 0, 3]}  | {'dayOfWeek':[0,3,6]}
          weekly  | {'dayOfWeek': [3, 3]}     | {'dayOfWeek':[3]}
          weekly  | {'dayOfWeek': []}         | {}
          weekly  | {'dayOfMonth': 4}         | {}
          daily   | {'dayOfWeek': [2]}        | {}
          monthly | {'dayOfMonth': 1}         | {'dayOfMonth':1}
          monthly | {'dayOfMonth': 'last'}    | {'dayOfMonth':31}
          monthly | {}                        | {'dayOfMonth':9}
          cron    | {'cron': ' 0  9 * * 1 '}  | {'cron':'0 9 * * 1'}
          cron    | {'cron': '0 9\\n* * 1'}   | {'cron':'0 9 * * 1'}
          """)
  void B04_a_frequency_is_stored_as_it_was_understood(String type, String sent, String stored) {
    String fields =
        "'scheduleType': '" + type + "', 'startDate': '2026-12-09', 'frequencyConfig': ";
    var timing = timing(fields + sent);
    String written = TimingReader.frequencyConfig(timing);

    assertThat(written).isEqualTo(stored.replace('\'', '"'));
    assertThat(timing(fields + written)).isEqualTo(timing);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          'scheduleType': null                              | /scheduleType              | is required
          'scheduleType': '5min'                            | /scheduleType              | is no type of schedule
          'scheduleType': 7                                 | /scheduleType              | is no type of schedule
          'startDate': ''                                   | /startDate                 | is required
          'startDate': '2026-02-29'                         | /startDate                 | must be a date such as 2026-12-01
          'startDate': '1.12.2026'                          | /startDate                 | must be a date such as 2026-12-01
          'startDate': 20261201                             | /startDate                 | must be a date such as 2026-12-01
          'startDate': '-999999-01-01'                      | /startDate                 | must be a date such as 2026-12-01
          'startDate': '+12026-01-01'                       | /startDate                 | must be a date such as 2026-12-01
          'startTime': '24:00'                              | /startTime                 | must be a time such as 09:00
          'startTime': '9 am'                               | /startTime                 | must be a time such as 09:00
          'startTime': '09:00Z'                             | /startTime                 | must be a time such as 09:00
          'startTime': 900                                  | /startTime                 | must be a time such as 09:00
          'endDate': '2026-13-01'                           | /endDate                   | must be a date such as 2026-12-31
          'endDate': 20261231                               | /endDate                   | must be a date such as 2026-12-31
          'endDate': '2026-11-30'                           | /endDate                   | lies before the start
          'endDate': '2026-12-06'                           | /endDate                   | lies before the first occurrence
          'timezone': 'Europe/Atlantis'                     | /timezone                  | is no IANA time zone such as Europe/Paris
          'timezone': '+02:00'                              | /timezone                  | is no IANA time zone such as Europe/Paris
          'timezone': 'UTC+2'                               | /timezone                  | is no IANA time zone such as Europe/Paris
          'timezone': 2                                     | /timezone                  | is no IANA time zone such as Europe/Paris
          'frequencyConfig': 'weekly'                       | /frequencyConfig           | must be an object
          'frequencyConfig': [0]                            | /frequencyConfig           | must be an object
          'frequencyConfig': {'dayOfWeek': [7]}             | /frequencyConfig/dayOfWeek | must be numbers from 0 (Sunday) to 6 (Saturday)
          'frequencyConfig': {'dayOfWeek': [-1]}            | /frequencyConfig/dayOfWeek | must be numbers from 0 (Sunday) to 6 (Saturday)
          'frequencyConfig': {'dayOfWeek': [1.5]}           | /frequencyConfig/dayOfWeek | must be numbers from 0 (Sunday) to 6 (Saturday)
          'frequencyConfig': {'dayOfWeek': ['Sunday']}      | /frequencyConfig/dayOfWeek | must be numbers from 0 (Sunday) to 6 (Saturday)
          """)
  void what_is_wrong_is_said_of_its_field(String change, String field, String reason) {
    // A Tuesday; the first Monday after it is 7 December.
    var body = json("'scheduleType': 'weekly', 'startDate': '2026-12-01'");
    body.setAll(json(change));

    var read = TimingReader.read(body);

    assertThat(read.recurrence()).isNull();
    assertThat(read.faults()).containsExactly(new FieldError(field, reason));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "32", "-1", "1.5", "'first'", "'31'", "true", "[1]"})
  void B04_a_day_that_no_month_has(String day) {
    var read =
        TimingReader.read(
            json(
                "'scheduleType': 'monthly', 'startDate': '2026-12-01', 'frequencyConfig': {'dayOfMonth': "
                    + day
                    + "}"));

    assertThat(read.faults())
        .containsExactly(
            new FieldError(
                "/frequencyConfig/dayOfMonth", "must be a number from 1 to 31, or \"last\""));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          null                            | is required for this type of schedule
          ''                              | is required for this type of schedule
          'CRON_TZ=Europe/Paris 0 9 * * *' | must not name a zone: that is timezone's work
          '0 9 * *'                       | must have five fields: minute, hour, day of month, month, day of week
          '0 0 9 * * *'                   | must have five fields: minute, hour, day of month, month, day of week
          12                              | must have five fields: minute, hour, day of month, month, day of week
          '0 9 31 2 *'                    | never comes
          """)
  void an_expression_that_is_none_or_never_comes(String cron, String reason) {
    var read =
        TimingReader.read(
            json(
                "'scheduleType': 'cron', 'startDate': '2026-12-01', 'frequencyConfig': {'cron': "
                    + cron
                    + "}"));

    assertThat(read.faults()).containsExactly(new FieldError("/frequencyConfig/cron", reason));
  }

  @Test
  void B05_an_end_before_the_first_of_a_cron_expression() {
    var read =
        TimingReader.read(
            json(
                """
                'scheduleType': 'cron', 'startDate': '2026-12-01', 'endDate': '2026-12-24', 'frequencyConfig': {'cron': '0 9 25 12 *'}"""));

    assertThat(read.faults())
        .containsExactly(new FieldError("/endDate", "lies before the first occurrence"));
  }

  @Test
  void B05_what_comes_once_has_no_end() {
    var read =
        TimingReader.read(
            json("'scheduleType': 'once', 'startDate': '2026-12-01', 'endDate': '2026-12-02'"));

    assertThat(read.faults())
        .containsExactly(new FieldError("/endDate", "a message that comes once has no end"));
  }

  @Test
  void all_faults_are_told_at_once() {
    var read =
        TimingReader.read(
            json(
                """
                'scheduleType': 'cron', 'startDate': 'soon', 'startTime': 'noon', 'endDate': 'never', 'timezone': 'here',
                'frequencyConfig': {'cron': 'often'}"""));

    assertThat(read.faults())
        .extracting(FieldError::field)
        .containsExactlyInAnyOrder(
            "/startDate", "/startTime", "/endDate", "/timezone", "/frequencyConfig/cron");
    assertThat(TimingReader.read(json("")).faults())
        .extracting(FieldError::field)
        .containsExactly("/scheduleType", "/startDate");
  }

  @Test
  void a_time_may_have_seconds() {
    var timing =
        timing("'scheduleType': 'once', 'startDate': '2026-12-01', 'startTime': '09:00:30.250'");

    assertThat(timing.startTime()).isEqualTo(LocalTime.of(9, 0, 30, 250_000_000));
  }
}
