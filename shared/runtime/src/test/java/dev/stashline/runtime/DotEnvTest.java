package dev.stashline.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DotEnvTest {
  @TempDir private Path folder;

  @Test
  void the_environment_wins_and_blank_does_not_count() throws Exception {
    var file =
        Files.writeString(
            folder.resolve(".env"),
            """
            # how to run it here
            APP_PORT=3000
            NAME="two words"
            ADDRESS=http://localhost:8080/?a=b
            """);
    var values = DotEnv.under(Map.of("APP_PORT", "4000", "NAME", " ")::get, file);
    assertThat(values.apply("APP_PORT")).isEqualTo("4000");
    assertThat(values.apply("NAME")).isEqualTo("two words");
    assertThat(values.apply("ADDRESS")).isEqualTo("http://localhost:8080/?a=b");
    assertThat(values.apply("OTHER")).isNull();
  }

  @Test
  void a_missing_file_is_no_fault() {
    var values = DotEnv.under(Map.of("APP_PORT", "4000")::get, folder.resolve(".env"));
    assertThat(values.apply("APP_PORT")).isEqualTo("4000");
    assertThat(values.apply("OTHER")).isNull();
  }

  @Test
  void a_bad_line_is_told_without_quoting_it() throws Exception {
    var file = Files.writeString(folder.resolve(".env"), "hunter2 is the password\n");
    assertThatThrownBy(() -> DotEnv.under(Map.<String, String>of()::get, file))
        .isInstanceOf(ConfigProblems.class)
        .hasMessageContaining(".env")
        .hasMessageNotContaining("hunter2")
        .hasNoCause();
  }
}
