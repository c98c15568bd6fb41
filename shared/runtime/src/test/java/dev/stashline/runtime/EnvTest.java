package dev.stashline.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnvTest {
  private enum Mode {
    FAST,
    VERY_SLOW
  }

  private record Everything(
      String text,
      Optional<String> optionalText,
      Optional<Secret> optionalSecret,
      int integer,
      double decimal,
      int port,
      boolean flag,
      Duration duration,
      long size,
      Optional<URI> optionalUri,
      URI uri,
      Mode mode,
      List<String> list) {
    static Everything from(Env env) {
      return new Everything(
          env.text("TEXT", "plain", "A text"),
          env.optionalText("OPTIONAL_TEXT", "Another text"),
          env.optionalSecret("OPTIONAL_SECRET", "A secret"),
          env.integer("INTEGER", 3, 1, 10, "A number"),
          env.decimal("DECIMAL", 0.5, 0, 1, "A share"),
          env.port("PORT", 8080, "A port"),
          env.flag("FLAG", true, "A flag"),
          env.duration("DURATION", Duration.ofMinutes(5), "A time"),
          env.size("SIZE", 1024, "A size"),
          env.optionalUri("OPTIONAL_URI", "Another address"),
          env.uri("URI", URI.create("http://localhost:1"), "An address"),
          env.choice("MODE", Mode.class, Mode.FAST, "A mode"),
          env.list("LIST", List.of("a"), "A list"));
    }
  }

  private record Needed(String text, Secret secret) {
    static Needed from(Env env) {
      return new Needed(
          env.requiredText("NEEDED_TEXT", "A text"), env.requiredSecret("NEEDED_SECRET", "A key"));
    }
  }

  @Test
  void defaults_stand_for_what_is_absent_or_blank() {
    var expected =
        new Everything(
            "plain",
            Optional.empty(),
            Optional.empty(),
            3,
            0.5,
            8080,
            true,
            Duration.ofMinutes(5),
            1024,
            Optional.empty(),
            URI.create("http://localhost:1"),
            Mode.FAST,
            List.of("a"));
    assertThat(env(Map.of()).read(Everything::from)).isEqualTo(expected);
    assertThat(new Env(name -> "  ").read(Everything::from)).isEqualTo(expected);
  }

  @Test
  void every_setting_arrives_without_the_blanks_round_it() {
    var values = new HashMap<String, String>();
    values.put("TEXT", " t ");
    values.put("OPTIONAL_TEXT", "o");
    values.put("OPTIONAL_SECRET", "s");
    values.put("INTEGER", " 10 ");
    values.put("DECIMAL", "0.25");
    values.put("PORT", "0");
    values.put("FLAG", "Off");
    values.put("DURATION", "250ms");
    values.put("SIZE", "2MB");
    values.put("OPTIONAL_URI", "https://a.example/x");
    values.put("URI", "http://b.example:9");
    values.put("MODE", "very-slow");
    values.put("LIST", " x, ,y,");
    assertThat(env(values).read(Everything::from))
        .isEqualTo(
            new Everything(
                "t",
                Optional.of("o"),
                Optional.of(new Secret("s")),
                10,
                0.25,
                0,
                false,
                Duration.ofMillis(250),
                2 * 1024 * 1024,
                Optional.of(URI.create("https://a.example/x")),
                URI.create("http://b.example:9"),
                Mode.VERY_SLOW,
                List.of("x", "y")));
  }

  @Test
  void all_that_is_wrong_is_told_at_once_each_by_its_name() {
    var wrong =
        Map.of(
            "INTEGER", "11",
            "DECIMAL", "NaN",
            "PORT", "65536",
            "FLAG", "maybe",
            "DURATION", "soon",
            "SIZE", "2 furlongs",
            "OPTIONAL_URI", "ftp://a.example",
            "URI", "not an address",
            "MODE", "slow");
    var env = env(wrong);
    var problems =
        catchThrowableOfType(
            ConfigProblems.class,
            () ->
                env.read(
                    e -> {
                      Everything.from(e);
                      return Needed.from(e);
                    }));
    assertThat(problems.problems())
        .extracting(ConfigProblems.Problem::name)
        .containsExactlyInAnyOrder(
            "INTEGER",
            "DECIMAL",
            "PORT",
            "FLAG",
            "DURATION",
            "SIZE",
            "OPTIONAL_URI",
            "URI",
            "MODE",
            "NEEDED_TEXT",
            "NEEDED_SECRET");
    assertThat(problems)
        .hasMessageContaining("INTEGER: must be a whole number from 1 to 10")
        .hasMessageContaining("MODE: must be one of fast, very-slow")
        .hasMessageContaining("NEEDED_TEXT: is required: A text")
        .hasMessageNotContaining("furlongs");
  }

  @ParameterizedTest
  @CsvSource({
    "0s, PT0S",
    "250ms, PT0.25S",
    "30s, PT30S",
    "5m, PT5M",
    "1h, PT1H",
    "7d, PT168H",
    "PT5M, PT5M"
  })
  void durations_are_read(String text, Duration expected) {
    assertThat(duration(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "5",
        "m",
        "-5m",
        "PT-5M",
        "1.5h",
        "5 m",
        "99999999999999d",
        "99999999999999999999s"
      })
  void durations_that_are_negative_or_too_long_or_unclear_are_refused(String text) {
    assertThatThrownBy(() -> duration(text))
        .isInstanceOf(ConfigProblems.class)
        .hasMessage("D: must be a duration such as 30s, 5m or 7d");
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "512, 512", "512B, 512", "64KB, 65536", "1 gb, 1073741824"})
  void sizes_are_read_in_units_of_1024(String text, long expected) {
    assertThat(size(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "1TB", "KB", "9999999999999GB", "99999999999999999999"})
  void sizes_that_are_negative_or_too_large_or_unclear_are_refused(String text) {
    assertThatThrownBy(() -> size(text)).isInstanceOf(ConfigProblems.class);
  }

  @ParameterizedTest
  @CsvSource({"250, 250ms", "0, 0s", "1000, 1s", "90000, 90s", "300000, 5m", "3600000, 1h"})
  void a_default_is_shown_as_one_would_write_it(long millis, String shown) {
    var env = env(Map.of());
    env.duration("D", Duration.ofMillis(millis), "A time");
    assertThat(env.settings().getFirst().defaultText()).isEqualTo(shown);
    assertThat(duration(shown)).isEqualTo(Duration.ofMillis(millis));
  }

  @Test
  void settings_tell_what_was_found_and_never_a_secret() {
    var env = env(Map.of("TEXT", "t", "FLAG", "maybe", "OPTIONAL_SECRET", "hunter2"));
    Everything.from(env);
    Needed.from(env);
    assertThat(env.settings())
        .contains(
            new Setting("TEXT", "A text", "plain", false, Setting.State.SET, "t"),
            new Setting("PORT", "A port", "8080", false, Setting.State.DEFAULT, "8080"),
            new Setting("FLAG", "A flag", "true", false, Setting.State.WRONG, "maybe"),
            new Setting("NEEDED_SECRET", "A key", "", true, Setting.State.MISSING, ""),
            new Setting("OPTIONAL_SECRET", "A secret", "", true, Setting.State.SET, "***"));
    assertThat(env.settings().toString()).doesNotContain("hunter2");
  }

  @Test
  void a_setting_that_two_configurations_read_is_told_of_once() {
    var env = env(Map.of("FLAG", "maybe"));
    Everything.from(env);
    Everything.from(env);
    assertThat(env.problems()).hasSize(1);
    assertThat(env.settings()).extracting(Setting::name).doesNotHaveDuplicates();
  }

  private static Duration duration(String text) {
    return env(Map.of("D", text)).read(e -> e.duration("D", Duration.ZERO, "A time"));
  }

  private static long size(String text) {
    return env(Map.of("S", text)).read(e -> e.size("S", 0, "A size"));
  }

  private static Env env(Map<String, String> values) {
    return new Env(values::get);
  }
}
