package dev.stashline.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.ContextInitializer;
import dev.stashline.runtime.LogConfig.Format;
import dev.stashline.runtime.LogConfig.Level;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

class LogsTest {
  private final PrintStream out = System.out;
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();

  @AfterEach
  void restore() throws Exception {
    System.setOut(out);
    MDC.clear();
    var context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    new ContextInitializer(context).autoConfig();
  }

  @Test
  void json_is_one_object_a_line_with_key_values_context_and_trace() {
    use(Format.JSON, Level.INFO);
    MDC.put("jobId", "j-1");
    LoggerFactory.getLogger("dev.stashline.test")
        .atWarn()
        .addKeyValue("queue", "plans")
        .setCause(new IllegalStateException("cause"))
        .log("first line\nsecond line");
    var lines = written.toString(StandardCharsets.UTF_8).strip().split("\n");
    assertThat(lines).hasSize(1);
    var line = Json.tree(lines[0]);
    assertThat(line.get("message").asText()).isEqualTo("first line\nsecond line");
    assertThat(line.get("level").asText()).isEqualTo("WARN");
    assertThat(line.get("queue").asText()).isEqualTo("plans");
    assertThat(line.get("jobId").asText()).isEqualTo("j-1");
    assertThat(line.get("time").asText()).endsWith("Z");
    assertThat(line.get("stack_trace").asText()).contains("IllegalStateException: cause");
  }

  @Test
  void text_is_for_people_and_an_input_cannot_forge_a_line() {
    use(Format.TEXT, Level.INFO);
    LoggerFactory.getLogger("dev.stashline.test")
        .atInfo()
        .addKeyValue("queue", "plans")
        .log("hello\r\n12:00:00.000 INFO forged");
    assertThat(written.toString(StandardCharsets.UTF_8).strip())
        .hasLineCount(1)
        .contains("hello⏎", "queue=\"plans\"");
  }

  @Test
  void levels_follow_the_setting_but_chatty_libraries_stay_quiet() {
    use(Format.TEXT, Level.DEBUG);
    LoggerFactory.getLogger("dev.stashline.test").debug("ours");
    LoggerFactory.getLogger("com.hazelcast.core").info("theirs");
    assertThat(written.toString(StandardCharsets.UTF_8)).contains("ours").doesNotContain("theirs");
  }

  @Test
  void config_has_defaults_a_full_mapping_and_rejections() {
    assertThat(read(Map.of())).isEqualTo(new LogConfig(Format.JSON, Level.INFO));
    assertThat(read(Map.of("LOG_FORMAT", "text", "LOG_LEVEL", "debug")))
        .isEqualTo(new LogConfig(Format.TEXT, Level.DEBUG));
    assertThatThrownBy(() -> read(Map.of("LOG_FORMAT", "xml", "LOG_LEVEL", "loud")))
        .hasMessageContaining("LOG_FORMAT")
        .hasMessageContaining("LOG_LEVEL");
  }

  private void use(Format format, Level level) {
    System.setOut(new PrintStream(written, true, StandardCharsets.UTF_8));
    Logs.use(new LogConfig(format, level));
  }

  private static LogConfig read(Map<String, String> variables) {
    return new Env(variables::get).read(LogConfig::from);
  }
}
