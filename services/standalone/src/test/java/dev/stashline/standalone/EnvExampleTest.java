package dev.stashline.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stashline.runtime.Env;
import dev.stashline.runtime.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Holds {@code .env.example} to what the code reads. */
class EnvExampleTest {
  private static final Path FILE = Path.of("../../.env.example");
  private static final Path MADE = Path.of("target/env.example");

  @Test
  void the_example_lists_every_setting_as_the_code_reads_it() throws IOException {
    var env = new Env(name -> null);
    Settings.from(env);
    var text = new StringBuilder();
    text.append(
        "# Every setting, with its default. `./stashline doctor` tells what is in force.\n");
    text.append(
        "# Required ones stand open; the others are commented out, as their default is good.\n");
    env.settings().forEach(setting -> text.append(entry(setting)));
    Files.createDirectories(MADE.getParent());
    Files.writeString(MADE, text);

    assertThat(FILE)
        .as("if settings have changed, copy %s over it", MADE)
        .hasContent(text.toString());
  }

  private static String entry(Setting setting) {
    boolean required = setting.state() == Setting.State.MISSING;
    return "\n# "
        + setting.meaning()
        + (required ? " (required)" : "")
        + "\n"
        + (required ? "" : "#")
        + setting.name()
        + "="
        + quoted(setting.defaultText())
        + "\n";
  }

  private static String quoted(String value) {
    return value.contains(" ") ? "\"" + value + "\"" : value;
  }
}
