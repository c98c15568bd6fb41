package dev.stashline.qstash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stashline.runtime.ConfigProblems;
import dev.stashline.runtime.Env;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;

class QStashConfigTest {

  @Test
  void nothing_set_means_the_hosted_service_and_both_directions_off() {
    var config = read(Map.of());
    assertThat(config.url()).isEqualTo(URI.create("https://qstash.upstash.io"));
    assertThat(config.token()).isEmpty();
    assertThat(config.keys()).isEmpty();
  }

  @Test
  void everything_can_be_set() {
    var config =
        read(
            Map.of(
                "QSTASH_URL", "http://127.0.0.1:8080/",
                "QSTASH_TOKEN", "t0ken",
                "QSTASH_CURRENT_SIGNING_KEY", "sig_a",
                "QSTASH_NEXT_SIGNING_KEY", "sig_b"));
    assertThat(config.url()).isEqualTo(URI.create("http://127.0.0.1:8080/"));
    assertThat(config.token())
        .hasValueSatisfying(token -> assertThat(token.reveal()).isEqualTo("t0ken"));
    assertThat(config.keys()).contains(new SigningKeys("sig_a", "sig_b"));
    assertThat(config.toString()).doesNotContain("t0ken").doesNotContain("sig_");
  }

  @Test
  void wrong_settings_are_reported_together() {
    assertThatThrownBy(
            () -> read(Map.of("QSTASH_URL", "qstash", "QSTASH_CURRENT_SIGNING_KEY", "sig_a")))
        .isInstanceOf(ConfigProblems.class)
        .hasMessageContaining("QSTASH_URL")
        .hasMessageContaining("QSTASH_NEXT_SIGNING_KEY");
  }

  private static QStashConfig read(Map<String, String> values) {
    return new Env(values::get).read(QStashConfig::from);
  }
}
