package dev.stashline.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AppConfigTest {
  @Test
  void defaults_are_the_ports_that_the_seeds_expect() {
    var config = read(Map.of());

    assertThat(config)
        .isEqualTo(
            new AppConfig(
                "0.0.0.0", 3000, URI.create("http://localhost:3000"), false, 1024 * 1024));
  }

  @Test
  void everything_can_be_set() {
    var config =
        read(
            Map.of(
                "APP_HOST", "127.0.0.1",
                "APP_PORT", "0",
                "PUBLIC_BASE_URL", "https://app.example.com/",
                "APP_BODY_LIMIT", "64KB"));

    assertThat(config)
        .isEqualTo(
            new AppConfig("127.0.0.1", 0, URI.create("https://app.example.com"), false, 65_536));
    assertThat(config.publicUrl("/api/x")).isEqualTo("https://app.example.com/api/x");
  }

  @Test
  void the_seeds_name_of_the_public_address_works_and_ours_wins() {
    assertThat(read(Map.of("NEXT_PUBLIC_BASE_URL", "https://seed.example.com")).publicBaseUrl())
        .hasToString("https://seed.example.com");
    assertThat(
            read(Map.of(
                    "NEXT_PUBLIC_BASE_URL", "https://seed.example.com",
                    "PUBLIC_BASE_URL", "https://ours.example.com"))
                .publicBaseUrl())
        .hasToString("https://ours.example.com");
  }

  @Test
  void all_that_is_wrong_is_told_at_once() {
    assertThatThrownBy(
            () ->
                read(
                    Map.of(
                        "APP_PORT", "70000",
                        "PUBLIC_BASE_URL", "https://x.example.com/?a=1",
                        "APP_BODY_LIMIT", "much")))
        .isInstanceOf(ConfigProblems.class)
        .hasMessageContainingAll("APP_PORT", "PUBLIC_BASE_URL", "APP_BODY_LIMIT");
  }

  private static AppConfig read(Map<String, String> values) {
    return new Env(values::get).read(AppConfig::from);
  }
}
