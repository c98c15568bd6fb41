package dev.stashline.providers.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.stashline.runtime.ConfigProblems;
import dev.stashline.runtime.Env;
import dev.stashline.runtime.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChatConfigTest {

  @Test
  void defaults() {
    ChatConfig config = read(Map.of());
    assertThat(config)
        .isEqualTo(
            new ChatConfig(
                URI.create("https://chat.stream-io-api.com"),
                Optional.empty(),
                Optional.empty(),
                Duration.ofSeconds(20),
                16));
    assertThat(config.isSetUp()).isFalse();
  }

  @Test
  void full_mapping() {
    ChatConfig config =
        read(
            Map.of(
                "STREAM_BASE_URL", "http://localhost:3100",
                "STREAM_API_KEY", "planted-key",
                "STREAM_API_SECRET", "planted-secret",
                "STREAM_TIMEOUT", "5s",
                "STREAM_CONNECTIONS", "4"));
    assertThat(config)
        .isEqualTo(
            new ChatConfig(
                URI.create("http://localhost:3100"),
                Optional.of(new Secret("planted-key")),
                Optional.of(new Secret("planted-secret")),
                Duration.ofSeconds(5),
                4));
    assertThat(config.isSetUp()).isTrue();
    assertThat(config.toString()).doesNotContain("planted");
  }

  @ParameterizedTest
  @ValueSource(strings = {"STREAM_API_KEY", "STREAM_API_SECRET"})
  void key_and_secret_come_together(String lonely) {
    var problems =
        catchThrowableOfType(ConfigProblems.class, () -> read(Map.of(lonely, "planted")));
    assertThat(problems)
        .hasMessageContaining(
            lonely.equals("STREAM_API_KEY") ? "STREAM_API_SECRET" : "STREAM_API_KEY")
        .hasMessageNotContaining("planted");
  }

  @Test
  void rejections_name_every_setting() {
    var problems =
        catchThrowableOfType(
            ConfigProblems.class,
            () ->
                read(
                    Map.of(
                        "STREAM_BASE_URL", "localhost",
                        "STREAM_TIMEOUT", "0s",
                        "STREAM_CONNECTIONS", "0")));
    assertThat(problems.getMessage())
        .contains("STREAM_BASE_URL", "STREAM_TIMEOUT", "STREAM_CONNECTIONS");
  }

  private static ChatConfig read(Map<String, String> values) {
    return new Env(values::get).read(ChatConfig::from);
  }
}
