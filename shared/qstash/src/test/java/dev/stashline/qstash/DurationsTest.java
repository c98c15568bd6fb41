package dev.stashline.qstash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {

  @ParameterizedTest
  @CsvSource({
    "50s,PT50S", "3m,PT3M", "10h,PT10H", "1d,PT24H", "1d10h30m,PT34H30M", "1h30m3s,PT1H30M3S",
    "90,PT1M30S", "0,PT0S", "0s,PT0S", "' 5s ',PT5S", "5s5s,PT10S", "007s,PT7S"
  })
  void reads_request_durations(String text, Duration expected) {
    assertThat(Durations.parse(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "s",
        "-5s",
        "+5s",
        "1.5s",
        "5 s",
        "1d10",
        "5S",
        "5ms",
        "10x",
        "99999999999999999999s",
        "36501d",
        "１s"
      })
  void refuses_other_request_durations(String text) {
    assertThatThrownBy(() -> Durations.parse(text)).isInstanceOf(InvalidValueException.class);
  }

  @Test
  void writes_what_it_reads() {
    var chance = new Random(1);
    for (int i = 0; i < 2_000; i++) {
      var duration = Duration.ofSeconds(chance.nextLong(Durations.LONGEST.toSeconds() + 1));
      assertThat(Durations.parse(Durations.format(duration))).isEqualTo(duration);
    }
    assertThat(Durations.format(Duration.ofSeconds(123_000))).isEqualTo("1d10h10m");
  }

  @Test
  void a_written_delay_is_never_shorter() {
    assertThat(Durations.format(Duration.ofMillis(1))).isEqualTo("1s");
    assertThat(Durations.format(Duration.ofMillis(59_001))).isEqualTo("1m");
  }

  @ParameterizedTest
  @CsvSource({
    "6m5s,PT6M5S",
    "1.5h,PT1H30M",
    "250ms,PT0.25S",
    "0,PT0S",
    "-3s,PT-3S",
    "+3s,PT3S",
    ".5s,PT0.5S",
    "1.s,PT1S",
    "10us,PT0.00001S",
    "10µs,PT0.00001S",
    "10μs,PT0.00001S",
    "10Âµs,PT0.00001S",
    "7ns,PT0.000000007S",
    "1h1ms,PT1H0.001S"
  })
  void reads_go_durations(String text, Duration expected) {
    assertThat(Durations.parseGo(text)).contains(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-",
        "5",
        "5d",
        "s",
        "1..5s",
        ".s",
        "1e3s",
        "5s5",
        "9999999999h",
        "soon",
        "5 s"
      })
  void other_go_durations_are_none(String text) {
    assertThat(Durations.parseGo(text)).isEmpty();
  }
}
