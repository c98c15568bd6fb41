package dev.stashline.providers.ai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.stashline.runtime.ConfigProblems;
import dev.stashline.runtime.Env;
import dev.stashline.runtime.Secret;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AiConfigTest {

  @Test
  void defaults() {
    AiConfig config = read(Map.of());
    assertThat(config)
        .isEqualTo(
            new AiConfig(
                AiConfig.OPENAI,
                Optional.empty(),
                "gpt-4o-mini",
                AiConfig.TokenLimit.MAX_COMPLETION_TOKENS,
                16,
                2 << 20));
    assertThat(config.isSetUp()).as("OpenAI wants a key").isFalse();
    assertThat(config.provider()).isEqualTo("openai");
  }

  @Test
  void full_mapping() {
    AiConfig config =
        read(
            Map.of(
                "AI_BASE_URL", "http://localhost:11434/v1/",
                "OPENAI_API_KEY", "planted",
                "AI_MODEL", "llama3.1",
                "AI_TOKEN_LIMIT", "max-tokens",
                "AI_CONNECTIONS", "2",
                "AI_MAX_REPLY", "64KB"));
    assertThat(config)
        .isEqualTo(
            new AiConfig(
                URI.create("http://localhost:11434/v1/"),
                Optional.of(new Secret("planted")),
                "llama3.1",
                AiConfig.TokenLimit.MAX_TOKENS,
                2,
                64 << 10));
    assertThat(config.completions())
        .isEqualTo(URI.create("http://localhost:11434/v1/chat/completions"));
    assertThat(config.toString()).doesNotContain("planted");
  }

  @Test
  void a_local_service_is_set_up_without_a_key() {
    assertThat(read(Map.of("AI_BASE_URL", "http://localhost:11434/v1")).isSetUp()).isTrue();
  }

  @Test
  void rejections_name_every_setting() {
    var problems =
        catchThrowableOfType(
            ConfigProblems.class,
            () ->
                read(
                    Map.of(
                        "AI_BASE_URL", "localhost",
                        "AI_TOKEN_LIMIT", "none",
                        "AI_CONNECTIONS", "0",
                        "AI_MAX_REPLY", "big")));
    assertThat(problems.getMessage())
        .contains("AI_BASE_URL", "AI_TOKEN_LIMIT", "AI_CONNECTIONS", "AI_MAX_REPLY");
  }

  private static AiConfig read(Map<String, String> values) {
    return new Env(values::get).read(AiConfig::from);
  }
}
